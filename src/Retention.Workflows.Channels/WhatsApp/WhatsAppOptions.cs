namespace Retention.Workflows.Channels;

/// <summary>The business number for WhatsApp messages over the Cloud API, and the kinds of messages.</summary>
/// <remarks>
/// WhatsApp accepts free text only within 24 hours of the customer's last message; any other message must be an approved template. A
/// message names the template in its subject, name and language, as in <c>comeback_offer cs</c>. Each line of its text is one parameter of
/// the template's body, in order. Validated when the host starts.
/// </remarks>
public sealed class WhatsAppOptions
{
    /// <summary>The id of the sending number, digits. Required. It is not the number itself.</summary>
    public string PhoneNumberId { get; set; } = "";

    /// <summary>The access token of a system user. Required. A secret: read it from configuration, never from code.</summary>
    public string AccessToken { get; set; } = "";

    /// <summary>The language of templates whose subject names no language, such as <c>en</c> or <c>pt_BR</c>; default <c>en</c>.</summary>
    public string Language { get; set; } = "en";

    /// <summary>
    /// True to send a message without a subject as free text; default false, which rejects it as <c>template-missing</c>.
    /// </summary>
    /// <remarks>For journeys that answer a customer's recent message. For other customers WhatsApp refuses free text with 131047.</remarks>
    public bool AllowFreeText { get; set; }

    /// <summary>The version of the Graph API; default <c>v23.0</c>. Meta retires a version about two years after its release.</summary>
    public string ApiVersion { get; set; } = "v23.0";

    /// <summary>
    /// The base address of the API; default <c>https://graph.facebook.com</c>. Plain HTTP is accepted on the loopback only.
    /// </summary>
    public Uri BaseAddress { get; set; } = new("https://graph.facebook.com");

    /// <summary>The time limit of one send, 1 second to 5 minutes; default 30 seconds. After it the message is ambiguous.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
