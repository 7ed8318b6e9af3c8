using Microsoft.Extensions.Logging;
using Retention.Workflows.Conditions.Evaluation;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Enrollments;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Execution;

/// <summary>
/// Moves enrollments through their journeys until each waits or has ended. Enrollments at the same step are handled together.
/// </summary>
internal sealed partial class StepExecutor(ILogger<StepExecutor> logger)
{
    /// <summary>
    /// All targets of a program are ahead, so one pass over its instructions moves every enrollment through. Only repetitions need another
    /// pass.
    /// </summary>
    internal async Task RunAsync(Batch batch, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        // Enrollments that need little memory go first and all at once.
        foreach (var group in runs.GroupBy(run => run.Program.MaxRuns).OrderByDescending(group => group.Key))
        {
            foreach (var some in group.Chunk(group.Key))
            {
                try
                {
                    await MoveAsync(batch, some, cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    foreach (var run in some)
                    {
                        if (await run.CloseAsync(cancellationToken).ConfigureAwait(false) is { } failure)
                            Fail(batch, run, run.Program.NameOf(run.Position), failure);
                    }
                }
            }
        }
    }

    private async Task MoveAsync(Batch batch, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        foreach (var journey in runs.GroupBy(run => run.Program))
        {
            var program = journey.Key;
            var byPosition = new List<EnrollmentRun>?[program.End + 1];
            foreach (var run in journey)
                Place(byPosition, run);

            for (var sweep = true; sweep; sweep = byPosition.AsSpan(0, program.End).ContainsAnyExcept((List<EnrollmentRun>?)null))
            {
                foreach (var instruction in program.Instructions)
                {
                    if (byPosition[instruction.Index] is not { } here)
                        continue;
                    byPosition[instruction.Index] = null;
                    Arrive(batch, instruction, here);
                    await HandleAsync(batch, instruction, here, cancellationToken).ConfigureAwait(false);
                    Leave(batch, instruction, here, byPosition);
                }
            }

            foreach (var run in byPosition[program.End] ?? [])
                run.End(EnrollmentStatus.Completed, EnrollmentOutcomes.Completed);
        }
    }

    /// <summary>Executes the current step of one enrollment.</summary>
    /// <remarks>Afterwards the enrollment moves on if the step has a result; otherwise it stays there, failed or has ended.</remarks>
    internal async Task StepAsync(Batch batch, EnrollmentRun run, CancellationToken cancellationToken)
    {
        var (instruction, here) = (run.Program.Instructions[run.Position], new List<EnrollmentRun> { run });
        Arrive(batch, instruction, here);
        await HandleAsync(batch, instruction, here, cancellationToken).ConfigureAwait(false);
        if (run.HasEnded)
            batch.Count(run.Program, instruction.Step.Name, JourneyMeasures.Ended, run.Outcome ?? EnrollmentOutcomes.Completed);
    }

    /// <summary>
    /// Returns where a stored enrollment stands: before the first step or at its step. Null if its version no longer has that step.
    /// </summary>
    /// <remarks>
    /// The status says what it does there: waiting, it rests or tries again; awaiting a callback, something outside is called. The step's
    /// handler moves it on.
    /// </remarks>
    internal static int? PositionOf(Enrollment enrollment, JourneyProgram program) =>
        enrollment.Step is null ? 0 : program.Find(enrollment.Step)?.Index;

    /// <summary>Executes the first steps of enrollments that are not stored yet, and adds the enrollments where they rest.</summary>
    /// <remarks>They and what they did are visible to others together. Reactions to recorded events run afterwards.</remarks>
    internal async Task EnterAsync(
        Batch batch, JourneyProgram program, IReadOnlyList<Enrollment> entered, CancellationToken cancellationToken)
    {
        List<EnrollmentRun> runs = [.. entered.Select(enrollment => EnrollmentRun.Open(enrollment, program, 0))];
        await RunAsync(batch, runs, cancellationToken).ConfigureAwait(false);
        await Completion.HoldOpenAsync(batch, runs, cancellationToken).ConfigureAwait(false);
        List<EnrollmentRun> moved = [.. runs.Where(run => run.HasMoved)];
        await batch.Transaction.Enrollments.AddMovedAsync([.. moved.Select(run => run.ToEnrollment(batch.Now))],
            [.. moved.Select(run => run.ToHistory(batch.Now))], cancellationToken).ConfigureAwait(false);
        await batch.Transaction.Enrollments.AddAsync([.. runs.Where(run => !run.HasMoved).Select(run => run.ToEnrollment(batch.Now))],
            cancellationToken).ConfigureAwait(false);
        Report(batch, runs);
    }

    /// <summary>Writes the enrollments.</summary>
    internal static async Task WriteAsync(Batch batch, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        await Completion.HoldOpenAsync(batch, runs, cancellationToken).ConfigureAwait(false);
        await batch.Transaction.Enrollments.UpdateAsync(
            [.. runs.Select(run => run.ToEnrollment(batch.Now))], cancellationToken).ConfigureAwait(false);
        Report(batch, runs);
        await batch.Transaction.Enrollments.AppendHistoryAsync(
            [.. runs.Where(run => run.HasMoved).Select(run => run.ToHistory(batch.Now))], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells engines which of their workflows have finished, and counts the enrollments that ended.</summary>
    private static void Report(Batch batch, IReadOnlyList<EnrollmentRun> runs)
    {
        foreach (var run in runs.Where(run => run.HasFinishedSteps))
            batch.NotifyEngine(run.Program, run.Id, batch.Now);
        if (batch.Settings.Telemetry.IsCounting)
            CountEnded(batch, runs);
    }

    internal void Fail(Batch batch, EnrollmentRun run, string step, Exception exception)
    {
        var attempt = run.Attempt + 1;
        DateTimeOffset? retryAt = attempt >= batch.Settings.Options.Retries.MaxAttempts
            ? null
            : batch.Now + HostCallFailure.PauseAfter(exception, Backoff.After(attempt, StepKey.Of(run.Id, step), batch.Settings.Options));
        exception = HostCallFailure.CauseOf(exception);
        run.Fail(HostCallFailure.ReasonOf(exception), retryAt);
        if (retryAt is null)
        {
            batch.Count(run.Program, step, JourneyMeasures.Stuck);
            LogStuck(exception, run.Id, step, attempt);
        }
        else
        {
            LogFailed(exception, run.Id, step, attempt);
        }
    }

    private static void Arrive(Batch batch, Instruction instruction, List<EnrollmentRun> here)
    {
        var came = 0;
        var last = (default(EnrollmentState), EnrollmentState.Empty);
        foreach (var run in here)
        {
            if (run.IsReturningTo(instruction))
                continue;
            run.Reach(instruction.Step.Name, run.MomentOf(batch.Now), ref last);
            came++;
        }

        if (came > 0)
            batch.Count(here[0].Program, instruction.Step.Name, JourneyMeasures.Came, count: came);
    }

    private async Task HandleAsync(Batch batch, Instruction instruction, List<EnrollmentRun> here, CancellationToken cancellationToken)
    {
        try
        {
            await StepHandlers.For(instruction.Step).HandleAsync(batch, instruction, here, cancellationToken).ConfigureAwait(false);
            foreach (var run in here)
            {
                if (run.Problem is not { } problem)
                    continue;
                run.Problem = null;
                Fail(batch, run, instruction.Step.Name, problem);
            }
        }
        catch (OutsideAnswersNeededException)
        {
            // The step has not moved any enrollment yet, because conditions come first. They are evaluated outside the transaction, and
            // the step is repeated with the results.
            foreach (var run in here)
                run.Call(batch.Now);
        }
        catch (Exception exception) when (HostCallFailure.Is(exception, cancellationToken))
        {
            if (here.Count == 1)
            {
                Fail(batch, here[0], instruction.Step.Name, exception);
                return;
            }

            foreach (var run in here)
                await HandleAsync(batch, instruction, [run], cancellationToken).ConfigureAwait(false);
        }
    }

    private static void Leave(Batch batch, Instruction instruction, List<EnrollmentRun> here, List<EnrollmentRun>?[] byPosition)
    {
        var program = here[0].Program;
        var left = new int[program.End + 1];
        foreach (var run in here)
        {
            if (run.IsMoving)
            {
                if (!instruction.Type.IsWorkflow && !run.IsLed)
                    left[run.Position]++;
                Place(byPosition, run);
            }
            else if (run.HasEnded)
            {
                batch.Count(program, instruction.Step.Name, JourneyMeasures.Ended, run.Outcome ?? EnrollmentOutcomes.Completed);
            }
        }

        for (var position = 0; position < left.Length; position++)
        {
            if (left[position] > 0)
                batch.Count(program, instruction.Step.Name, JourneyMeasures.Left, program.NameOf(position), left[position]);
        }
    }

    internal static void CountEnded(Batch batch, IReadOnlyList<EnrollmentRun> runs)
    {
        foreach (var run in runs.Where(run => run.HasEnded))
            batch.Count(run.Program, "", run.HasExited ? CounterTally.Exited : CounterTally.Completed, run.HasExited ? run.Outcome! : "");
    }

    private static void Place(List<EnrollmentRun>?[] byPosition, EnrollmentRun run) =>
        (byPosition[run.Position] ??= []).Add(run);

    [LoggerMessage(1001, LogLevel.Warning, "Enrollment {Enrollment} failed at step {Step}, attempt {Attempt}; it will be retried")]
    private partial void LogFailed(Exception exception, EnrollmentId enrollment, string step, int attempt);

    [LoggerMessage(1002, LogLevel.Error,
        "Enrollment {Enrollment} is stuck at step {Step} after attempt {Attempt}; resume it when the cause is fixed")]
    private partial void LogStuck(Exception exception, EnrollmentId enrollment, string step, int attempt);
}
