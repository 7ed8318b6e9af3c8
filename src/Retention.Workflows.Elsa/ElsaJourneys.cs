using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Retention.Workflows.Elsa.Flowcharts;
using Retention.Workflows.Elsa.Running;
using Retention.Workflows.ExternalWorkflows;
using Retention.Workflows.Hosting;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Elsa;

/// <summary>Customer journeys as Elsa workflows.</summary>
public static class ElsaJourneys
{
    /// <summary>
    /// Registers a journey whose steps are an Elsa workflow. The workflow consists of this package's activities and, where needed, of
    /// others that do not wait.
    /// </summary>
    /// <param name="journeys">The journeys.</param>
    /// <param name="name">The journey's name.</param>
    /// <param name="rules">Enrollment, goal and exits. The steps come from the workflow: a rule that adds one keeps the host from
    /// starting.</param>
    /// <param name="workflow">Creates the workflow's root, usually a <see cref="Flowchart"/>; called once.</param>
    /// <remarks>
    /// The worker runs it like any other journey, with partitions, transactions, due times and versions. An invalid workflow or input is an
    /// <see cref="ActivityInputException"/> or a <see cref="JourneyDefinitionException"/> when the host starts.
    /// </remarks>
    public static JourneysBuilder AddElsa(
        this JourneysBuilder journeys, JourneyName name, Action<JourneyBuilder> rules, Func<IActivity> workflow)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        return Add(journeys, name, rules, engine => engine.StepOf(JourneyWorkflow.StepName, workflow()));
    }

    /// <summary>Registers a journey whose steps are an Elsa workflow class.</summary>
    /// <typeparam name="TWorkflow">The workflow.</typeparam>
    /// <param name="journeys">The journeys.</param>
    /// <param name="name">The journey's name.</param>
    /// <param name="rules">Enrollment, goal and exits. The steps come from the workflow: a rule that adds one keeps the host from
    /// starting.</param>
    public static JourneysBuilder AddElsa<TWorkflow>(this JourneysBuilder journeys, JourneyName name, Action<JourneyBuilder> rules)
        where TWorkflow : IWorkflow, new() =>
        Add(journeys, name, rules, engine => engine.StepOf(JourneyWorkflow.StepName, new TWorkflow()));

    /// <summary>Registers a journey whose steps are an Elsa workflow from the designer: the JSON of a definition or of its root.</summary>
    /// <param name="journeys">The journeys.</param>
    /// <param name="name">The journey's name.</param>
    /// <param name="rules">Enrollment, goal and exits. The steps come from the workflow: a rule that adds one keeps the host from
    /// starting.</param>
    /// <param name="json">The text; it may use activities of this package and of Elsa's core. It is read when the host starts; an
    /// unreadable text causes a <see cref="FormatException"/> then.</param>
    public static JourneysBuilder AddElsaJson(this JourneysBuilder journeys, JourneyName name, Action<JourneyBuilder> rules, string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Add(journeys, name, rules, engine => engine.StepOfJson(JourneyWorkflow.StepName, json));
    }

    /// <summary>Registers a journey of this library to be run by Elsa: the same steps as a flowchart.</summary>
    /// <param name="journeys">The journeys.</param>
    /// <param name="journey">The journey. No other engine may decide its steps.</param>
    public static JourneysBuilder AddElsa(this JourneysBuilder journeys, JourneyDefinition journey)
    {
        ArgumentNullException.ThrowIfNull(journeys);
        AddServices(journeys.Services);
        return journeys.Add(journey.ToElsa());
    }

    /// <summary>Registers the engine for Elsa workflows without a journey. A second call changes nothing.</summary>
    public static RetentionBuilder UseElsa(this RetentionBuilder retention)
    {
        ArgumentNullException.ThrowIfNull(retention);
        AddServices(retention.Services);
        return retention;
    }

    /// <summary>Returns the same journey run by Elsa: rules and names stay, the steps become one workflow.</summary>
    /// <exception cref="NotSupportedException">Another engine already decides a step.</exception>
    public static JourneyDefinition ToElsa(this JourneyDefinition journey)
    {
        ArgumentNullException.ThrowIfNull(journey);
        var flowchart = journey.ToFlowchart();
        var activities = flowchart.Activities.OfType<JourneyActivity>().ToList();
        return journey with { Steps = [ElsaWorkflowEngine.StepOf(
            JourneyWorkflow.StepName, new Workflow(flowchart), flowchart.Activities.ToList(), activities,
            JourneyActivity.ToSteps(activities))] };
    }

    /// <summary>
    /// Returns a journey as an Elsa flowchart: one activity per step, with the same name and behaviour. For the designer, and to be run by
    /// Elsa.
    /// </summary>
    /// <exception cref="NotSupportedException">A step is already a workflow.</exception>
    public static Flowchart ToFlowchart(this JourneyDefinition journey)
    {
        ArgumentNullException.ThrowIfNull(journey);
        return JourneyFlowchart.Of(journey.Steps);
    }

    private static JourneysBuilder Add(
        JourneysBuilder journeys, JourneyName name, Action<JourneyBuilder> rules, Func<ElsaWorkflowEngine, WorkflowStep> step)
    {
        ArgumentNullException.ThrowIfNull(journeys);
        ArgumentNullException.ThrowIfNull(rules);
        AddServices(journeys.Services);
        journeys.Services.AddSingleton(provider => Build(provider.GetRequiredService<ElsaWorkflowEngine>(), name, rules, step));
        return journeys;
    }

    private static JourneyDefinition Build(
        ElsaWorkflowEngine engine, JourneyName name, Action<JourneyBuilder> rules, Func<ElsaWorkflowEngine, WorkflowStep> step)
    {
        var workflow = Named(name, () => step(engine));
        try
        {
            var definition = JourneyDefinition.Build(name, journey =>
            {
                rules(journey);
                journey.Steps.Add(workflow);
            });
            return definition.Steps.Count == 1 ? definition : throw WorkflowCheck.StepsInRules(definition);
        }
        catch (JourneyDefinitionException exception)
        {
            throw new JourneyDefinitionException(name.Value,
                [.. exception.Errors.Select(error => error with { Path = engine.PlaceOf(workflow, error.Path) ?? error.Path })]);
        }
    }

    /// <summary>Adds the journey's name to errors of an unreadable workflow.</summary>
    private static WorkflowStep Named(JourneyName name, Func<WorkflowStep> step)
    {
        try
        {
            return step();
        }
        catch (ActivityInputException exception)
        {
            throw new ActivityInputException($"Journey '{name}': {exception.Message}", exception);
        }
        catch (FormatException exception)
        {
            throw new FormatException($"Journey '{name}': {exception.Message}", exception);
        }
    }

    private static void AddServices(IServiceCollection services)
    {
        services.TryAddSingleton<ElsaWorkflowEngine>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IWorkflowEngine, ElsaWorkflowEngine>(
            provider => provider.GetRequiredService<ElsaWorkflowEngine>()));
    }
}
