using Retention.Workflows.Engine.Programs;
using Retention.Workflows.ExternalWorkflows;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Batches;

/// <summary>
/// The part of an enrollment's run that only a workflow engine needs: its execution, its state, and the result of the last step.
/// </summary>
internal sealed class WorkflowRun
{
    private readonly EnrollmentRun _run;
    private WorkflowAnswer? _answer;
    private WorkflowAnswer? _openedWith;

    internal WorkflowRun(EnrollmentRun run, Enrollment stored, bool mayRepeat)
    {
        var (program, position) = (run.Program, run.Position);
        _run = run;
        MayRepeat = mayRepeat || (stored.Attempt > 0 && position < program.End && program.Instructions[position].Step is WorkflowStep);
        From = program.OwningWorkflow(position) is not null && stored.Step is { } step && program.Find(step) is { Step: not WorkflowStep }
            ? step : null;
    }

    /// <summary>True if the enrollment may have been at its step before the workflow failed.</summary>
    internal bool MayRepeat { get; }

    /// <summary>The engine's execution, while the engine decides steps in this batch.</summary>
    internal IWorkflowExecution? Execution { get; set; }

    /// <summary>The step from which the enrollment comes; null at the start of the workflow and outside of it.</summary>
    internal string? From { get; private set; }

    /// <summary>The state that the engine saved.</summary>
    internal string? SavedState => _run.State.Workflow;

    /// <summary>True if the engine has decided a step of the enrollment before.</summary>
    internal bool HasStarted => MayRepeat || _answer is not null || _run.State.Answer is not null || _run.State.Workflow is not null;

    /// <summary>Returns the result of the last step for the engine; null at the start.</summary>
    internal WorkflowAnswer? TakeAnswer()
    {
        var state = _run.State;
        var outcome = _answer?.Outcome ?? state.Answer ?? (state.Workflow is null ? null : WorkflowAnswer.Done);
        var answer = outcome is null
            ? null
            : new WorkflowAnswer(outcome) { VoucherCode = state.VoucherCode, Message = _answer?.Message,
                Products = From is { } step ? state.ChosenBy(step) : [] };
        if (Execution is null)
            _openedWith = answer;
        return answer;
    }

    /// <summary>Keeps the result of the current step, if the step is inside a workflow.</summary>
    internal void StepDone(string? answer) =>
        _answer = _run.Program.OwningWorkflow(_run.Position) is null
            ? null : new WorkflowAnswer(answer ?? WorkflowAnswer.Done) { Message = _run.Message };

    /// <summary>Moves the enrollment to the position that the engine chose.</summary>
    internal void MoveTo(int position, int visit)
    {
        var program = _run.Program;
        From = program.OwningWorkflow(position) == program.OwningWorkflow(_run.Position) ? program.NameOf(position) : null;
        _run.ArriveAt(position);
        _answer = null;
        _run.State = From is not null ? _run.State with { Visit = visit } : _run.State with { Workflow = null, Answer = null, Visit = 1 };
    }

    /// <summary>Keeps the state that the engine saved. Without one, the state and the result with which it was opened stay valid.</summary>
    internal void Save(string? state) =>
        _run.State = state is not null
            ? _run.State with { Workflow = state, Answer = null } : _run.State with { Answer = _openedWith?.Outcome };

    /// <summary>Returns the enrollment to its workflow, whose state could not be saved.</summary>
    internal void ReturnToStart() => _run.ReturnTo(_run.Program.OwningWorkflow(_run.Position)!.Value);

    /// <summary>Waits until the engine that stores the workflow has taken the result of the last step.</summary>
    internal void AwaitEngine(DateTimeOffset now)
    {
        var answer = TakeAnswer()?.Outcome;
        _run.AwaitEngine(now);
        _run.State = _run.State with { Answer = answer };
    }

    /// <summary>
    /// Removes the state of an ended workflow. An engine that stores the workflow itself still needs its id for the notification.
    /// </summary>
    internal void End() =>
        _run.State = _run.Program.IsOutside ? _run.State with { Answer = null } : _run.State with { Workflow = null, Answer = null };
}
