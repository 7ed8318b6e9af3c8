using Elsa.Extensions;
using Elsa.Features.Abstractions;
using Elsa.Features.Attributes;
using Elsa.Features.Services;
using Elsa.Workflows;
using Elsa.Workflows.Management.Features;
using Elsa.Workflows.Runtime.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Retention.Workflows.Elsa.Runtime.Running;
using Retention.Workflows.Elsa.Runtime.Triggers;
using Retention.Workflows.ExternalWorkflows;

namespace Retention.Workflows.Elsa.Runtime;

/// <summary>The feature that <see cref="CustomerJourneysModule.UseCustomerJourneys"/> adds to Elsa.</summary>
/// <param name="module">Elsa's module.</param>
[DependsOn(typeof(WorkflowManagementFeature))]
[DependsOn(typeof(WorkflowRuntimeFeature))]
public sealed class CustomerJourneysFeature(IModule module) : FeatureBase(module)
{
    private readonly Dictionary<string, JourneyRules> _rules = new(StringComparer.Ordinal);

    /// <summary>
    /// Adds rules that a workflow does not contain: goal, exits, priority and, for a workflow without one of our triggers, the enrollment.
    /// </summary>
    /// <param name="definitionId">The workflow's definition id in Elsa, as set by <c>WithDefinitionId</c>; for a class without one, its
    /// name. If nothing is published under it, this is logged once Elsa has started (6006).</param>
    /// <param name="rules">The rules. The steps come from the workflow; if a rule adds one, the workflow enrolls nobody. A trigger of ours
    /// in the workflow replaces <see cref="JourneyBuilder.Enroll"/>.</param>
    /// <param name="name">The journey's name; default the definition id in kebab case. It must never change.</param>
    /// <remarks>
    /// A workflow with rules can also be started with <see cref="IRetentionClient.EnrollAsync"/>. Without rules, starting a workflow
    /// enrolls the customer each time, once per value of the workflow's input <c>EntryKey</c>. A second call for the same workflow replaces
    /// the rules.
    /// </remarks>
    public CustomerJourneysFeature Journey(string definitionId, Action<JourneyBuilder> rules, JourneyName? name = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(definitionId);
        ArgumentNullException.ThrowIfNull(rules);
        _rules[definitionId] = new JourneyRules(name, rules);
        return this;
    }

    /// <inheritdoc/>
    public override void Configure() => Module.AddActivitiesFrom<JourneyActivity>().AddActivitiesFrom<JourneyTrigger>();

    /// <inheritdoc/>
    public override void ConfigureHostedServices() => ConfigureHostedService<PublicationWatch>();

    /// <inheritdoc/>
    public override void Apply()
    {
        Services.AddSingleton(new JourneyRuleBook(_rules));
        Services.TryAddSingleton<WorkflowJourneys>();
        Services.TryAddSingleton<PublishedWorkflows>();
        Services.TryAddSingleton<ActivityStepExecutor, RuntimeStepExecutor>();
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IExternalWorkflowEngine, RuntimeEngine>());
        Services.AddNotificationHandler<StateCommitted>();
        Services.AddNotificationHandler<WorkflowsPublished>();
        Services.AddJourneyDesigner();
        Services.AddScoped<IPropertyUIHandler, RfmSegmentOptions>();
    }
}
