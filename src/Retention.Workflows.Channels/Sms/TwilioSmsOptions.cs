using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels;

/// <summary>Which Twilio account sends text messages, and from which number.</summary>
/// <remarks>Other providers that speak the same protocol are reached through <see cref="BaseAddress"/>. Checked when the host starts.</remarks>
public sealed class TwilioSmsOptions
{
    /// <summary>The account's SID, <c>AC…</c>; also the user of basic authentication. Required.</summary>
    public string AccountSid { get; set; } = "";

    /// <summary>The account's token. Required. A secret: take it from configuration, never from code.</summary>
    public string AuthToken { get; set; } = "";

    /// <summary>The number in E.164 form, short code or alphanumeric name that sends. Either this or <see cref="MessagingServiceSid"/>.</summary>
    public string? From { get; set; }

    /// <summary>The messaging service, <c>MG…</c>, that chooses the sender. Either this or <see cref="From"/>.</summary>
    public string? MessagingServiceSid { get; set; }

    /// <summary>Where the API lives; default <c>https://api.twilio.com</c>. Plain HTTP is taken on the loopback only.</summary>
    public Uri BaseAddress { get; set; } = new("https://api.twilio.com");

    /// <summary>Where Twilio posts what became of each message, as it sees the address from outside; default none, which asks for no reports.</summary>
    /// <remarks>The message's <see cref="OutgoingMessage.ReportToken"/> goes along as a query parameter and comes back with each report; see <see cref="TwilioReports"/>.</remarks>
    public Uri? StatusCallback { get; set; }

    /// <summary>How long one hand-over may take, 1 second to 5 minutes; default 30 seconds. When it runs out the message is ambiguous.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
