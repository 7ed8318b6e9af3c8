using Retention.Workflows.Customers;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Enrolling;

/// <summary>Takes customers into a journey: asks the re-entry rule, adds the enrollments, counts. Whoever calls it commits.</summary>
internal static class EnrollmentIntake
{
    /// <summary>Enrolls customers of the batch's partition.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="program">The journey.</param>
    /// <param name="candidates">Who, each customer once, and on which occasion.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>One decision a customer, in order, with the enrollment that was made.</returns>
    internal static async Task<IReadOnlyList<EntryResult>> EnrollAsync(Batch batch, JourneyProgram program, IReadOnlyList<EntryCandidate> candidates, CancellationToken cancellationToken)
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
        foreach (var candidate in candidates)
        {
            var (customer, entryKey) = (candidate.Customer, candidate.EntryKey);
            var enters = candidate.At > batch.Now ? candidate.At.Value : batch.Now;
            var decision = EntryRules.Decide(definition.Enrollment.ReEntry, [.. earlier[customer]], entryKey, enters, zones[customer]);
            if (decision.Refusal is { } refusal)
            {
                batch.Count(program, "", JourneyMeasures.NotEnrolled, refusal);
                results.Add(new EntryResult(customer, null, refusal));
                continue;
            }

            batch.Count(program, "", JourneyMeasures.Entered, (segments.GetValueOrDefault(customer)?.Segment ?? RfmSegment.Prospect).ToName());
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
                    Status = EnrollmentStatus.Active,
                    DueAt = candidate.At ?? batch.Now,
                    State = candidate.VoucherCode is { } code ? EnrollmentState.Empty with { VoucherCode = code } : EnrollmentState.Empty,
                },
                null));
        }

        await batch.Transaction.Enrollments.AddAsync([.. results.Where(result => result.Enrollment is not null).Select(result => result.Enrollment!)], cancellationToken).ConfigureAwait(false);
        return results;
    }
}

/// <summary>Who is at the door, and on which occasion.</summary>
/// <param name="Customer">Who.</param>
/// <param name="EntryKey">What is the same when the same occasion comes twice: the day of a schedule, an event, a key of the caller.</param>
internal readonly record struct EntryCandidate(CustomerId Customer, string EntryKey)
{
    /// <summary>When the journey begins for the customer; default now. One that lies in the future is the moment of entry, too.</summary>
    internal DateTimeOffset? At { get; init; }

    /// <summary>The voucher that the enrollment is about; default none.</summary>
    internal string? VoucherCode { get; init; }
}

/// <summary>What became of a customer at the door: the enrollment, or why there is none.</summary>
internal readonly record struct EntryResult(CustomerId Customer, Enrollment? Enrollment, string? Refusal);
