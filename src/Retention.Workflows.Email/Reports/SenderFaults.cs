namespace Retention.Workflows.Channels;

/// <summary>Reasons of bounces that are about the sender. They never suppress an address: correct the cause.</summary>
public static class SenderFaults
{
    /// <summary>The sender's mailbox or domain is refused, or does not exist.</summary>
    public const string Address = "sender-address";

    /// <summary>Too many mails in a time, or too many connections.</summary>
    public const string Rate = "sender-rate";

    /// <summary>SPF, DKIM, DMARC or the reverse DNS of the sending server failed.</summary>
    public const string Authentication = "sender-authentication";

    /// <summary>The sending server or domain is on a list, or has a bad reputation.</summary>
    public const string Blocked = "sender-blocked";

    /// <summary>True if a reason is one of these.</summary>
    /// <param name="reason">The reason of a report or a result; may be null.</param>
    public static bool Contains(string? reason) => reason is Address or Rate or Authentication or Blocked;
}
