using Retention.Workflows.Customers;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Enrolling;
using Retention.Workflows.Engine.Execution;
using Retention.Workflows.Engine.Privacy;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Engine.Reactions;
using Retention.Workflows.Enrollments;
using Retention.Workflows.ExternalWorkflows;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.ExternalWorkflows;

/// <summary>Does the steps of workflows that another engine stores: each in one transaction, with the handlers that every journey uses, and never twice. Thread-safe.</summary>
/// <remarks>
/// That engine may die before it stored what it did with an answer. It then comes again with the same step and visit, and hears the same; what was done since it
/// last stored its workflow is remembered until it comes with a step that it had stored.
/// </remarks>
internal sealed class ExternalWorkflowBridge(IRetentionStore store, EngineSettings settings, JourneyPrograms programs, StepExecutor advance, EventReactions reactions, TimeProvider time)
{
    /// <summary>Does a step, or says what became of it.</summary>
    internal async Task<ExternalStepReply> DoAsync(ExternalStepRequest visit, CancellationToken cancellationToken)
    {
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        var partition = visit.Enrollment?.Partition ?? Partitioning.Of(visit.Customer, store.PartitionCount);
        var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var batch = new Batch(transaction, settings, time);
            var (enrollment, refusal) = await FindAsync(batch, visit, cancellationToken).ConfigureAwait(false);
            if (enrollment is null)
            {
                await batch.CommitAsync(cancellationToken).ConfigureAwait(false); // a refusal is counted
                return new ExternalStepReply(null, HasLeft: true) { Refusal = refusal };
            }

            visit = visit with { Program = await OwnAsync(visit.Program, enrollment, cancellationToken).ConfigureAwait(false) };
            var notes = WorkflowCheckpoint.Of(enrollment.State) ?? new WorkflowCheckpoint(visit.Instance, null, 1, []);
            if (enrollment.EndedAt is not null || notes.Instance != visit.Instance)
                return new ExternalStepReply(enrollment.Id, HasLeft: true);
            if (notes.Find(visit.Step, visit.Visit) is { } told)
                return new ExternalStepReply(enrollment.Id, told);
            if (notes.At == visit.Step && notes.Visit == visit.Visit)
                return await HearAsync(batch, visit, enrollment, notes, cancellationToken).ConfigureAwait(false);
            return await StepAsync(batch, visit, enrollment, notes, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether an enrollment that was called for is still as it was then: others may have gone on with it, or it may have ended, while the call waited for its turn.</summary>
    internal async Task<bool> IsStillCalledAsync(Enrollment called, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(called.Id.Partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var found = await transaction.Enrollments.FindAsync([called.Id], cancellationToken).ConfigureAwait(false);
            return found.GetValueOrDefault(called.Id) is { Status: EnrollmentStatus.AwaitingCallback, State.CalledAt: null } now
                && (now.State.Workflow, now.State.Answer, now.EndedAt) == (called.State.Workflow, called.State.Answer, called.EndedAt);
        }
    }

    /// <summary>Takes note of where a workflow is, once its engine has stored that.</summary>
    /// <param name="id">The enrollment.</param>
    /// <param name="instance">The workflow's id.</param>
    /// <param name="news">What became of it.</param>
    /// <param name="problem">What went wrong, where it failed; no personal data.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task SettleAsync(EnrollmentId id, string instance, WorkflowStatusUpdate news, string? problem, CancellationToken cancellationToken)
    {
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        var transaction = await store.BeginAsync(id.Partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var batch = new Batch(transaction, settings, time);
            var found = await transaction.Enrollments.FindAsync([id], cancellationToken).ConfigureAwait(false);
            if (found.GetValueOrDefault(id) is not { } enrollment || (WorkflowCheckpoint.Of(enrollment.State) is { } notes && notes.Instance != instance))
                return;
            if (Settle(batch, enrollment, news, problem) is not { } settled)
                return;
            await transaction.Enrollments.UpdateAsync([settled], cancellationToken).ConfigureAwait(false);
            await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static Enrollment? Settle(Batch batch, Enrollment enrollment, WorkflowStatusUpdate news, string? problem)
    {
        var isOver = news != WorkflowStatusUpdate.Waits;
        if (enrollment.EndedAt is not null)
            return isOver && enrollment.Status is EnrollmentStatus.AwaitingCallback or EnrollmentStatus.Stuck ? Farewell.Close(enrollment) : null;
        switch (news)
        {
            case WorkflowStatusUpdate.Waits when enrollment is { Status: EnrollmentStatus.AwaitingCallback, State: { CalledAt: null, Answer: null }, DueAt: not null }:
                return enrollment with { DueAt = batch.Now + WorkflowCallouts.Glance }; // that engine goes on by itself; what it did may not have come through to us
            case WorkflowStatusUpdate.Failed:
                return enrollment with { Status = EnrollmentStatus.Stuck, DueAt = null, IsHeld = false, Attempt = enrollment.Attempt + 1, Outcome = problem };
            case WorkflowStatusUpdate.Finished or WorkflowStatusUpdate.Cancelled:
                var outcome = news == WorkflowStatusUpdate.Finished ? EnrollmentOutcomes.Completed : EnrollmentOutcomes.Cancelled;
                batch.Counters.Add(enrollment.Journey, enrollment.Version, enrollment.Step ?? "", news == WorkflowStatusUpdate.Finished ? JourneyMeasures.Left : JourneyMeasures.Ended, outcome);
                batch.Counters.Add(enrollment.Journey, enrollment.Version, "", news == WorkflowStatusUpdate.Finished ? CounterTally.Completed : CounterTally.Exited, news == WorkflowStatusUpdate.Finished ? "" : outcome);
                return enrollment with
                {
                    Status = news == WorkflowStatusUpdate.Finished ? EnrollmentStatus.Completed : EnrollmentStatus.Exited,
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

    /// <summary>The enrollment of a workflow; a new one when it was begun by the host, and the re-entry rule lets the customer in.</summary>
    private static async Task<(Enrollment? Enrollment, string? Refusal)> FindAsync(Batch batch, ExternalStepRequest visit, CancellationToken cancellationToken)
    {
        var enrollments = batch.Transaction.Enrollments;
        if (visit.Enrollment is { } id)
            return ((await enrollments.FindAsync([id], cancellationToken).ConfigureAwait(false)).GetValueOrDefault(id), null);
        var earlier = await enrollments.ReadByCustomerAsync([visit.Customer], cancellationToken).ConfigureAwait(false);
        if (earlier.FirstOrDefault(enrollment => enrollment.Journey == visit.Program.Definition.Name && IsOf(enrollment, visit)) is { } known)
            return (known, null);
        if ((await ErasedCustomers.AmongAsync(batch, [visit.Customer], cancellationToken).ConfigureAwait(false)).Count > 0)
            return (null, RefusalReasons.Erased);
        var entry = (await EnrollmentIntake.EnrollAsync(batch, visit.Program, [new EntryCandidate(visit.Customer, visit.EntryKey)], cancellationToken).ConfigureAwait(false))[0];
        if (entry.Enrollment is not null)
            batch.Count(visit.Program, visit.Program.NameOf(0), JourneyMeasures.Came);
        return (entry.Enrollment, entry.Refusal);
    }

    /// <summary>The version that the enrollment is on, where it has the steps that the workflow has: rules that the host changed since are not for who is inside.</summary>
    private async Task<JourneyProgram> OwnAsync(JourneyProgram program, Enrollment enrollment, CancellationToken cancellationToken) =>
        enrollment.Version != program.Version
        && await programs.FindAsync(enrollment.Journey, enrollment.Version, cancellationToken).ConfigureAwait(false) is { } own && own.Definition.Steps.SequenceEqual(program.Definition.Steps) ? own : program;

    private static bool IsOf(Enrollment enrollment, ExternalStepRequest visit) =>
        enrollment.State.Workflow is null ? enrollment.EntryKey == visit.Instance : WorkflowCheckpoint.Of(enrollment.State)!.Instance == visit.Instance;

    /// <summary>The workflow is back at the step where the customer was left.</summary>
    private async Task<ExternalStepReply> HearAsync(Batch batch, ExternalStepRequest visit, Enrollment enrollment, WorkflowCheckpoint notes, CancellationToken cancellationToken)
    {
        if (enrollment is not { Status: EnrollmentStatus.AwaitingCallback, State: { CalledAt: null, Answer: { } outcome } })
            return new ExternalStepReply(enrollment.Id);
        var message = visit.Program.Find(visit.Step)?.Step is SendStep ? await MessageOfAsync(batch, enrollment, visit, cancellationToken).ConfigureAwait(false) : null;
        var told = new StoredStepAnswer(visit.Step, visit.Visit, outcome, enrollment.State.VoucherCode, message) { Products = enrollment.State.ChosenBy(visit.Step) };
        await WriteAsync(batch, GoesOn(batch, enrollment, notes with { Answers = visit.IsStored ? [told] : [.. notes.Answers, told] }), cancellationToken).ConfigureAwait(false);
        return new ExternalStepReply(enrollment.Id, told);
    }

    private async Task<ExternalStepReply> StepAsync(Batch batch, ExternalStepRequest visit, Enrollment enrollment, WorkflowCheckpoint notes, CancellationToken cancellationToken)
    {
        var program = visit.Program;
        var instruction = program.Find(visit.Step) ?? throw new InvalidOperationException($"The journey '{program.Definition.Name}' has no step '{visit.Step}'.");
        batch.Count(program, notes.At ?? program.NameOf(0), JourneyMeasures.Left, visit.Step);
        var standing = enrollment with
        {
            Version = program.Version,
            Status = EnrollmentStatus.Active,
            Step = notes.At,
            Attempt = 0,
            Outcome = null,
            State = enrollment.State with { Workflow = (notes with { At = visit.Step, Visit = visit.Visit }).ToText(), Answer = null, CalledAt = null },
        };
        var run = new EnrollmentRun(standing, program, 0, mayRepeat: true); // its engine may have gone back to a state of before: what the visit did then is found by its keys
        run.LeadTo(instruction.Index, visit.Visit);
        var answer = await advance.StepAsync(batch, run, cancellationToken).ConfigureAwait(false);
        var told = answer is null ? null : new StoredStepAnswer(visit.Step, visit.Visit, answer.Outcome, answer.VoucherCode, answer.Message);
        var after = run.ToEnrollment(batch.Now);
        if (told is not null)
            after = GoesOn(batch, after with { Step = visit.Step }, notes with { At = visit.Step, Visit = visit.Visit, Answers = [.. notes.Answers, told] });
        if (run.HasEnded && batch.Settings.Telemetry.IsCounting)
            StepExecutor.CountEnded(batch, [run]);
        if (run.HasEnded)
            after = after with { DueAt = batch.Now + WorkflowCallouts.Patience }; // the engine hears of it now, and once more when it does not store that
        if (run.HasMoved)
            await batch.Transaction.Enrollments.AppendHistoryAsync([run.ToHistory(batch.Now)], cancellationToken).ConfigureAwait(false);
        await WriteAsync(batch, after, cancellationToken).ConfigureAwait(false);
        return new ExternalStepReply(after.Id, told, run.HasEnded);
    }

    /// <summary>The engine has its answer, and goes on; should it fall silent, it is called again.</summary>
    private static Enrollment GoesOn(Batch batch, Enrollment enrollment, WorkflowCheckpoint notes) => enrollment with
    {
        Status = EnrollmentStatus.AwaitingCallback,
        DueAt = batch.Now + WorkflowCallouts.Patience,
        IsHeld = false,
        Attempt = 0,
        State = enrollment.State with { Workflow = notes.ToText(), Answer = null, CalledAt = null },
    };

    private async Task WriteAsync(Batch batch, Enrollment enrollment, CancellationToken cancellationToken)
    {
        await batch.Transaction.Enrollments.UpdateAsync([enrollment], cancellationToken).ConfigureAwait(false);
        await reactions.ReactAsync(batch, batch.Recorded, cancellationToken).ConfigureAwait(false);
        batch.Transaction.SignalWork();
        await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<MessageId?> MessageOfAsync(Batch batch, Enrollment enrollment, ExternalStepRequest visit, CancellationToken cancellationToken) =>
        (await batch.Transaction.Outbox.ReadByEnrollmentAsync([enrollment.Id], cancellationToken).ConfigureAwait(false)).LastOrDefault(message => message.Step == visit.Step && message.Visit == visit.Visit)?.Id;
}

/// <summary>A workflow that comes to a step.</summary>
internal sealed record ExternalStepRequest
{
    /// <summary>The workflow's id in its engine.</summary>
    internal required string Instance { get; init; }

    internal required CustomerId Customer { get; init; }

    /// <summary>The enrollment, as soon as the workflow knows it.</summary>
    internal EnrollmentId? Enrollment { get; init; }

    /// <summary>The occasion, where the host began the workflow: the same one enrolls once.</summary>
    internal required string EntryKey { get; init; }

    internal required JourneyProgram Program { get; init; }

    internal required string Step { get; init; }

    /// <summary>The how manieth time the workflow comes to that step.</summary>
    internal required int Visit { get; init; }

    /// <summary>Whether the engine had stored that the workflow stands there, so that it will not come with anything from before.</summary>
    internal bool IsStored { get; init; }
}

/// <summary>What a workflow hears at a step: an answer with which it goes on; that the customer has left; or neither, and waits there.</summary>
internal sealed record ExternalStepReply(EnrollmentId? Enrollment, StoredStepAnswer? Answer = null, bool HasLeft = false)
{
    /// <summary>Why the customer was not let in.</summary>
    internal string? Refusal { get; init; }
}

/// <summary>What an engine says of a workflow that it has stored.</summary>
internal enum WorkflowStatusUpdate
{
    /// <summary>It came to its end.</summary>
    Finished = 0,

    /// <summary>It waits for something of its own.</summary>
    Waits = 1,

    /// <summary>It failed, and does not go on by itself.</summary>
    Failed = 2,

    /// <summary>Somebody ended it.</summary>
    Cancelled = 3,
}
