using System.Text;
using System.Text.Json;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.State;
using Microsoft.Extensions.DependencyInjection;

namespace Retention.Workflows.Elsa.Running;

/// <summary>
/// The state of a workflow between two batches. Simple states are written in a short form, others in Elsa's own form; both can be read
/// without loss.
/// </summary>
internal sealed class RunState
{
    /// <summary>
    /// The key of a flowchart's tokens. A customer's only token leads to the current step and is consumed when the flow continues, so it is
    /// not stored.
    /// </summary>
    private const string TokensKey = "Flowchart.Tokens";

    private readonly LedWorkflow _workflow;
    private readonly List<Frame> _frames = [];
    private readonly List<Callback> _callbacks = [];
    private string? _elsa;
    private WorkflowState? _full;

    private RunState(LedWorkflow workflow) => _workflow = workflow;

    /// <summary>The instance id of the current activity.</summary>
    internal string At { get; private set; } = "";

    /// <summary>True if that activity failed and must be executed again.</summary>
    internal bool IsFault { get; private set; }

    /// <summary>The number of visits per step, if steps may be reached more than once.</summary>
    internal Dictionary<string, int>? Visits { get; private set; }

    /// <summary>Captures the state of a workflow.</summary>
    /// <exception cref="InvalidOperationException">The workflow is at several activities at once.</exception>
    internal static RunState Of(WorkflowExecutionContext context, ActivityExecutionContext at, bool isFault,
        Dictionary<string, int>? visits, LedWorkflow workflow, ElsaCore elsa)
    {
        var state = new RunState(workflow) { At = at.Id, IsFault = isFault, Visits = visits };
        var active = context.GetActiveActivityExecutionContexts().ToList();
        if (active.FirstOrDefault(
            other => other != at && !other.IsCompleted && !other.Children.Any(child => !child.IsCompleted)) is { } second)
            throw new InvalidOperationException(
                $"The workflow is at '{at.Activity.Id}' and '{second.Activity.Id}' at the same time. A customer is at one step of a journey at a time.");
        if (state.TryTakeShort(context, active))
            return state;
        state._elsa = elsa.Services.GetRequiredService<IWorkflowStateSerializer>()
            .Serialize(elsa.Services.GetRequiredService<IWorkflowStateExtractor>().Extract(context));
        return state;
    }

    internal static RunState Parse(string text, LedWorkflow workflow, ElsaCore elsa)
    {
        try
        {
            return Read(text, workflow, elsa);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException
            or IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            throw new FormatException("The stored state of the workflow cannot be read.", exception);
        }
    }

    internal string ToText()
    {
        using var buffer = new MemoryStream(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("at", At);
            if (IsFault)
                json.WriteBoolean("again", true);
            if (Visits is { Count: > 0 })
            {
                json.WriteStartObject("visits");
                foreach (var (step, count) in Visits)
                    json.WriteNumber(step, count);
                json.WriteEndObject();
            }

            if (_elsa is not null)
                json.WriteString("elsa", _elsa);
            else
                WriteShort(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    internal WorkflowState ToWorkflowState(EnrollmentId enrollment)
    {
        if (_full is not null)
            return _full;
        var identity = _workflow.Graph.Workflow.Identity;
        return new WorkflowState
        {
            Id = enrollment.ToString(),
            DefinitionId = identity.DefinitionId,
            DefinitionVersionId = identity.Id,
            DefinitionVersion = identity.Version,
            Status = WorkflowStatus.Running,
            SubStatus = WorkflowSubStatus.Suspended,
            ActivityExecutionContexts =
            [
                .. _frames.Select(frame => new ActivityExecutionContextState
                {
                    Id = frame.Id,
                    ParentContextId = frame.Parent,
                    ScheduledActivityNodeId = _workflow.Nodes[frame.Node],
                    Status = frame.Status,
                }),
            ],
            CompletionCallbacks = [.. _callbacks.Select(
                callback => new CompletionCallbackState(callback.Owner, _workflow.Nodes[callback.Child], callback.Method))],
        };
    }

    private static RunState Read(string text, LedWorkflow workflow, ElsaCore elsa)
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        var state = new RunState(workflow)
        {
            At = root.GetProperty("at").GetString()!,
            IsFault = root.TryGetProperty("again", out var again) && again.GetBoolean(),
            Visits = root.TryGetProperty("visits", out var visits)
                ? visits.EnumerateObject().ToDictionary(visit => visit.Name, visit => visit.Value.GetInt32()) : null,
        };
        if (root.TryGetProperty("elsa", out var full))
        {
            state._full = elsa.Services.GetRequiredService<IWorkflowStateSerializer>().Deserialize(full.GetString()!);
            if (state._full.ActivityExecutionContexts.Any(context => !workflow.NodeIndexes.ContainsKey(context.ScheduledActivityNodeId)))
                throw new FormatException("The stored state does not match the workflow: an activity does not exist.");
            return state;
        }

        foreach (var frame in root.GetProperty("frames").EnumerateArray())
        {
            var node = frame[1].GetInt32();
            _ = workflow.Nodes[node];
            state._frames.Add(new Frame(frame[0].GetString()!, node, frame[2].GetString(), (ActivityStatus)frame[3].GetInt32()));
        }

        foreach (var callback in root.GetProperty("callbacks").EnumerateArray())
            state._callbacks.Add(new Callback(callback[0].GetString()!, callback[1].GetInt32(), callback[2].GetString()));
        return state;
    }

    private void WriteShort(Utf8JsonWriter json)
    {
        json.WriteStartArray("frames");
        foreach (var frame in _frames)
        {
            json.WriteStartArray();
            json.WriteStringValue(frame.Id);
            json.WriteNumberValue(frame.Node);
            json.WriteStringValue(frame.Parent);
            json.WriteNumberValue((int)frame.Status);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("callbacks");
        foreach (var callback in _callbacks)
        {
            json.WriteStartArray();
            json.WriteStringValue(callback.Owner);
            json.WriteNumberValue(callback.Child);
            json.WriteStringValue(callback.Method);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    /// <summary>Succeeds if only frames and their callbacks must be stored.</summary>
    private bool TryTakeShort(WorkflowExecutionContext context, List<ActivityExecutionContext> active)
    {
        if (context.Properties.Count > 0 || context.Output.Count > 0 || context.Incidents.Count > 0 || context.Bookmarks.Count > 0
            || context.Scheduler.HasAny)
            return false;
        var ids = new Dictionary<string, string>(active.Count);
        foreach (var activity in active)
            ids[activity.Id] = ((char)('a' + ids.Count)).ToString();
        foreach (var activity in active)
        {
            if (activity.DynamicVariables.Count > 0 || activity.Tag is not null || activity.Metadata.Count > 0 || ids.Count > 26)
                return false;
            if (activity.Properties.Count > 1 || (activity.Properties.Count == 1
                && activity.Properties.GetValueOrDefault(TokensKey) is not System.Collections.ICollection { Count: <= 1 }))
                return false;
            var parent = activity.ParentActivityExecutionContext is { } above ? ids.GetValueOrDefault(above.Id) : null;
            if (parent is null && activity.ParentActivityExecutionContext is not null)
                return false;
            _frames.Add(new Frame(ids[activity.Id], _workflow.NodeIndexes[activity.NodeId], parent, activity.Status));
        }

        foreach (var callback in context.CompletionCallbacks)
        {
            if (callback.Tag is not null || !ids.TryGetValue(callback.Owner.Id, out var owner))
                return false;
            _callbacks.Add(new Callback(owner, _workflow.NodeIndexes[callback.Child.NodeId], callback.CompletionCallback?.Method.Name));
        }

        At = ids[At];
        return true;
    }

    private sealed record Frame(string Id, int Node, string? Parent, ActivityStatus Status);

    private sealed record Callback(string Owner, int Child, string? Method);
}
