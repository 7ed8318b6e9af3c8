using Retention.Workflows.Storage;

namespace Retention.Workflows;

/// <summary>Takes customers into a journey: asks the re-entry rule, adds the enrollments, counts. Whoever calls it commits.</summary>
internal static class EnrollmentIntake
{
    /// <summary>Enrolls customers of the batch's partition.</summary>
    /// <returns>One decision a customer, in order, with the enrollment that was made.</returns>
    internal static async Task<IReadOnlyList<EntryResult>> EnrollAsync(Batch batch, JourneyProgram program, IReadOnlyList<CustomerId> customers, string occasion, CancellationToken cancellationToken)
    {
        if (customers.Count == 0)
            return [];

        var definition = program.Definition;
        var earlier = (await batch.Transaction.Enrollments.ReadOfAsync(customers, cancellationToken).ConfigureAwait(false))
            .Where(enrollment => enrollment.Journey == definition.Name)
            .ToLookup(enrollment => enrollment.Customer);
        var zones = await batch.ZonesAsync([.. earlier.Select(group => group.Key)], cancellationToken).ConfigureAwait(false);
        var segments = await batch.Transaction.Segments.FindAsync(customers, cancellationToken).ConfigureAwait(false);
        var number = batch.Transaction.TakeNumbers(customers.Count);
        var results = new List<EntryResult>(customers.Count);
        foreach (var customer in customers)
        {
            var decision = EntryRules.Decide(definition.Enrollment.ReEntry, [.. earlier[customer]], occasion, batch.Now, zones[customer]);
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
                    EnteredAt = batch.Now,
                    Status = EnrollmentStatus.Active,
                    DueAt = batch.Now,
                },
                null));
        }

        await batch.Transaction.Enrollments.AddAsync([.. results.Where(result => result.Enrollment is not null).Select(result => result.Enrollment!)], cancellationToken).ConfigureAwait(false);
        return results;
    }
}

/// <summary>What became of a customer at the door: the enrollment, or why there is none.</summary>
internal readonly record struct EntryResult(CustomerId Customer, Enrollment? Enrollment, string? Refusal);
