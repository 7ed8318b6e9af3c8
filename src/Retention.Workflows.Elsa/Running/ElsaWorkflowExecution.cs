using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Elsa.Steps;
using Retention.Workflows.ExternalWorkflows;

namespace Retention.Workflows.Elsa.Running;

/// <summary>
/// Runs the workflow of one customer while a batch moves the enrollment. Elsa runs the activities; each requests its step here and waits
/// until the engine has executed it.
/// </summary>
/// <remarks>Elsa and the engine alternate on one thread, and the engine can execute the same step for all customers of the batch at
/// once.</remarks>
internal sealed class ElsaWorkflowExecution(LedWorkflow workflow, WorkflowEntry entry, ElsaCore elsa, RunServices services)
    : ActivityStepExecutor, IWorkflowExecution
{
    private readonly RunState? _opened = entry.State is null ? null : RunState.Parse(entry.State, workflow, elsa);
    private Dictionary<string, int>? _visits;
    private WorkflowExecutionContext? _context;
    private TaskCompletionSource _turn = NewTurn();
    private TaskCompletionSource<StepReply>? _reply;
    private StepReply? _resumeWith;
    private ActivityExecutionContext? _at;
    private ActivityExecutionContext? _again;
    private WorkflowMove _next;
    private Exception? _fault;
    private Exception? _broken;
    private List<(FlowGraphs Graphs, FlowGraph Graph)>? _lent;
    private bool _leaving;
    private bool _ended;

    public async ValueTask<WorkflowMove> GoOnAsync(WorkflowAnswer? answer, CancellationToken cancellationToken)
    {
        var reply = answer is null ? null : new StepReply(StepReplyKind.Answered, answer.Outcome) { VoucherCode = answer.VoucherCode,
            Message = answer.Message, Products = answer.Products };
        if (_context is null)
        {
            await BeginAsync(reply).ConfigureAwait(false);
        }
        else
        {
            _turn = NewTurn();
            _reply!.SetResult(reply ?? throw new InvalidOperationException("A requested step has no result."));
        }

        await _turn.Task.ConfigureAwait(false);
        if ((_broken ?? _fault) is { } failure)
            throw failure;
        return _ended ? default : _next;
    }

    public async ValueTask<string?> SaveAsync(CancellationToken cancellationToken)
    {
        if (_context is null || _broken is not null || _ended)
            return null;
        if (!_leaving && _fault is null)
        {
            _leaving = true;
            _turn = NewTurn();
            _reply!.SetResult(StepReply.Stays);
            await _turn.Task.ConfigureAwait(false);
            if (_broken is { } failure)
                throw failure;
        }

        if (workflow.HasVariables)
            await services.GetRequiredService<IVariablePersistenceManager>().SaveVariablesAsync(_context).ConfigureAwait(false);
        return RunState.Of(_context, _at!, isFault: _fault is not null, _visits, workflow, elsa).ToText();
    }

    /// <summary>Lends a flowchart its graph until the execution ends.</summary>
    internal void LendGraph(ActivityExecutionContext context, Flowchart chart)
    {
        var graphs = workflow.FlowGraphs[chart];
        (_lent ??= []).Add((graphs, graphs.Lend(context)));
    }

    public async ValueTask DisposeAsync()
    {
        if (_reply is { Task.IsCompleted: false })
        {
            _leaving = true;
            _turn = NewTurn();
            _reply.SetResult(StepReply.Stays); // the activities behind it are not reached
            await _turn.Task.ConfigureAwait(false);
        }

        foreach (var (graphs, graph) in _lent ?? [])
            graphs.TakeBack(graph);
        _lent = null;
        await services.DisposeAsync().ConfigureAwait(false);
    }

    public override ValueTask<StepReply> ExecuteAsync(JourneyActivity activity, ActivityExecutionContext context)
    {
        if (_leaving)
            return new(StepReply.Stays);
        _at = context;
        if (_resumeWith is { } known)
        {
            _resumeWith = null;
            return new(known);
        }

        _next = new WorkflowMove(activity.StepName, VisitOf(activity.StepName, context));
        _reply = new TaskCompletionSource<StepReply>();
        var asked = _reply.Task;
        _turn.TrySetResult();
        return new(asked);
    }

    /// <summary>Stops the workflow at an activity that failed.</summary>
    internal void Stop(ActivityExecutionContext context, Exception exception)
    {
        if (_leaving)
        {
            _broken ??= exception;
            return;
        }

        _fault ??= exception;
        _at = context;
        context.TransitionTo(ActivityStatus.Running);
        context.WorkflowExecutionContext.Scheduler.Clear();
    }

    private async Task BeginAsync(StepReply? answer)
    {
        if (_opened is null)
        {
            _context = await WorkflowExecutionContext.CreateAsync(
                services, workflow.Graph, entry.Enrollment.ToString(), null, null, Input()).ConfigureAwait(false);
            _context.ScheduleWorkflow();
        }
        else
        {
            _context = await WorkflowExecutionContext.CreateAsync(
                services, workflow.Graph, _opened.ToWorkflowState(entry.Enrollment), null, null, Input()).ConfigureAwait(false);
            if (workflow.HasVariables)
                await services.GetRequiredService<IVariablePersistenceManager>().LoadVariablesAsync(_context).ConfigureAwait(false);
            _visits = _opened.Visits;
            var at = _context.ActivityExecutionContexts.FirstOrDefault(context => context.Id == _opened.At)
                ?? throw new InvalidOperationException(
                    "The stored state does not match the workflow: the customer's current activity does not exist.");
            if (_opened.IsFault)
                _again = at;
            else
                _resumeWith = answer;
            foreach (var context in _context.ActivityExecutionContexts)
            {
                if (context.Activity is Flowchart chart)
                    LendGraph(context, chart);
            }

            _context.ScheduleActivityExecutionContext(at);
        }

        ServeAt(_context);
        _ = RunAsync();
    }

    private async Task RunAsync()
    {
        try
        {
            await elsa.Pipeline.ExecuteAsync(_context!).ConfigureAwait(false);
            _ended = _fault is null && !_leaving && _context!.Status == WorkflowStatus.Finished;
            if (_fault is null && !_leaving && !_ended)
                _broken = new InvalidOperationException(
                    "The workflow waits for an activity that is not a step of a customer journey, so it would wait forever.");
        }
        catch (Exception exception)
        {
            _broken = exception;
        }
        finally
        {
            _turn.TrySetResult();
        }
    }

    private int VisitOf(string step, ActivityExecutionContext context)
    {
        if (!workflow.MayComeAgain)
            return 1;
        _visits ??= [];
        var visit = _visits.GetValueOrDefault(step);
        if (context != _again || visit == 0)
            _visits[step] = ++visit;
        return visit;
    }

    private Dictionary<string, object> Input() => new()
    {
        ["CustomerId"] = entry.Customer.Value,
        ["Enrollment"] = entry.Enrollment.ToString(),
        ["Journey"] = entry.Journey.Value,
    };

    private static TaskCompletionSource NewTurn() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
