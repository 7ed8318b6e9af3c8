using System.Text.Json.Nodes;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Retention.Workflows.Elsa.Forms;
using Retention.Workflows.Elsa.Running;
using Retention.Workflows.Elsa.Steps;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Elsa;

/// <summary>A step of a customer journey as an Elsa activity. It says which step it is; the engine of Retention.Workflows does it.</summary>
/// <remarks>
/// The step's name, which is stable for ever since customers stand at it, is the activity's <see cref="Activity.Name"/> or, without one, its <see cref="Activity.Id"/>, in kebab case.
/// One object serves all customers at once: nothing of a customer is kept in it.
/// </remarks>
public abstract class JourneyActivity : Activity
{
    private protected JourneyActivity(string? source, int? line) : base(source, line)
    {
    }

    /// <summary>The customer's id, where the activity runs in Elsa's own runtime; default the workflow's input <c>CustomerId</c>, else its correlation id. The durable runner knows the customer and ignores it.</summary>
    [Input(DisplayName = "Customer", Description = "The customer's id. Default: the workflow's input CustomerId, else its correlation id.", Category = "Advanced", AutoEvaluate = true)]
    public Input<string?>? CustomerId { get; set; }

    internal string StepName => string.IsNullOrEmpty(Name) ? Id : Name;

    /// <summary>The kind of step, as JSON calls it.</summary>
    internal abstract string StepKind { get; }

    /// <summary>Fills in the fields of the step.</summary>
    internal abstract void Fill(StepForm form);

    /// <summary>The port that an answer of the step leads out of; none for the only one.</summary>
    internal virtual string? PortOf(string outcome) => null;

    /// <summary>Ports that are only used where a way leads out of one of them; else the way goes on at <c>Done</c>.</summary>
    internal virtual IReadOnlyList<string> OptionalPorts => [];

    /// <summary>Whether a way leads out of one of the optional ports.</summary>
    internal bool UsesOptionalPorts { get; set; }

    /// <summary>Finds the activities whose optional ports are used.</summary>
    internal static void Connect(IEnumerable<IActivity> activities)
    {
        foreach (var way in activities.OfType<Flowchart>().SelectMany(chart => chart.Connections))
        {
            if (way.Source is { Activity: JourneyActivity activity, Port: { } port } && activity.OptionalPorts.Contains(port))
                activity.UsesOptionalPorts = true;
        }
    }

    /// <summary>The input that fills a field of the step's JSON form, most often the one that is called alike; none when there is none.</summary>
    /// <param name="path">The field, and those that lead on into it.</param>
    internal virtual string? InputOf(IReadOnlyList<string> path) => WrittenInput.Called(this, path[0]);

    /// <summary>Sets the outputs.</summary>
    internal virtual void Take(ActivityExecutionContext context, StepReply reply)
    {
    }

    /// <summary>The step that the activity is.</summary>
    /// <exception cref="ActivityInputException">An input is missing or wrong.</exception>
    internal JourneyStep ToStep()
    {
        var form = new StepForm(this);
        Fill(form);
        return form.Read();
    }

    /// <summary>The steps that activities are.</summary>
    /// <exception cref="ActivityInputException">Inputs are missing or wrong; all of them are named.</exception>
    internal static List<JourneyStep> ToSteps(IEnumerable<JourneyActivity> activities)
    {
        var (steps, problems) = (new List<JourneyStep>(), new List<ActivityInputException>());
        foreach (var activity in activities)
        {
            try
            {
                steps.Add(activity.ToStep());
            }
            catch (ActivityInputException problem)
            {
                problems.Add(problem);
            }
        }

        ActivityInputException.ThrowIfAny(problems);
        return steps;
    }

    /// <summary>Returns the step's name and the kind of activity.</summary>
    public override string ToString() => $"Activity '{StepName}' ({GetType().Name})";

    /// <inheritdoc/>
    protected sealed override ValueTask ExecuteAsync(ActivityExecutionContext context) => PassAsync(context);

    /// <summary>Does the step, or hears what became of it, and goes on where it says. Elsa finds this method by its name when it resumes a bookmark.</summary>
    private async ValueTask PassAsync(ActivityExecutionContext context)
    {
        var reply = await StepCounter.Of(context).DoAsync(this, context).ConfigureAwait(false);
        switch (reply.Kind)
        {
            case StepReplyKind.Answered:
                Take(context, reply);
                await context.CompleteActivityAsync(PortOf(reply.Outcome) is { } port && (UsesOptionalPorts || !OptionalPorts.Contains(port)) ? new Outcomes(port) : Outcomes.Default).ConfigureAwait(false);
                break;
            case StepReplyKind.Stays when reply.NeedsBookmark:
                context.CreateBookmark(new CreateBookmarkArgs
                {
                    BookmarkName = WaitingCustomer.BookmarkName,
                    Stimulus = new WaitingCustomer(reply.Enrollment!, StepName),
                    Callback = PassAsync,
                    IncludeActivityInstanceId = false,
                });
                break;
            case StepReplyKind.Left:
                await LeaveAsync(context).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>Ends the workflow here, whatever the activity stands in: a sequence would go on behind it.</summary>
    private static async ValueTask LeaveAsync(ActivityExecutionContext context)
    {
        context.WorkflowExecutionContext.Scheduler.Clear();
        context.WorkflowExecutionContext.ClearCompletionCallbacks();
        for (var at = context; at is not null; at = at.ParentActivityExecutionContext)
            await at.CompleteActivityAsync(Outcomes.Empty).ConfigureAwait(false);
    }

    private protected static Input<T?>? Written<T>(JsonNode? value) => value is null ? null : new Input<T?>(value.GetValue<T>());

    private protected static Input<string?>? WrittenJson(JsonNode? value) => value is null ? null : new Input<string?>(value.ToJsonString());
}
