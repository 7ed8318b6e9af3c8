namespace Retention.Workflows.Channels;

/// <summary>Which business number sends WhatsApp messages over the Cloud API, and as what.</summary>
/// <remarks>
/// WhatsApp takes free text only within 24 hours of the customer's last message; everything else must be an approved template. A message names
/// one in its subject, <c>comeback_offer cs</c>, name and language, and each line of its text is one parameter of the template's body, in order.
/// Checked when the host starts.
/// </remarks>
public sealed class WhatsAppOptions
{
    /// <summary>The id of the number that sends, digits. Required. It is not the number itself.</summary>
    public string PhoneNumberId { get; set; } = "";

    /// <summary>The access token of a system user. Required. A secret: take it from configuration, never from code.</summary>
    public string AccessToken { get; set; } = "";

    /// <summary>The language of templates whose subject names none, such as <c>en</c> or <c>pt_BR</c>; default <c>en</c>.</summary>
    public string Language { get; set; } = "en";

    /// <summary>Whether a message without a subject is sent as free text; default no, which rejects it as <c>template-missing</c>.</summary>
    /// <remarks>For journeys that answer a customer who has just written. To anybody else WhatsApp refuses it with 131047.</remarks>
    public bool AllowFreeText { get; set; }

    /// <summary>The version of the Graph API; default <c>v23.0</c>. Meta retires a version some two years after it came.</summary>
    public string ApiVersion { get; set; } = "v23.0";

    /// <summary>Where the API lives; default <c>https://graph.facebook.com</c>. Plain HTTP is taken on the loopback only.</summary>
    public Uri BaseAddress { get; set; } = new("https://graph.facebook.com");

    /// <summary>How long one hand-over may take, 1 second to 5 minutes; default 30 seconds. When it runs out the message is ambiguous.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
