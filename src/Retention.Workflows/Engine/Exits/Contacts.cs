using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Events;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Exits;

/// <summary>
/// When enrollments got their first message. The event log knows it; a column of the enrollment would be written for every message and read
/// for the few that reach their goal.
/// </summary>
internal sealed class Contacts
{
    private readonly Dictionary<string, DateTimeOffset> _first = new(StringComparer.Ordinal);

    private Contacts()
    {
    }

    internal static async Task<Contacts> ReadAsync(Batch batch, IReadOnlyList<Enrollment> enrollments, CancellationToken cancellationToken)
    {
        var contacts = new Contacts();
        if (enrollments.Count == 0)
            return contacts;
        var windows = enrollments.GroupBy(enrollment => enrollment.Customer, enrollment => enrollment.EnteredAt).Select(
            group => new EventWindow(group.Key, EventNames.MessageSent, group.Min().AddMilliseconds(-1), DateTimeOffset.MaxValue)).ToList();
        var found = await batch.Transaction.Events.ReadAsync(windows, cancellationToken).ConfigureAwait(false);
        foreach (var sent in found.SelectMany(events => events)) // ordered by time
            contacts._first.TryAdd(MessageEvents.Property(sent, MessageEvents.Enrollment), sent.OccurredAt);
        return contacts;
    }

    /// <summary>True if a message of the enrollment was handed over by then.</summary>
    internal bool WasContacted(EnrollmentId enrollment, DateTimeOffset at) =>
        _first.TryGetValue(enrollment.ToString(), out var first) && first <= at;
}
