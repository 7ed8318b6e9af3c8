using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Exits;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Versioning;

/// <summary>
/// Applies the publish policy of a new version to active enrollments of earlier versions. It works in chunks with a stored position, so a
/// crash resumes and no enrollment is handled twice.
/// </summary>
internal sealed partial class PublishSweep(
    EngineSettings settings, JourneyPrograms programs, PastEvents pastEvents, TimeProvider time, ILogger<PublishSweep> logger)
{
    /// <summary>Sweeps that are known to be finished. This is never undone.</summary>
    private readonly ConcurrentDictionary<(int Partition, string Sweep), bool> _finished = new();

    private readonly BatchPace _pace = new(settings.Options.Worker, time);

    /// <summary>True if a partition may have enrollments to handle. Does not access the store.</summary>
    internal bool MayHaveWork(int partition, JourneyProgram program) =>
        program.Version > 1 && program.Definition.WhenPublished != PublishPolicy.Drain
            && !_finished.ContainsKey((partition, NameOf(program)));

    /// <summary>Processes one chunk of one journey.</summary>
    /// <returns>True if there was anything to do.</returns>
    internal async Task<bool> RunAsync(IPartitionTransaction transaction, JourneyProgram program, CancellationToken cancellationToken)
    {
        var name = NameOf(program);
        var state = await transaction.Sweeps.FindAsync(name, cancellationToken).ConfigureAwait(false)
            ?? new SweepState { Sweep = name, Occurrence = program.PublishedAt };
        if (state.Finished)
        {
            _finished[(transaction.Partition, name)] = true;
            return false;
        }

        using var activity = EngineTelemetry.Start("retention.publish", transaction.Partition);
        activity?.SetTag("retention.journey", program.Definition.Name.Value);
        var begun = settings.Telemetry.Begin();
        var (limit, paced) = (_pace.Limit, _pace.Begin());
        var batch = new Batch(transaction, settings, time);
        var after = state.Position is { } position ? long.Parse(position.Value, CultureInfo.InvariantCulture) : 0;
        var page = await transaction.Enrollments.ReadAllAsync(
            program.Definition.Name, after, limit, cancellationToken).ConfigureAwait(false);
        var active = page.Where(enrollment => enrollment.EndedAt is null && enrollment.Version < program.Version).ToList();
        if (program.Definition.WhenPublished == PublishPolicy.Exit)
            await EarlyExit.EndAsync(batch, programs, active, EnrollmentOutcomes.NewVersion, null, cancellationToken).ConfigureAwait(false);
        else
            await MoveAsync(batch, program, active, cancellationToken).ConfigureAwait(false);

        // A position is a short text for the store only, as a customer id is.
        var finished = page.Count < limit;
        await transaction.Sweeps.SaveAsync(
            state with { Position = finished ? default(CustomerId?) : new CustomerId(
                page[^1].Id.Number.ToString(CultureInfo.InvariantCulture)), Finished = finished }, cancellationToken).ConfigureAwait(false);
        await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
        settings.Telemetry.Batch(EngineTelemetry.Sweep, page.Count, begun);
        _pace.Took(paced, page.Count);
        return true;
    }

    private async Task MoveAsync(Batch batch, JourneyProgram program, List<Enrollment> active, CancellationToken cancellationToken)
    {
        var moved = new List<Enrollment>(active.Count);
        var withNewExits = new List<Enrollment>();
        foreach (var enrollment in active)
        {
            var from = await programs.FindAsync(enrollment.Journey, enrollment.Version, cancellationToken).ConfigureAwait(false);
            if (VersionMove.Obstacle(enrollment.Step, enrollment.Status, from, program) is { } obstacle)
            {
                batch.Count(program, enrollment.Step ?? "", JourneyMeasures.NotMoved, obstacle);
                continue;
            }

            var history = VersionMove.NeedsHistory(from!, program)
                ? await batch.Transaction.Enrollments.ReadHistoryAsync(enrollment.Id, cancellationToken).ConfigureAwait(false) : [];
            moved.Add(VersionMove.Move(enrollment, from!, program, history, batch.Now));
            if (HasOtherExits(from!.Definition, program.Definition))
                withNewExits.Add(moved[^1]);
            batch.Count(program, enrollment.Step ?? "", JourneyMeasures.Moved, enrollment.Version.ToString(CultureInfo.InvariantCulture));
        }

        await batch.Transaction.Enrollments.UpdateAsync(moved, cancellationToken).ConfigureAwait(false);
        await batch.Transaction.Enrollments.AppendHistoryAsync(
            [.. moved.Select(enrollment => new HistoryEntry { Enrollment = enrollment.Id, At = batch.Now,
                Moves = VersionMove.ToHistory(program) })], cancellationToken).ConfigureAwait(false);
        await pastEvents.ApplyAsync(batch, program, withNewExits, cancellationToken).ConfigureAwait(false);
        if (moved.Count < active.Count)
            LogNotMoved(active.Count - moved.Count, batch.Transaction.Partition, program.Definition.Name, program.Version);
    }

    /// <summary>
    /// True if the later version may end an enrollment by an event that the earlier one let pass: another rule, a rule with another
    /// condition, or a goal that ends the journey.
    /// </summary>
    private static bool HasOtherExits(JourneyDefinition earlier, JourneyDefinition later) =>
        later.Goal != earlier.Goal || !later.ExitRules.SequenceEqual(earlier.ExitRules);

    /// <summary>True if the sweep of a partition is finished. Customers who entered an earlier version after that finish on it.</summary>
    internal static async Task<bool> IsFinishedAsync(
        IPartitionTransaction transaction, JourneyProgram program, CancellationToken cancellationToken) =>
        await transaction.Sweeps.FindAsync(NameOf(program), cancellationToken).ConfigureAwait(false) is { Finished: true };

    private static string NameOf(JourneyProgram program) =>
        string.Create(CultureInfo.InvariantCulture, $"publish/{program.Definition.Name}/{program.Version}");

    [LoggerMessage(1007, LogLevel.Warning,
        "{Count} enrollments of partition {Partition} cannot move to version {Version} of journey {Journey} and finish on their own " +
        "version")]
    private partial void LogNotMoved(int count, int partition, JourneyName journey, int version);
}
