using Retention.Workflows.Customers;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Enrolling;

/// <summary>Enrolls customers in a journey: applies the re-entry rule and counts. The caller commits.</summary>
internal static class EnrollmentIntake
{
    /// <summary>The resolution of stored times.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Enrolls customers of the batch's partition and adds the enrollments. They are due, and move in a later transaction.
    /// </summary>
    /// <param name="batch">The batch.</param>
    /// <param name="program">The journey.</param>
    /// <param name="candidates">The customers, each once, with their entry keys.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>One result per customer, in order, with the new enrollment or the refusal.</returns>
    internal static async Task<IReadOnlyList<EntryResult>> EnrollAsync(
        Batch batch, JourneyProgram program, IReadOnlyList<EntryCandidate> candidates, CancellationToken cancellationToken)
    {
        var results = await DecideAsync(batch, program, candidates, cancellationToken).ConfigureAwait(false);
        await batch.Transaction.Enrollments.AddAsync(
            [.. results.Select(result => result.Enrollment).OfType<Enrollment>()], cancellationToken).ConfigureAwait(false);
        return results;
    }

    /// <summary>Decides which customers of the batch's partition enter. The caller adds the enrollments.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="program">The journey.</param>
    /// <param name="candidates">The customers, each once, with their entry keys.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>One result per customer, in order, with the new enrollment or the refusal.</returns>
    internal static async Task<IReadOnlyList<EntryResult>> DecideAsync(
        Batch batch, JourneyProgram program, IReadOnlyList<EntryCandidate> candidates, CancellationToken cancellationToken)
    {
        if (candidates.Count == 0)
            return [];

        CustomerId[] customers = [.. candidates.Select(candidate => candidate.Customer)];

        var definition = program.Definition;
        var earlier = (await batch.Transaction.Enrollments.ReadByCustomerAsync(customers, cancellationToken).ConfigureAwait(false))
            .Where(enrollment => enrollment.Journey == definition.Name)
            .ToLookup(enrollment => enrollment.Customer);
        var zones = await batch.ZonesAsync([.. earlier.Select(group => group.Key)], cancellationToken).ConfigureAwait(false);
        var segments = await batch.Transaction.Segments.FindAsync(customers, cancellationToken).ConfigureAwait(false);
        var number = batch.Transaction.AllocateIds(customers.Length);
        var results = new List<EntryResult>(customers.Length);
        var isPaused = (await batch.PausedAsync(cancellationToken).ConfigureAwait(false)).Contains(definition.Name);
        foreach (var candidate in candidates)
        {
            var (customer, entryKey) = (candidate.Customer, candidate.EntryKey);
            // The trigger dates the entry, however late it arrived. A clock that is ahead does not delay it.
            var enters = candidate.Trigger is { } trigger ? Earlier(trigger.OccurredAt, batch.Now)
                : candidate.Occurrence is { } occurrence ? Later(occurrence, batch.Now - Moment)
                : candidate.At > batch.Now ? candidate.At.Value : batch.Now;
            var decision = isPaused
                ? new EntryDecision(entryKey, RefusalReasons.Paused)
                : EntryRules.Decide(definition.Enrollment.ReEntry, [.. earlier[customer]], entryKey, enters, zones[customer], batch.Now);
            if (decision.Refusal is { } refusal)
            {
                batch.Count(program, "", JourneyMeasures.NotEnrolled, refusal);
                results.Add(new EntryResult(customer, null, refusal));
                continue;
            }

            batch.Count(
                program, "", JourneyMeasures.Entered, (segments.GetValueOrDefault(customer)?.Segment ?? RfmSegment.Prospect).ToName(),
                at: enters);
            results.Add(new EntryResult(
                customer,
                new Enrollment
                {
                    Id = new EnrollmentId(batch.Transaction.Partition, number++),
                    Journey = definition.Name,
                    Version = program.Version,
                    Customer = customer,
                    EntryKey = decision.Key,
                    EnteredAt = enters,
                    Status = EnrollmentStatus.Waiting,
                    DueAt = candidate.At ?? batch.Now,
                    State = StateOf(candidate, enters),
                },
                null));
        }

        return results;
    }

    private static EnrollmentState StateOf(EntryCandidate candidate, DateTimeOffset enters)
    {
        var state = candidate.VoucherCode is { } code ? EnrollmentState.Empty with { VoucherCode = code } : EnrollmentState.Empty;
        return candidate.Trigger is not { } trigger ? state
            : state with { BehindFrom = enters, TriggeredAt = trigger.OccurredAt > enters ? trigger.OccurredAt : null };
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}

/// <summary>A customer who may be enrolled, with an entry key.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="EntryKey">Identifies the entry, so that the same cause enrolls once: the day of a schedule, an event id or a key of the
/// caller.</param>
internal readonly record struct EntryCandidate(CustomerId Customer, string EntryKey)
{
    /// <summary>The event that enrolls the customer and dates the entry; default none.</summary>
    internal CustomerEvent? Trigger { get; init; }

    /// <summary>
    /// The occurrence of the schedule that enrolls the customer; default none. The first steps run in the same transaction, so the entry is
    /// dated a moment before them, but not before the occurrence: what they record happens after the entry.
    /// </summary>
    internal DateTimeOffset? Occurrence { get; init; }

    /// <summary>When the journey begins for the customer; default now. A time in the future is also the time of entry.</summary>
    internal DateTimeOffset? At { get; init; }

    /// <summary>The voucher that the enrollment is about; default null.</summary>
    internal string? VoucherCode { get; init; }
}

/// <summary>The result of an enrollment request: the enrollment, or the reason why there is none.</summary>
internal readonly record struct EntryResult(CustomerId Customer, Enrollment? Enrollment, string? Refusal);
