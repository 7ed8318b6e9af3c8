namespace Retention.Workflows.Channels;

/// <summary>Which Firebase project sends push notifications, and how it logs in.</summary>
/// <remarks>Either <see cref="ServiceAccountJson"/> or <see cref="AccessToken"/>. Checked when the host starts.</remarks>
public sealed class FcmPushOptions
{
    /// <summary>The project's id, such as <c>swiftmotion-app</c>; default the one in <see cref="ServiceAccountJson"/>.</summary>
    public string? ProjectId { get; set; }

    /// <summary>The text of a service account's key file (JSON with <c>client_email</c> and <c>private_key</c>). A secret: take it from configuration, never from code.</summary>
    public string? ServiceAccountJson { get; set; }

    /// <summary>Gives the OAuth access token for a request, in place of <see cref="ServiceAccountJson"/>: for hosts that have a login of their own.</summary>
    /// <remarks>Called before every hand-over, from several threads at once; it caches for itself. When it throws, the message is tried again later.</remarks>
    public Func<CancellationToken, Task<string>>? AccessToken { get; set; }

    /// <summary>Where the API lives; default <c>https://fcm.googleapis.com</c>. Plain HTTP is taken on the loopback only.</summary>
    public Uri BaseAddress { get; set; } = new("https://fcm.googleapis.com");

    /// <summary>Where the service account gets its access tokens; default <c>https://oauth2.googleapis.com/token</c>.</summary>
    public Uri TokenAddress { get; set; } = new("https://oauth2.googleapis.com/token");

    /// <summary>How long one request may take, 1 second to 5 minutes; default 30 seconds. When it runs out the message is ambiguous.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
