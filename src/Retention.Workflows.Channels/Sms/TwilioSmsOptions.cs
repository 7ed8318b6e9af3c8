using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels;

/// <summary>The Twilio account for text messages, and the sending number.</summary>
/// <remarks>Use <see cref="BaseAddress"/> for other providers with the same protocol. Validated when the host starts.</remarks>
public sealed class TwilioSmsOptions
{
    /// <summary>The account's SID, <c>AC…</c>; it is also the user name of basic authentication. Required.</summary>
    public string AccountSid { get; set; } = "";

    /// <summary>The account's token. Required. A secret: read it from configuration, never from code.</summary>
    public string AuthToken { get; set; } = "";

    /// <summary>
    /// The sending number in E.164 form, short code or alphanumeric name. Give either this or <see cref="MessagingServiceSid"/>.
    /// </summary>
    public string? From { get; set; }

    /// <summary>The messaging service, <c>MG…</c>, that selects the sender. Give either this or <see cref="From"/>.</summary>
    public string? MessagingServiceSid { get; set; }

    /// <summary>The base address of the API; default <c>https://api.twilio.com</c>. Plain HTTP is accepted on the loopback only.</summary>
    public Uri BaseAddress { get; set; } = new("https://api.twilio.com");

    /// <summary>The public address to which Twilio posts delivery reports; default none, which requests no reports.</summary>
    /// <remarks>
    /// The message's <see cref="OutgoingMessage.ReportToken"/> is sent as a query parameter and returns with each report; see <see
    /// cref="TwilioReports"/>.
    /// </remarks>
    public Uri? StatusCallback { get; set; }

    /// <summary>The time limit of one send, 1 second to 5 minutes; default 30 seconds. After it the message is ambiguous.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The greatest number of parts of a message, 1 to 255; default 10. A longer text is not sent, with the reason <c>too-many-parts</c>.
    /// <see cref="SmsSize"/> tells the parts of a text beforehand.
    /// </summary>
    public int MaxParts { get; set; } = 10;
}
