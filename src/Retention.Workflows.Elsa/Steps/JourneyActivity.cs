using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Retention.Workflows.Elsa.Running;
using Retention.Workflows.Elsa.Steps;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Elsa;

/// <summary>
/// A step of a customer journey as an Elsa activity. It describes the step; the engine of Retention.Workflows executes it.
/// </summary>
/// <remarks>
/// The step's name is the activity's <see cref="Activity.Name"/> or, without one, its <see cref="Activity.Id"/>, in kebab case. It must
/// never change, since stored enrollments refer to it. One instance serves all customers; it holds no data of a customer.
/// </remarks>
public abstract class JourneyActivity : Activity
{
    private protected JourneyActivity(string? source, int? line) : base(source, line)
    {
    }

    /// <summary>
    /// The customer's id in Elsa's own runtime; default the workflow's input <c>CustomerId</c>, else its correlation id. The durable runner
    /// knows the customer and ignores this input.
    /// </summary>
    [Input(DisplayName = "Customer", Description = "The customer's id. Default: the workflow's input CustomerId, or else its correlation id.",
        Category = "Advanced", AutoEvaluate = true)]
    public Input<string?>? CustomerId { get; set; }

    /// <summary>The name of the activity's step: its <see cref="Activity.Name"/> or, without one, its
    /// <see cref="Activity.Id"/>.</summary>
    [JsonIgnore] // Elsa stores activities as JSON with all their properties
    public string StepName => string.IsNullOrEmpty(Name) ? Id : Name;

    /// <summary>The kind of step, as in JSON.</summary>
    internal abstract string StepKind { get; }

    /// <summary>Fills in the step's fields.</summary>
    internal abstract void Fill(StepForm form);

    /// <summary>The port for a result of the step; null for the only one.</summary>
    internal virtual string? PortOf(string outcome) => null;

    /// <summary>The port for a branch of the step; null for <c>Done</c>.</summary>
    internal virtual string? BranchPort(string label) => PortOf(label);

    /// <summary>The port behind the step and its branches; null for <c>Done</c>.</summary>
    internal virtual string? EndPort => null;

    /// <summary>True if the step has results that belong to none of its branches.</summary>
    internal virtual bool PassesBranches => false;

    /// <summary>True if the branches of the step lead back to it.</summary>
    internal virtual bool Repeats => false;

    /// <summary>True if the journey ends at the step for every customer.</summary>
    internal virtual bool EndsJourney => false;

    /// <summary>Ports that are only used if one of them is connected; otherwise the flow continues at <c>Done</c>.</summary>
    internal virtual IReadOnlyList<string> OptionalPorts => [];

    /// <summary>True if one of the optional ports is connected.</summary>
    internal bool UsesOptionalPorts { get; set; }

    /// <summary>True if a result continues at its port; otherwise it continues at <c>Done</c>.</summary>
    internal virtual bool Uses(string port) => UsesOptionalPorts || !OptionalPorts.Contains(port);

    /// <summary>Called for each port that has a connection.</summary>
    internal virtual void Connect(string port) => UsesOptionalPorts |= OptionalPorts.Contains(port);

    /// <summary>Tells activities which of their ports have a connection in their flowchart.</summary>
    internal static void Connect(IEnumerable<IActivity> activities)
    {
        foreach (var way in activities.OfType<Flowchart>().SelectMany(chart => chart.Connections))
        {
            if (way.Source is { Activity: JourneyActivity activity, Port: { } port })
                activity.Connect(port);
        }
    }

    /// <summary>The input that fills a field of the step's JSON form, usually the one of the same name; null if there is none.</summary>
    /// <param name="path">The field, and the path inside it.</param>
    internal virtual string? InputOf(IReadOnlyList<string> path) => LiteralInput.NameOf(this, path[0]);

    /// <summary>Sets the outputs.</summary>
    internal virtual void Take(ActivityExecutionContext context, StepReply reply)
    {
    }

    /// <summary>Returns the step of the activity.</summary>
    /// <exception cref="ActivityInputException">An input is missing or not valid.</exception>
    internal JourneyStep ToStep()
    {
        var form = new StepForm(this);
        Fill(form);
        return form.Read();
    }

    /// <summary>Returns the steps of activities.</summary>
    /// <exception cref="ActivityInputException">Inputs are missing or not valid; the message lists all of them.</exception>
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

        return problems.Count switch
        {
            0 => steps,
            1 => throw problems[0],
            _ => throw new ActivityInputException([.. problems.SelectMany(problem => problem.Errors)], problems[0]),
        };
    }

    /// <summary>Returns the step's name and the activity's type.</summary>
    public override string ToString() => $"Activity '{StepName}' ({GetType().Name})";

    /// <inheritdoc/>
    protected sealed override ValueTask ExecuteAsync(ActivityExecutionContext context) => PassAsync(context);

    /// <summary>
    /// Executes the step, or takes its result, and continues at the matching port. Elsa finds this method by its name when it resumes a
    /// bookmark.
    /// </summary>
    private async ValueTask PassAsync(ActivityExecutionContext context)
    {
        var reply = await ActivityStepExecutor.Of(context).ExecuteAsync(this, context).ConfigureAwait(false);
        switch (reply.Kind)
        {
            case StepReplyKind.Answered:
                Take(context, reply);
                await context.CompleteActivityAsync(PortOf(reply.Outcome) is { } port
                    && Uses(port) ? new Outcomes(port) : Outcomes.Default).ConfigureAwait(false);
                break;
            case StepReplyKind.Stays when reply.Enrollment is { } enrollment:
                context.CreateBookmark(new CreateBookmarkArgs
                {
                    BookmarkName = WaitingCustomer.BookmarkName,
                    Stimulus = new WaitingCustomer(enrollment, StepName),
                    Callback = PassAsync,
                    IncludeActivityInstanceId = false,
                });
                break;
            case StepReplyKind.Left:
                await LeaveAsync(context).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>Ends the workflow here, inside any container. A sequence would otherwise continue with the next activity.</summary>
    private static async ValueTask LeaveAsync(ActivityExecutionContext context)
    {
        context.WorkflowExecutionContext.Scheduler.Clear();
        context.WorkflowExecutionContext.ClearCompletionCallbacks();
        for (var at = context; at is not null; at = at.ParentActivityExecutionContext)
            await at.CompleteActivityAsync(Outcomes.Empty).ConfigureAwait(false);
    }

    private protected static Input<T?>? Written<T>(JsonNode? value) => value is null ? null : new Input<T?>(value.GetValue<T>());

    private protected static Input<string?>? WrittenJson(JsonNode? value) =>
        value is null ? null : new Input<string?>(value.ToJsonString());
}
