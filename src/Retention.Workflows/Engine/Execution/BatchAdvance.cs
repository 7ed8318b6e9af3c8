using Microsoft.Extensions.Logging;
using Retention.Workflows.Hosting;

namespace Retention.Workflows;

/// <summary>Moves enrollments through their journeys until each rests or has ended, level by level: those at the same step together.</summary>
internal sealed partial class BatchAdvance(ILogger<BatchAdvance> logger)
{
    /// <summary>Few enough that the memory of those who are led dies young, enough that facts are still loaded for many at once.</summary>
    private const int LedAtOnce = 32;

    /// <summary>All ways of a program lead forward, so one sweep over its instructions passes every traveller through; only repetitions need another.</summary>
    internal async Task RunAsync(Batch batch, IReadOnlyList<Traveller> travellers, CancellationToken cancellationToken)
    {
        var led = travellers.Where(traveller => traveller.Program.HasWorkflow).ToList();
        if (led.Count == 0)
        {
            await MoveAsync(batch, travellers, cancellationToken).ConfigureAwait(false);
            return;
        }

        await MoveAsync(batch, [.. travellers.Where(traveller => !traveller.Program.HasWorkflow)], cancellationToken).ConfigureAwait(false);
        foreach (var some in led.Chunk(LedAtOnce)) // what a workflow engine holds of each is a hundred times what we do
        {
            try
            {
                await MoveAsync(batch, some, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await WorkflowLead.LeaveAsync(some, (traveller, exception) => Fail(batch, traveller, traveller.Program.NameOf(traveller.Position), exception), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task MoveAsync(Batch batch, IReadOnlyList<Traveller> travellers, CancellationToken cancellationToken)
    {
        foreach (var journey in travellers.GroupBy(traveller => traveller.Program))
        {
            var program = journey.Key;
            var standing = new List<Traveller>?[program.End + 1];
            foreach (var traveller in journey)
                Place(standing, traveller);

            for (var sweep = true; sweep; sweep = standing.AsSpan(0, program.End).ContainsAnyExcept((List<Traveller>?)null))
            {
                foreach (var instruction in program.Instructions)
                {
                    if (standing[instruction.Index] is not { } here)
                        continue;
                    standing[instruction.Index] = null;
                    Arrive(batch, instruction, here);
                    await HandleAsync(batch, instruction, here, cancellationToken).ConfigureAwait(false);
                    Leave(batch, instruction, here, standing);
                }
            }

            foreach (var traveller in standing[program.End] ?? [])
                traveller.End(EnrollmentStatus.Completed, Outcomes.Completed);
        }
    }

    /// <summary>Has one traveller do the one step at which it stands.</summary>
    /// <returns>What the step answered; none when the traveller stays there, failed, or has ended.</returns>
    internal async Task<WorkflowAnswer?> StepAsync(Batch batch, Traveller traveller, CancellationToken cancellationToken)
    {
        var (instruction, here) = (traveller.Program.Instructions[traveller.Position], new List<Traveller> { traveller });
        Arrive(batch, instruction, here);
        await HandleAsync(batch, instruction, here, cancellationToken).ConfigureAwait(false);
        if (traveller.HasEnded)
            batch.Count(traveller.Program, instruction.Step.Name, JourneyMeasures.Ended, traveller.Outcome ?? Outcomes.Completed);
        return traveller.IsMoving ? traveller.TakeAnswer() : null;
    }

    /// <summary>Where a stored enrollment goes on; none when its version no longer has its step.</summary>
    internal static int? PositionOf(Enrollment enrollment, JourneyProgram program)
    {
        if (enrollment.Step is null)
            return 0;
        if (program.Find(enrollment.Step) is not { } instruction)
            return null;
        return enrollment.Attempt > 0 || enrollment.Status == EnrollmentStatus.Calling || instruction.Step is WaitForEventStep or WaitForSilenceStep or SendStep { AwaitFate: true }
            ? instruction.Index
            : instruction.Next;
    }

    /// <summary>Writes what became of the travellers.</summary>
    internal static async Task WriteAsync(Batch batch, IReadOnlyList<Traveller> travellers, CancellationToken cancellationToken)
    {
        await batch.Transaction.Enrollments.UpdateAsync([.. travellers.Select(traveller => traveller.ToEnrollment(batch.Now))], cancellationToken).ConfigureAwait(false);
        if (batch.Settings.Telemetry.IsCounting)
            CountEnded(batch, travellers);
        await batch.Transaction.Enrollments.AppendHistoryAsync([.. travellers.Where(traveller => traveller.HasMoved).Select(traveller => traveller.ToHistory(batch.Now))], cancellationToken).ConfigureAwait(false);
    }

    internal void Fail(Batch batch, Traveller traveller, string step, Exception exception)
    {
        var attempt = traveller.Attempt + 1;
        DateTimeOffset? retryAt = attempt >= batch.Settings.Options.MaxAttempts
            ? null
            : batch.Now + Backoff.After(attempt, StepKey.Of(traveller.Id, step), batch.Settings.Options);
        traveller.Fail(exception.GetType().Name, retryAt);
        if (retryAt is null)
        {
            batch.Count(traveller.Program, step, JourneyMeasures.Stuck);
            LogStuck(exception, traveller.Id, step, attempt);
        }
        else
        {
            LogFailed(exception, traveller.Id, step, attempt);
        }
    }

    private static void Arrive(Batch batch, Instruction instruction, List<Traveller> here)
    {
        var came = 0;
        var last = (default(EnrollmentState), EnrollmentState.Empty);
        foreach (var traveller in here)
        {
            if (traveller.IsRetrying || traveller.IsBack || (instruction.Step is WorkflowStep && traveller.IsUnderWay))
                continue;
            traveller.Reach(instruction.Step.Name, batch.Now, ref last);
            came++;
        }

        if (came > 0)
            batch.Count(here[0].Program, instruction.Step.Name, JourneyMeasures.Came, count: came);
    }

    private async Task HandleAsync(Batch batch, Instruction instruction, List<Traveller> here, CancellationToken cancellationToken)
    {
        if (instruction.Step is WorkflowStep)
        {
            await WorkflowLead.LeadAsync(batch, instruction, here, (traveller, exception) => Fail(batch, traveller, instruction.Step.Name, exception), cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            await StepHandlers.For(instruction.Step).HandleAsync(batch, instruction, here, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (ShopFailure.Is(exception, cancellationToken))
        {
            if (here.Count == 1)
            {
                Fail(batch, here[0], instruction.Step.Name, exception);
                return;
            }

            foreach (var traveller in here)
                await HandleAsync(batch, instruction, [traveller], cancellationToken).ConfigureAwait(false);
        }
    }

    private static void Leave(Batch batch, Instruction instruction, List<Traveller> here, List<Traveller>?[] standing)
    {
        var program = here[0].Program;
        var left = new int[program.End + 1];
        foreach (var traveller in here)
        {
            if (traveller.IsMoving)
            {
                if (instruction.Step is not WorkflowStep && traveller.LedFrom is null) // a guide says where to; it is counted there
                    left[traveller.Position]++;
                Place(standing, traveller);
            }
            else if (traveller.HasEnded)
            {
                batch.Count(program, instruction.Step.Name, JourneyMeasures.Ended, traveller.Outcome ?? Outcomes.Completed);
            }
        }

        for (var position = 0; position < left.Length; position++)
        {
            if (left[position] > 0)
                batch.Count(program, instruction.Step.Name, JourneyMeasures.Left, program.NameOf(position), left[position]);
        }
    }

    internal static void CountEnded(Batch batch, IReadOnlyList<Traveller> travellers)
    {
        foreach (var traveller in travellers.Where(traveller => traveller.HasEnded))
            batch.Count(traveller.Program, "", traveller.HasExited ? CounterTally.Exited : CounterTally.Completed, traveller.HasExited ? traveller.Outcome! : "");
    }

    private static void Place(List<Traveller>?[] standing, Traveller traveller) =>
        (standing[traveller.Position] ??= []).Add(traveller);

    [LoggerMessage(1001, LogLevel.Warning, "Enrollment {Enrollment} failed at step {Step}, attempt {Attempt}; it will be tried again")]
    private partial void LogFailed(Exception exception, EnrollmentId enrollment, string step, int attempt);

    [LoggerMessage(1002, LogLevel.Error, "Enrollment {Enrollment} is stuck at step {Step} after attempt {Attempt}; resume it when the cause is mended")]
    private partial void LogStuck(Exception exception, EnrollmentId enrollment, string step, int attempt);
}
