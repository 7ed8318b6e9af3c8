using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Retention.Workflows.Customers;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Enrolling;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Storage;
using Retention.Workflows.Time;

namespace Retention.Workflows.Engine.Scheduling;

/// <summary>
/// Enrolls customers by their dates. At the start of each day of the host's zone it reads a partition's customers in chunks with a stored
/// position, and enrolls customers whose date is on that day. Each is due at its own time.
/// </summary>
/// <remarks>
/// The days of the host follow each other without a gap, so each instant in any zone belongs to exactly one of them. Missed days are
/// processed later if they are not older than <see cref="IngestionOptions.MaxTriggerAge"/>; older instants in them are refused as too
/// late. Dates
/// before the publication of the trigger are ignored.
/// </remarks>
internal sealed partial class DateSweep(EngineSettings settings, TimeProvider time, ILogger<DateSweep> logger)
{
    private static readonly Schedule Days = Schedule.Daily(TimeOnly.MinValue);

    /// <summary>By partition and journey, the start of the latest day that is known to be finished.</summary>
    private readonly ConcurrentDictionary<(int Partition, string Sweep), DateTimeOffset> _finished = new();

    private readonly BatchPace _pace = new(settings.Options.Worker, time);

    /// <summary>True if a partition may have customers to read. Does not access the store.</summary>
    internal bool MayHaveWork(int partition, JourneyProgram program, DateTimeOffset now) =>
        program.Definition.Enrollment.Trigger is DateTrigger
        && !(_finished.TryGetValue((partition, NameOf(program)), out var finished)
            && ClockSkewGuard.Covers(finished, Days, now, settings.Zone));

    /// <summary>Returns when the next day begins; null if the journey does not enroll by dates.</summary>
    internal DateTimeOffset? Next(JourneyProgram program, DateTimeOffset now) =>
        program.Definition.Enrollment.Trigger is DateTrigger ? Days.Next(now, settings.Zone).At : null;

    /// <summary>Processes one chunk of one journey.</summary>
    /// <returns>True if there was anything to do.</returns>
    internal async Task<bool> RunAsync(IPartitionTransaction transaction, JourneyProgram program, CancellationToken cancellationToken)
    {
        if (program.Definition.Enrollment.Trigger is not DateTrigger trigger)
            return false;

        var batch = new Batch(transaction, settings, time);
        var name = NameOf(program);
        var state = await transaction.Sweeps.FindAsync(name, cancellationToken).ConfigureAwait(false);
        if (state is null || state.Finished)
        {
            if (NextDay(program, state?.Occurrence, batch.Now) is not { } day)
            {
                _finished[(transaction.Partition, name)] = Days.Latest(batch.Now, settings.Zone).At;
                return false;
            }

            state = new SweepState { Sweep = name, Occurrence = day };
        }

        await SweepChunk.RunAsync(batch, _pace, program, state,
            customers => EnrollAsync(batch, program, trigger, state.Occurrence, customers, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        return true;
    }

    /// <summary>Returns the start of the next day to process; null if it is in the future.</summary>
    private DateTimeOffset? NextDay(JourneyProgram program, DateTimeOffset? last, DateTimeOffset now)
    {
        var oldest = now - DateTimeOffset.UnixEpoch > settings.Options.Ingestion.MaxTriggerAge
            ? now - settings.Options.Ingestion.MaxTriggerAge : DateTimeOffset.UnixEpoch;
        var since = Since(program, now);
        var earliest = Days.Latest(oldest > since ? oldest : since, settings.Zone).At;
        var next = last is { } finished && !ClockSkewGuard.Is(finished, Days, now, settings.Zone)
            && Days.Next(finished, settings.Zone).At is var following && following > earliest ? following : earliest;
        return next > now ? null : next;
    }

    /// <summary>Returns since when the trigger counts. If it was published by a clock that was far ahead, it counts since today.</summary>
    private DateTimeOffset Since(JourneyProgram program, DateTimeOffset now) =>
        ClockSkewGuard.Is(program.TriggerSince, Days, now, settings.Zone) ? Days.Latest(now, settings.Zone).At : program.TriggerSince;

    private async Task EnrollAsync(Batch batch, JourneyProgram program, DateTrigger trigger, DateTimeOffset day,
        IReadOnlyList<CustomerId> customers, CancellationToken cancellationToken)
    {
        var since = Since(program, batch.Now);
        var (from, until) = (day > since ? day : since, Days.Next(day, settings.Zone).At);
        var zones = await batch.ZonesAsync(customers, cancellationToken).ConfigureAwait(false);
        var found = await CustomerDates.OfAsync(batch, trigger.Date, customers, cancellationToken).ConfigureAwait(false);
        var candidates = new List<EntryCandidate>();
        for (var index = 0; index < found.Length; index++)
        {
            if (found[index].Problem == EnrollmentOutcomes.UnreadableDate)
                batch.Count(program, "", JourneyMeasures.NotEnrolled, EnrollmentOutcomes.UnreadableDate);
            foreach (var date in found[index].Dates)
            {
                if (date.Within(from, until, trigger.Date.Offset, trigger.At, zones[customers[index]]) is not { } occurrence)
                    continue;
                if (occurrence.At < batch.Now - settings.Options.Ingestion.MaxTriggerAge)
                    batch.Count(program, "", JourneyMeasures.NotEnrolled, RefusalReasons.TooLate);
                else
                    candidates.Add(
                        new EntryCandidate(customers[index], occurrence.Key) { At = occurrence.At, VoucherCode = occurrence.VoucherCode });
            }
        }

        // Enroll one voucher per customer at a time, so that the re-entry rule sees the enrollment made before.
        var open = await AudienceAsync(batch, program, candidates, cancellationToken).ConfigureAwait(false);
        while (open.Count > 0)
        {
            var nextPerCustomer = open.OrderBy(candidate => candidate.At).DistinctBy(candidate => candidate.Customer).ToList();
            open = [.. open.Except(nextPerCustomer)];
            await EnrollmentIntake.EnrollAsync(batch, program, nextPerCustomer, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<List<EntryCandidate>> AudienceAsync(
        Batch batch, JourneyProgram program, List<EntryCandidate> candidates, CancellationToken cancellationToken)
    {
        var audience = (await SweepChunk.AudienceAsync(
            batch, program, [.. candidates.Select(candidate => candidate.Customer).Distinct()],
            exception => LogAudienceFailed(exception, program.Definition.Name, batch.Transaction.Partition), cancellationToken)
            .ConfigureAwait(false)).ToHashSet();
        return [.. candidates.Where(candidate => audience.Contains(candidate.Customer))];
    }

    /// <summary>A changed trigger has its own progress. Entry keys keep both from enrolling a customer twice for the same date.</summary>
    private static string NameOf(JourneyProgram program) =>
        string.Create(CultureInfo.InvariantCulture, $"dates/{program.Definition.Name}/{program.TriggerSince.ToUnixTimeMilliseconds()}");

    [LoggerMessage(1006, LogLevel.Error,
        "The audience condition of journey {Journey} failed for a customer of partition {Partition}; the customer is not enrolled for " +
        "this date")]
    private partial void LogAudienceFailed(Exception exception, JourneyName journey, int partition);
}
