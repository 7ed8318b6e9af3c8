namespace Retention.Workflows;

/// <summary>Counts messages that were opened, each once, when a person or what may be one opens it for the first time.</summary>
internal static class OpenedReaction
{
    internal static async Task ReactAsync(Batch batch, IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken)
    {
        List<CustomerEvent> opens = [.. events.Where(happened => happened.Name == EventNames.MessageOpened && MessageEvents.EvidenceOf(happened) != OpenEvidence.Machine)];
        if (opens.Count == 0)
            return;

        var all = await batch.Transaction.Events.ReadAsync([.. opens.Select(open => new EventWindow(open.Customer, EventNames.MessageOpened, DateTimeOffset.MinValue, DateTimeOffset.MaxValue))], cancellationToken).ConfigureAwait(false);
        var ids = new HashSet<string>(opens.Select(open => open.Id));
        var counted = new HashSet<string>();
        var enrollments = await batch.Transaction.Enrollments.FindAsync([.. opens.Select(EnrollmentOf).OfType<EnrollmentId>().Distinct()], cancellationToken).ConfigureAwait(false);
        for (var index = 0; index < opens.Count; index++)
        {
            var message = Property(opens[index], MessageEvents.Message);
            var before = all[index].Any(other => !ids.Contains(other.Id) && MessageEvents.EvidenceOf(other) != OpenEvidence.Machine && Property(other, MessageEvents.Message) == message);
            if (before || !counted.Add(message) || EnrollmentOf(opens[index]) is not { } id || enrollments.GetValueOrDefault(id) is not { } enrollment)
                continue;
            batch.Counters.Add(enrollment.Journey, enrollment.Version, Property(opens[index], MessageEvents.Step), JourneyMeasures.Opened, Property(opens[index], MessageEvents.Channel));
        }
    }

    private static EnrollmentId? EnrollmentOf(CustomerEvent happened) =>
        EnrollmentId.TryParse(Property(happened, MessageEvents.Enrollment), out var id) ? id : null;

    private static string Property(CustomerEvent happened, string key) =>
        happened.Properties.TryGetValue(key, out var value) ? value.ToString() : "";
}
