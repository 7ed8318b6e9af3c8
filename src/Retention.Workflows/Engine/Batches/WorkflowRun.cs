using Retention.Workflows.Engine.Programs;
using Retention.Workflows.ExternalWorkflows;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Batches;

/// <summary>
/// The run of an enrollment for which a workflow engine decides steps: the engine's execution, its state, and the result of the last step.
/// </summary>
internal sealed class WorkflowRun : EnrollmentRun
{
    private readonly bool _mayRepeat;
    private WorkflowAnswer? _answer;
    private WorkflowAnswer? _openedWith;

    internal WorkflowRun(Enrollment stored, JourneyProgram program, int position, bool isBack = false, bool mayRepeat = false)
        : base(stored, program, position, isBack)
    {
        _mayRepeat =
            mayRepeat || (stored.Attempt > 0 && position < program.End && program.Instructions[position].Type.IsWorkflow);
        From = program.OwningWorkflow(position) is not null && stored.Step is { } step && program.Find(step) is { Type.IsWorkflow: false }
            ? step : null;
    }

    /// <summary>True if the enrollment may have been at its step before the workflow failed.</summary>
    internal override bool MayRepeat => _mayRepeat;

    internal override bool IsLed => From is not null;

    /// <summary>The engine's execution, while the engine decides steps in this batch.</summary>
    internal IWorkflowExecution? Execution { get; set; }

    /// <summary>The step from which the enrollment comes; null at the start of the workflow and outside of it.</summary>
    internal string? From { get; private set; }

    /// <summary>The state that the engine saved.</summary>
    internal string? SavedState => State.Workflow;

    /// <summary>True if the engine has decided a step of the enrollment before.</summary>
    private bool HasStarted => MayRepeat || _answer is not null || State.Answer is not null || State.Workflow is not null;

    internal override bool IsReturningTo(Instruction instruction) =>
        base.IsReturningTo(instruction) || (instruction.Type.IsWorkflow && HasStarted);

    /// <summary>Returns the result of the last step for the engine; null at the start.</summary>
    internal WorkflowAnswer? TakeAnswer()
    {
        var outcome = _answer?.Outcome ?? State.Answer ?? (State.Workflow is null ? null : WorkflowAnswer.Done);
        var answer = outcome is null
            ? null
            : new WorkflowAnswer(outcome) { VoucherCode = State.VoucherCode, Message = _answer?.Message,
                Products = From is { } step ? State.ChosenBy(step) : [] };
        if (Execution is null)
            _openedWith = answer;
        return answer;
    }

    /// <summary>Moves the enrollment to the position that the engine chose.</summary>
    internal void MoveTo(int position, int visit)
    {
        if (position >= Program.End)
            FinishAt(From);
        From = Program.OwningWorkflow(position) == Program.OwningWorkflow(Position) ? Program.NameOf(position) : null;
        ArriveAt(position);
        _answer = null;
        State = From is not null ? State with { Visit = visit } : State with { Workflow = null, Answer = null, Visit = 1 };
    }

    /// <summary>Waits until the engine that stores the workflow has taken the result of the last step.</summary>
    internal void AwaitEngine(DateTimeOffset now)
    {
        var answer = TakeAnswer()?.Outcome;
        AwaitCallback(now);
        State = State with { Answer = answer };
    }

    /// <summary>Saves the state of a workflow that stays at a step, and disposes the engine's execution.</summary>
    internal override async ValueTask<Exception?> CloseAsync(CancellationToken cancellationToken)
    {
        if (Execution is not { } execution)
            return null;
        Execution = null;
        await using (execution.ConfigureAwait(false))
        {
            if (HasEnded || IsMoving)
                return null;
            try
            {
                Save(await execution.SaveAsync(cancellationToken).ConfigureAwait(false));
                return null;
            }
            catch (Exception exception) when (exception is not (OperationCanceledException or RetentionStoreException))
            {
                Save(null);
                ReturnTo(Program.OwningWorkflow(Position)!.Value);
                return exception;
            }
        }
    }

    /// <summary>Keeps the result of the present step, if the step is inside a workflow.</summary>
    private protected override void OnAnswered(string? answer) =>
        _answer = Program.OwningWorkflow(Position) is null
            ? null : new WorkflowAnswer(answer ?? WorkflowAnswer.Done) { Message = Message };

    /// <summary>
    /// Forgets what an ended workflow needs no more. An engine that stores it itself must still be told which one it was.
    /// </summary>
    private protected override void OnEnded() =>
        State = Program.ExternalEngine is not null ? State with { Answer = null } : State with { Workflow = null, Answer = null };

    /// <summary>Keeps the state that the engine saved. Without one, the state and the result with which it was opened stay valid.</summary>
    private void Save(string? state) =>
        State = state is not null ? State with { Workflow = state, Answer = null } : State with { Answer = _openedWith?.Outcome };
}
