namespace Retention.Workflows.Channels;

/// <summary>The Firebase project for push notifications, and its login.</summary>
/// <remarks>Give either <see cref="ServiceAccountJson"/> or <see cref="AccessToken"/>. Validated when the host starts.</remarks>
public sealed class FcmPushOptions
{
    /// <summary>The project's id, such as <c>swiftmotion-app</c>; default the one in <see cref="ServiceAccountJson"/>.</summary>
    public string? ProjectId { get; set; }

    /// <summary>
    /// The text of a service account's key file (JSON with <c>client_email</c> and <c>private_key</c>). A secret: read it from
    /// configuration, never from code.
    /// </summary>
    public string? ServiceAccountJson { get; set; }

    /// <summary>
    /// Returns the OAuth access token for a request, in place of <see cref="ServiceAccountJson"/>: for hosts with their own login.
    /// </summary>
    /// <remarks>
    /// Called before every send, from several threads at once; it must cache tokens itself. When it throws, the message is retried later.
    /// </remarks>
    public Func<CancellationToken, Task<string>>? AccessToken { get; set; }

    /// <summary>
    /// The base address of the API; default <c>https://fcm.googleapis.com</c>. Plain HTTP is accepted on the loopback only.
    /// </summary>
    public Uri BaseAddress { get; set; } = new("https://fcm.googleapis.com");

    /// <summary>The address for access tokens of the service account; default <c>https://oauth2.googleapis.com/token</c>.</summary>
    public Uri TokenAddress { get; set; } = new("https://oauth2.googleapis.com/token");

    /// <summary>The time limit of one request, 1 second to 5 minutes; default 30 seconds. After it the message is ambiguous.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
