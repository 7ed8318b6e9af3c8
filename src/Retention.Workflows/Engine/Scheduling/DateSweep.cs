using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Retention.Workflows.Customers;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Enrolling;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Enrollments;
using Retention.Workflows.Storage;
using Retention.Workflows.Time;

namespace Retention.Workflows.Engine.Scheduling;

/// <summary>At the start of each day of the shop, goes through a partition's customers and enrolls those whose date comes on it, each due at its own moment; in chunks with a stored position.</summary>
/// <remarks>
/// The days of the shop follow on each other without a gap, so each moment, in whatever zone, belongs to just one of them. Days that were missed are made up for as far
/// as they lie no longer ago than <see cref="RetentionOptions.MaxTriggerAge"/>; moments of them that do are refused as too late. What lies before the publication of the trigger never counts.
/// </remarks>
internal sealed partial class DateSweep(EngineSettings settings, TimeProvider time, ILogger<DateSweep> logger)
{
    private static readonly Schedule Days = Schedule.Daily(TimeOnly.MinValue);

    /// <summary>By partition and journey, the start of the latest day that is known to be finished.</summary>
    private readonly ConcurrentDictionary<(int Partition, string Sweep), DateTimeOffset> _finished = new();

    /// <summary>Whether a partition may have to be gone through; asked without the store.</summary>
    internal bool MayHaveWork(int partition, JourneyProgram program, DateTimeOffset now) =>
        program.Definition.Enrollment.Trigger is DateTrigger
        && !(_finished.TryGetValue((partition, NameOf(program)), out var finished) && ClockSkewGuard.Covers(finished, Days, now, settings.Zone));

    /// <summary>When the next day begins; none when the journey does not enroll by dates.</summary>
    internal DateTimeOffset? Next(JourneyProgram program, DateTimeOffset now) =>
        program.Definition.Enrollment.Trigger is DateTrigger ? Days.Next(now, settings.Zone).At : null;

    /// <summary>Works one chunk of one journey off.</summary>
    /// <returns>Whether there was anything to do.</returns>
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

        using var activity = EngineTelemetry.Start("retention.sweep", transaction.Partition);
        activity?.SetTag("retention.journey", program.Definition.Name.Value);
        var begun = settings.Telemetry.Begin();
        var customers = await transaction.Customers.ReadIdsAsync(state.Position, settings.Options.BatchSize, cancellationToken).ConfigureAwait(false);
        await EnrollAsync(batch, program, trigger, state.Occurrence, customers, cancellationToken).ConfigureAwait(false);
        var finished = customers.Count < settings.Options.BatchSize;
        await transaction.Sweeps.SaveAsync(state with { Position = finished ? null : customers[^1], Finished = finished }, cancellationToken).ConfigureAwait(false);
        await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
        settings.Telemetry.Batch(EngineTelemetry.Sweep, customers.Count, begun);
        return true;
    }

    /// <summary>The start of the day that is to be gone through next; none when it lies in the future.</summary>
    private DateTimeOffset? NextDay(JourneyProgram program, DateTimeOffset? last, DateTimeOffset now)
    {
        var oldest = now - DateTimeOffset.UnixEpoch > settings.Options.MaxTriggerAge ? now - settings.Options.MaxTriggerAge : DateTimeOffset.UnixEpoch;
        var since = Since(program, now);
        var earliest = Days.Latest(oldest > since ? oldest : since, settings.Zone).At;
        var next = last is { } finished && !ClockSkewGuard.Is(finished, Days, now, settings.Zone) && Days.Next(finished, settings.Zone).At is var following && following > earliest ? following : earliest;
        return next > now ? null : next;
    }

    /// <summary>Since when the trigger counts; published by a clock that was far ahead, since today.</summary>
    private DateTimeOffset Since(JourneyProgram program, DateTimeOffset now) =>
        ClockSkewGuard.Is(program.TriggerSince, Days, now, settings.Zone) ? Days.Latest(now, settings.Zone).At : program.TriggerSince;

    private async Task EnrollAsync(Batch batch, JourneyProgram program, DateTrigger trigger, DateTimeOffset day, IReadOnlyList<CustomerId> customers, CancellationToken cancellationToken)
    {
        var since = Since(program, batch.Now);
        var (from, until) = (day > since ? day : since, Days.Next(day, settings.Zone).At);
        var zones = await batch.ZonesAsync(customers, cancellationToken).ConfigureAwait(false);
        var found = await CustomerDates.OfAsync(batch, trigger.Date, customers, cancellationToken).ConfigureAwait(false);
        var coming = new List<EntryCandidate>();
        for (var index = 0; index < found.Length; index++)
        {
            if (found[index].Problem == Outcomes.UnreadableDate)
                batch.Count(program, "", JourneyMeasures.NotEnrolled, Outcomes.UnreadableDate);
            foreach (var date in found[index].Dates)
            {
                if (date.Within(from, until, trigger.Date.Offset, trigger.At, zones[customers[index]]) is not { } occurrence)
                    continue;
                if (occurrence.At < batch.Now - settings.Options.MaxTriggerAge)
                    batch.Count(program, "", JourneyMeasures.NotEnrolled, Outcomes.TooLate);
                else
                    coming.Add(new EntryCandidate(customers[index], occurrence.Key) { At = occurrence.At, VoucherCode = occurrence.VoucherCode });
            }
        }

        // One voucher a customer at a time, so that the re-entry rule sees the enrollment that the one before made.
        var open = await AudienceAsync(batch, program, coming, cancellationToken).ConfigureAwait(false);
        while (open.Count > 0)
        {
            var wave = open.OrderBy(candidate => candidate.At).DistinctBy(candidate => candidate.Customer).ToList();
            open = [.. open.Except(wave)];
            await EnrollmentIntake.EnrollAsync(batch, program, wave, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<List<EntryCandidate>> AudienceAsync(Batch batch, JourneyProgram program, List<EntryCandidate> coming, CancellationToken cancellationToken)
    {
        if (program.Definition.Enrollment.Audience is not { } audience || coming.Count == 0)
            return coming;
        CustomerId[] customers = [.. coming.Select(candidate => candidate.Customer).Distinct()];
        var belongs = await PerCustomerEvaluation.EvaluateAsync(
            batch,
            audience,
            customers,
            exception =>
            {
                batch.Count(program, "", JourneyMeasures.NotEnrolled, Outcomes.AudienceFailed);
                LogAudienceFailed(exception, program.Definition.Name, batch.Transaction.Partition);
            },
            cancellationToken).ConfigureAwait(false);
        var active = customers.Where((_, index) => belongs[index]).ToHashSet();
        return [.. coming.Where(candidate => active.Contains(candidate.Customer))];
    }

    /// <summary>A trigger that was changed has a progress of its own; keys of entries keep the two from enrolling anybody twice for the same date.</summary>
    private static string NameOf(JourneyProgram program) =>
        string.Create(CultureInfo.InvariantCulture, $"dates/{program.Definition.Name}/{program.TriggerSince.ToUnixTimeMilliseconds()}");

    [LoggerMessage(1006, LogLevel.Error, "The audience condition of journey {Journey} failed for a customer of partition {Partition}, who is not enrolled for this date")]
    private partial void LogAudienceFailed(Exception exception, JourneyName journey, int partition);
}
