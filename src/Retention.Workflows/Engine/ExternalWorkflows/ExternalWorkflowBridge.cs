using Retention.Workflows.Customers;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Enrolling;
using Retention.Workflows.Engine.Execution;
using Retention.Workflows.Engine.Privacy;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Engine.Reactions;
using Retention.Workflows.ExternalWorkflows;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.ExternalWorkflows;

/// <summary>Executes the steps of workflows that another engine stores, with the handlers of all journeys.</summary>
internal sealed class ExternalWorkflowBridge(
    IRetentionStore store, PartitionBatches transactions, EngineSettings settings, JourneyPrograms programs, StepExecutor executor,
    EventReactions reactions, TimeProvider time) : IExternalWorkflows
{
    public async Task<ExternalStepReply> ExecuteAsync(ExternalStepRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        var visit = new StepVisit(request, await RequireAsync(request.Journey, cancellationToken).ConfigureAwait(false));
        var partition = request.Enrollment?.Partition ?? Partitioning.Of(request.Customer, store.PartitionCount);
        return await transactions.InAsync(
            partition, batch => ExecuteAsync(batch, visit, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async Task<ExternalStepReply> ExecuteAsync(Batch batch, StepVisit visit, CancellationToken cancellationToken)
    {
        var (enrollment, refusal) = await FindAsync(batch, visit, cancellationToken).ConfigureAwait(false);
        if (enrollment is null)
        {
            await batch.CommitAsync(cancellationToken).ConfigureAwait(false); // a refusal is counted
            return new ExternalStepReply(null, HasLeft: true) { Refusal = refusal };
        }

        visit = visit with { Program = await OwnAsync(visit.Program, enrollment, cancellationToken).ConfigureAwait(false) };
        var checkpoint = WorkflowCheckpoint.Of(enrollment.State) ?? new WorkflowCheckpoint(visit.Instance, null, 1, []);
        if (enrollment is { EndedAt: not null } or { Status: EnrollmentStatus.Delivering } || checkpoint.Instance != visit.Instance)
            return new ExternalStepReply(enrollment.Id, HasLeft: true);
        if (checkpoint.Find(visit.Step, visit.Number) is { } known)
            return new ExternalStepReply(enrollment.Id, known.ToAnswer());
        if (await IsHeldBackAsync(batch, enrollment, checkpoint, visit, cancellationToken).ConfigureAwait(false))
            return new ExternalStepReply(enrollment.Id);
        if (checkpoint.At == visit.Step && checkpoint.Visit == visit.Number)
            return await RepeatAsync(batch, visit, enrollment, checkpoint, cancellationToken).ConfigureAwait(false);
        return await StepAsync(batch, visit, enrollment, checkpoint, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Holds an enrollment of a paused journey that would move: its workflow waits at the step, and its engine is called again when the
    /// journey resumes. An enrollment that waits at the step anyway stays as it is.
    /// </summary>
    private static async Task<bool> IsHeldBackAsync(
        Batch batch, Enrollment enrollment, WorkflowCheckpoint checkpoint, StepVisit visit, CancellationToken cancellationToken)
    {
        if (!(await batch.PausedAsync(cancellationToken).ConfigureAwait(false)).Contains(enrollment.Journey))
            return false;
        var isThere = checkpoint.At == visit.Step && checkpoint.Visit == visit.Number;
        if (isThere && enrollment is not { Status: EnrollmentStatus.AwaitingCallback, State: { CalledAt: null, Answer: not null } })
            return true;
        var held = enrollment with
        {
            Status = EnrollmentStatus.AwaitingCallback,
            DueAt = batch.Now,
            IsHeld = true,
            State = enrollment.State with { Workflow = checkpoint.ToText(), CalledAt = null },
        };
        await batch.Transaction.Enrollments.UpdateAsync([held], cancellationToken).ConfigureAwait(false);
        await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    public async Task<bool> IsCurrentAsync(ExternalWorkflowCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        var called = call.Enrollment;
        var transaction = await store.BeginAsync(called.Id.Partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var found = await transaction.Enrollments.FindAsync([called.Id], cancellationToken).ConfigureAwait(false);
            return found.GetValueOrDefault(called.Id) is { Status: EnrollmentStatus.AwaitingCallback, State.CalledAt: null } now
                && (now.State.Workflow, now.State.Answer) == (called.State.Workflow, called.State.Answer);
        }
    }

    public async Task ReportAsync(
        EnrollmentId enrollment, string instance, ExternalWorkflowStatus status, string? problem, CancellationToken cancellationToken)
    {
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        var transaction = await store.BeginAsync(enrollment.Partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var batch = new Batch(transaction, settings, time);
            var found = (await transaction.Enrollments.FindAsync([enrollment], cancellationToken).ConfigureAwait(false))
                .GetValueOrDefault(enrollment);
            if (found is null || (WorkflowCheckpoint.Of(found.State) is { } checkpoint && checkpoint.Instance != instance))
                return;
            if (found is { EndedAt: not null } or { Status: EnrollmentStatus.Delivering })
            {
                if (status == ExternalWorkflowStatus.Waiting)
                    return;
                await EngineNotified.WriteAsync(transaction, found, cancellationToken).ConfigureAwait(false);
            }
            else if (Apply(batch, found, status, problem) is { } changed)
            {
                changed = await Completion.HoldOpenAsync(batch, changed, cancellationToken).ConfigureAwait(false);
                if (changed.Status == EnrollmentStatus.Completed)
                    batch.Counters.Add(changed.Journey, changed.Version, "", CounterTally.Completed);
                await transaction.Enrollments.UpdateAsync([changed], cancellationToken).ConfigureAwait(false);
            }
            else
            {
                return;
            }

            await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static Enrollment? Apply(Batch batch, Enrollment enrollment, ExternalWorkflowStatus status, string? problem)
    {
        switch (status)
        {
            case ExternalWorkflowStatus.Waiting when enrollment is { Status: EnrollmentStatus.AwaitingCallback,
                State: { CalledAt: null, Answer: null }, DueAt: not null }:
                // The engine continues by itself, but its report may have been lost.
                return enrollment with { DueAt = batch.Now + WorkflowCallouts.CheckInterval,
                    State = enrollment.State with { BehindFrom = null } };
            case ExternalWorkflowStatus.Failed:
                return enrollment with { Status = EnrollmentStatus.Stuck, DueAt = null, IsHeld = false, Attempt = enrollment.Attempt + 1,
                    Outcome = problem };
            case ExternalWorkflowStatus.Finished or ExternalWorkflowStatus.Cancelled:
                var outcome = status == ExternalWorkflowStatus.Finished ? EnrollmentOutcomes.Completed : EnrollmentOutcomes.Cancelled;
                batch.Counters.Add(enrollment.Journey, enrollment.Version, enrollment.Step ?? "",
                    status == ExternalWorkflowStatus.Finished ? JourneyMeasures.Left : JourneyMeasures.Ended, outcome);
                if (status == ExternalWorkflowStatus.Cancelled)
                    batch.Counters.Add(enrollment.Journey, enrollment.Version, "", CounterTally.Exited, outcome);
                return enrollment with
                {
                    Status = status == ExternalWorkflowStatus.Finished ? EnrollmentStatus.Completed : EnrollmentStatus.Exited,
                    DueAt = null,
                    IsHeld = false,
                    Attempt = 0,
                    Outcome = outcome,
                    EndedAt = batch.Now,
                    State = enrollment.State with { Workflow = null, Answer = null, CalledAt = null },
                };
            default:
                return null;
        }
    }

    /// <summary>Returns the enrollment of a workflow; a new one if the host began the workflow and the re-entry rule allows it.</summary>
    private static async Task<(Enrollment? Enrollment, string? Refusal)> FindAsync(
        Batch batch, StepVisit visit, CancellationToken cancellationToken)
    {
        var enrollments = batch.Transaction.Enrollments;
        if (visit.Request.Enrollment is { } id)
            return ((await enrollments.FindAsync([id], cancellationToken).ConfigureAwait(false)).GetValueOrDefault(id), null);
        var earlier = await enrollments.ReadByCustomerAsync([visit.Request.Customer], cancellationToken).ConfigureAwait(false);
        if (earlier.FirstOrDefault(
            enrollment => enrollment.Journey == visit.Program.Definition.Name && IsOf(enrollment, visit)) is { } known)
            return (known, null);
        if ((await ErasedCustomers.AmongAsync(batch, [visit.Request.Customer], cancellationToken).ConfigureAwait(false)).Count > 0)
            return (null, RefusalReasons.Erased);
        var entry = (await EnrollmentIntake.EnrollAsync(batch, visit.Program,
            [new EntryCandidate(visit.Request.Customer, visit.Request.EntryKey)], cancellationToken).ConfigureAwait(false))[0];
        if (entry.Enrollment is not null)
            batch.Count(visit.Program, visit.Program.NameOf(0), JourneyMeasures.Came);
        return (entry.Enrollment, entry.Refusal);
    }

    /// <summary>
    /// Returns the enrollment's own version if it has the workflow's steps. Rules that the host changed since do not apply to active
    /// enrollments.
    /// </summary>
    private async Task<JourneyProgram> OwnAsync(JourneyProgram program, Enrollment enrollment, CancellationToken cancellationToken) =>
        enrollment.Version != program.Version
        && await programs.FindAsync(enrollment.Journey, enrollment.Version, cancellationToken).ConfigureAwait(false) is { } own
        && own.Definition.Steps.SequenceEqual(program.Definition.Steps) ? own : program;

    private static bool IsOf(Enrollment enrollment, StepVisit visit) =>
        enrollment.State.Workflow is null
            ? enrollment.EntryKey == visit.Instance : WorkflowCheckpoint.Of(enrollment.State)!.Instance == visit.Instance;

    /// <summary>The workflow asks again for the step at which the enrollment waits.</summary>
    private async Task<ExternalStepReply> RepeatAsync(
        Batch batch, StepVisit visit, Enrollment enrollment, WorkflowCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        if (enrollment is not { Status: EnrollmentStatus.AwaitingCallback, State: { CalledAt: null, Answer: { } outcome } })
            return new ExternalStepReply(enrollment.Id);
        var message = visit.Program.Find(visit.Step) is { Type.Sends: true }
            ? await MessageOfAsync(batch, enrollment, visit, cancellationToken).ConfigureAwait(false) : null;
        var answered = new StoredStepAnswer(
            visit.Step, visit.Number, outcome, enrollment.State.VoucherCode, message) { Products = enrollment.State.ChosenBy(visit.Step) };
        await WriteAsync(batch, GoesOn(batch, enrollment, checkpoint with { Answers = visit.Request.IsStored
            ? [answered] : [.. checkpoint.Answers, answered] }), cancellationToken).ConfigureAwait(false);
        return new ExternalStepReply(enrollment.Id, answered.ToAnswer());
    }

    private async Task<ExternalStepReply> StepAsync(
        Batch batch, StepVisit visit, Enrollment enrollment, WorkflowCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        var program = visit.Program;
        var instruction = program.Find(visit.Step)
            ?? throw new InvalidOperationException($"The journey '{program.Definition.Name}' has no step '{visit.Step}'.");
        batch.Count(program, checkpoint.At ?? program.NameOf(0), JourneyMeasures.Left, visit.Step);
        var standing = enrollment with
        {
            Version = program.Version,
            Status = EnrollmentStatus.Waiting,
            Step = checkpoint.At,
            Attempt = 0,
            Outcome = null,
            State = enrollment.State with { Workflow = (checkpoint with { At = visit.Step, Visit = visit.Number }).ToText(), Answer = null,
                CalledAt = null },
        };
        // Its engine may have fallen back to an earlier state; the keys find what the visit did.
        var run = new WorkflowRun(standing, program, 0, mayRepeat: true);
        run.MoveTo(instruction.Index, visit.Number);
        await executor.StepAsync(batch, run, cancellationToken).ConfigureAwait(false);
        var answered = run.IsMoving && run.TakeAnswer() is { } answer ? StoredStepAnswer.Of(visit.Step, visit.Number, answer) : null;
        await Completion.HoldOpenAsync(batch, [run], cancellationToken).ConfigureAwait(false);
        var after = run.ToEnrollment(batch.Now);
        if (answered is not null)
            after = GoesOn(batch, after with { Step = visit.Step },
                checkpoint with { At = visit.Step, Visit = visit.Number, Answers = [.. checkpoint.Answers, answered] });
        if (run.HasEnded && batch.Settings.Telemetry.IsCounting)
            StepExecutor.CountEnded(batch, [run]);
        if (run.HasFinishedSteps)
            // The reply reports the end; the notification does so if the engine fails to store the reply.
            batch.NotifyEngine(program, run.Id, batch.Now + ExternalWorkflowCall.RepeatAfter);
        if (run.HasMoved)
            await batch.Transaction.Enrollments.AppendHistoryAsync([run.ToHistory(batch.Now)], cancellationToken).ConfigureAwait(false);
        await WriteAsync(batch, after, cancellationToken).ConfigureAwait(false);
        return new ExternalStepReply(after.Id, answered?.ToAnswer(), run.HasFinishedSteps);
    }

    /// <summary>The engine has its answer and continues. If it stays silent, it is called again.</summary>
    private static Enrollment GoesOn(Batch batch, Enrollment enrollment, WorkflowCheckpoint checkpoint) => enrollment with
    {
        Status = EnrollmentStatus.AwaitingCallback,
        DueAt = batch.Now + ExternalWorkflowCall.RepeatAfter,
        IsHeld = false,
        Attempt = 0,
        State = enrollment.State with { Workflow = checkpoint.ToText(), Answer = null, CalledAt = null },
    };

    private async Task WriteAsync(Batch batch, Enrollment enrollment, CancellationToken cancellationToken)
    {
        await batch.Transaction.Enrollments.UpdateAsync([enrollment], cancellationToken).ConfigureAwait(false);
        await reactions.ReactAsync(batch, batch.Recorded, cancellationToken).ConfigureAwait(false);
        batch.Transaction.SignalWork();
        await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<MessageId?> MessageOfAsync(
        Batch batch, Enrollment enrollment, StepVisit visit, CancellationToken cancellationToken) =>
        (await batch.Transaction.Outbox.ReadByEnrollmentAsync([enrollment.Id], cancellationToken).ConfigureAwait(false))
            .LastOrDefault(message => message.Step == visit.Step && message.Visit == visit.Number)?.Id;

    private async Task<JourneyProgram> RequireAsync(ExternalJourney journey, CancellationToken cancellationToken) =>
        await programs.FindAsync(journey.Definition.Name, journey.Version, cancellationToken).ConfigureAwait(false)
        ?? throw new InvalidOperationException(
            $"The journey '{journey.Definition.Name}' has no version {journey.Version} that this process can read.");

    private sealed record StepVisit(ExternalStepRequest Request, JourneyProgram Program)
    {
        internal string Instance => Request.Instance;

        internal string Step => Request.Step;

        internal int Number => Request.Visit;
    }
}
