using Retention.Workflows.Naming;

namespace Retention.Workflows.Events;

/// <summary>The property names of the events about messages.</summary>
internal static class MessageEvents
{
    internal const string Journey = "journey";
    internal const string Enrollment = "enrollment";
    internal const string Step = "step";
    internal const string Message = "message";
    internal const string Channel = "channel";
    internal const string Topic = "topic";
    internal const string Reason = "reason";
    internal const string Evidence = "evidence";

    /// <summary>The link that was followed, or another text that tells the links of a message apart.</summary>
    internal const string Link = "link";
    internal const string Class = "class";

    /// <summary>The key of the address that a message was sent to, as used by the suppression list.</summary>
    internal const string AddressKey = "address-key";

    /// <summary>The number of addresses that took a message, if there are several.</summary>
    internal const string Addresses = "addresses";

    /// <summary>The order that a refund pays back.</summary>
    internal const string Order = "order";

    internal static string MessageOf(CustomerEvent @event) => Property(@event, Message);

    internal static string Property(CustomerEvent @event, string key) =>
        @event.Properties.TryGetValue(key, out var value) ? value.ToKey() : "";

    /// <summary>The evidence of an open or click; <see cref="OpenEvidence.Unknown"/> if the event has none.</summary>
    internal static OpenEvidence EvidenceOf(CustomerEvent @event) =>
        @event.Properties.TryGetValue(Evidence, out var text) && KebabName.TryParse<OpenEvidence>(text.ToString(), out var evidence)
            ? evidence
            : OpenEvidence.Unknown;
}
