using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Privacy;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Storage;
using Retention.Workflows.Time;

namespace Retention.Workflows.Engine.Maintenance;

/// <summary>Deletes data that is older than its retention period: once a day per partition, in chunks with a stored position.</summary>
internal sealed partial class Purge(EngineSettings settings, JourneyPrograms programs, TimeProvider time, ILogger<Purge> logger)
{
    private static readonly Schedule Days = Schedule.Daily(TimeOnly.MinValue);

    private readonly PurgeOptions _options = settings.Options.Purge;

    private readonly BatchPace _pace = new(settings.Options.Worker, time);

    /// <summary>By partition, the latest day that is known to be finished.</summary>
    private readonly ConcurrentDictionary<int, DateTimeOffset> _finished = new();

    /// <summary>By partition and kind, the number of rows deleted since the day began in this process. For the log only.</summary>
    private readonly ConcurrentDictionary<(int, string), int> _removed = new();

    /// <summary>True if anything is ever purged.</summary>
    internal bool IsOn => (_options.IsOn || settings.Options.FrequencyCaps.Count > 0) && !settings.IsReplay;

    /// <summary>Returns when the next day begins; null if nothing is ever purged.</summary>
    internal DateTimeOffset? Next(DateTimeOffset now) =>
        IsOn ? LocalTime.StartOfDay(LocalTime.LocalDate(now, settings.Zone).AddDays(1), settings.Zone) : null;

    /// <summary>True if a partition may have rows to purge. Does not access the store.</summary>
    internal bool MayHaveWork(int partition, DateTimeOffset now) =>
        IsOn && !(_finished.TryGetValue(partition, out var finished) && ClockSkewGuard.Covers(finished, Days, now, settings.Zone));

    /// <summary>Processes one chunk.</summary>
    /// <returns>True if there was anything to do.</returns>
    internal async Task<bool> RunAsync(IPartitionTransaction transaction, CancellationToken cancellationToken)
    {
        var now = new Batch(transaction, settings, time).Now;
        var today = Today(now);
        var maintenance = transaction.Maintenance;
        var (limit, begun) = (_pace.Limit, _pace.Begin());
        var more = await ChunkAsync(
            transaction, "enrollments", _options.KeepFinishedEnrollments, now, KeptAsync, cancellationToken).ConfigureAwait(false)
            || await ChunkAsync(transaction, "events", _options.KeepEvents, now, EventsAsync, cancellationToken).ConfigureAwait(false)
            || await ChunkAsync(transaction, "vouchers", _options.KeepVouchers, now, (before, after) =>
                maintenance.PurgeVouchersAsync(before, after, limit, cancellationToken), cancellationToken).ConfigureAwait(false)
            || await ChunkAsync(transaction, "address-sends", now - SharedSlots.Oldest(settings, now), now, (before, after) =>
                maintenance.PurgeSendsAsync(before, after, limit, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (more)
            _pace.Took(begun, limit);
        else
            _finished[transaction.Partition] = today;
        return more;

        async Task<PurgeChunk> KeptAsync(DateTimeOffset before, string? after)
        {
            var kept = await programs.EnteredOnceAsync(cancellationToken).ConfigureAwait(false);
            return await maintenance.PurgeEnrollmentsAsync(before, kept, after, limit, cancellationToken).ConfigureAwait(false);
        }

        async Task<PurgeChunk> EventsAsync(DateTimeOffset before, string? after)
        {
            if (await FindReaderOfOlderEventsAsync(transaction, cancellationToken).ConfigureAwait(false) is { } reader)
            {
                LogKept(transaction.Partition, reader.Definition.Name, reader.Version);
                return new PurgeChunk(0, null);
            }

            return await maintenance.PurgeEventsAsync(before, after, limit, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Returns a journey version that reads older events than are kept and has active enrollments in the partition; null if there is none.
    /// It is an earlier version, since published ones are checked at start.
    /// </summary>
    private async Task<JourneyProgram?> FindReaderOfOlderEventsAsync(IPartitionTransaction transaction, CancellationToken cancellationToken)
    {
        foreach (var program in await programs.KnownAsync(cancellationToken).ConfigureAwait(false))
        {
            if (PurgeCheck.NeedsOlderEvents(program.Definition, settings.StepTypes, _options.KeepEvents!.Value)
                && (await transaction.Enrollments.CountByStepAsync(program.Definition.Name, cancellationToken).ConfigureAwait(false))
                    .Any(here => here.Version == program.Version))
                return program;
        }

        return null;
    }

    private async Task<bool> ChunkAsync(
        IPartitionTransaction transaction, string kind, TimeSpan? keep, DateTimeOffset now,
        Func<DateTimeOffset, string?, Task<PurgeChunk>> purge, CancellationToken cancellationToken)
    {
        if (keep is not { } age)
            return false;
        var today = Today(now);
        var name = $"purge/{kind}";
        var state = await transaction.Sweeps.FindAsync(name, cancellationToken).ConfigureAwait(false);
        if (state is null
            || (state.Finished && (state.Occurrence < today || ClockSkewGuard.Is(state.Occurrence, Days, now, settings.Zone))))
            state = new SweepState { Sweep = name, Occurrence = today };
        if (state.Finished)
            return false;

        using var activity = EngineTelemetry.Start("retention.purge", transaction.Partition);
        var begun = settings.Telemetry.Begin();
        var before = now - DateTimeOffset.MinValue > age ? now - age : DateTimeOffset.MinValue;
        var chunk = await purge(before, state.Position?.Value).ConfigureAwait(false);
        var finished = chunk.Position is null;

        // A position is a short text for the store only, as a customer id is.
        await transaction.Sweeps.SaveAsync(
            state with { Position = chunk.Position is { } position ? new CustomerId(position) : default(CustomerId?), Finished = finished },
            cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        settings.Telemetry.Batch(EngineTelemetry.Maintenance, chunk.Removed, begun);
        var removed = _removed.AddOrUpdate((transaction.Partition, kind), chunk.Removed, (_, earlier) => earlier + chunk.Removed);
        if (finished && _removed.TryRemove((transaction.Partition, kind), out _) && removed > 0)
            LogPurged(removed, kind, transaction.Partition, age);
        return true;
    }

    private DateTimeOffset Today(DateTimeOffset now) => LocalTime.StartOfDay(LocalTime.LocalDate(now, settings.Zone), settings.Zone);

    [LoggerMessage(4102, LogLevel.Warning,
        "Events of partition {Partition} are not purged today: version {Version} of journey {Journey} still has active enrollments and " +
        "reads older events than are kept")]
    private partial void LogKept(int partition, JourneyName journey, int version);

    [LoggerMessage(4101, LogLevel.Information, "Purged {Count} {Kind} of partition {Partition} that were finished more than {Age} ago")]
    private partial void LogPurged(int count, string kind, int partition, TimeSpan age);
}
