using System.Globalization;
using System.Text.Json;
using Retention.Workflows.Channels;
using Retention.Workflows.Channels.Shared;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Email.Reports;

/// <summary>Makes reports from the events of mail providers.</summary>
internal static class EmailEvents
{
    internal static DeliveryReport Of(DeliveryReportStatus status, DateTimeOffset at, string? token, string? address, string? id) => new()
    {
        Channel = Channel.Email,
        Status = status,
        OccurredAt = at,
        Token = string.IsNullOrEmpty(token) ? null : token,
        Address = string.IsNullOrEmpty(address) ? null : address,
        ProviderMessageId = string.IsNullOrEmpty(id) ? null : id,
        Reason = status switch
        {
            DeliveryReportStatus.Complained => "complaint",
            DeliveryReportStatus.Unsubscribed => "opt-out",
            _ => null,
        },
        Bounce = status switch
        {
            DeliveryReportStatus.Complained => BounceClass.Complaint,
            DeliveryReportStatus.Unsubscribed => BounceClass.Unsubscribed,
            _ => BounceClass.None,
        },
    };

    /// <summary>
    /// A failure. The words of the server win over the provider's class, unless the provider did not ask a server because the customer had
    /// left; faults of ours never suppress.
    /// </summary>
    /// <param name="report">The report to complete.</param>
    /// <param name="said">The provider's class, for a server whose words do not tell.</param>
    /// <param name="status">The enhanced status code; may be missing.</param>
    /// <param name="diagnosis">What the server said; may be missing.</param>
    internal static DeliveryReport Failed(DeliveryReport report, BounceClass said, string? status, string? diagnosis)
    {
        var (_, bounce, reason, isAboutSender) = BounceReader.Failure(status, diagnosis, "");
        var decided = said is not (BounceClass.Unsubscribed or BounceClass.Complaint) && (bounce != BounceClass.None || SenderFaults.Contains(reason)
            || BounceWords.CauseOf(diagnosis ?? "") == BounceCause.Refused);
        return report with { Status = DeliveryReportStatus.Failed, Bounce = decided ? bounce : said, Reason = reason,
            IsAboutSender = isAboutSender };
    }

    internal static DateTimeOffset Time(JsonElement element, string property, DateTimeOffset receivedAt) =>
        DateTimeOffset.TryParse(
            JsonRead.Text(element, property), CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at : receivedAt.ToUniversalTime();
}
