using Elsa.Extensions;
using Elsa.Features.Abstractions;
using Elsa.Features.Attributes;
using Elsa.Features.Services;
using Elsa.Workflows;
using Elsa.Workflows.Management.Features;
using Elsa.Workflows.Runtime.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Retention.Workflows.Elsa.Designer;
using Retention.Workflows.Elsa.Runtime.Running;
using Retention.Workflows.Elsa.Runtime.Triggers;
using Retention.Workflows.Elsa.Steps;
using Retention.Workflows.ExternalWorkflows;

namespace Retention.Workflows.Elsa.Runtime;

/// <summary>The feature that <see cref="CustomerJourneysModule.UseCustomerJourneys"/> adds to Elsa.</summary>
/// <param name="module">Elsa's module.</param>
[DependsOn(typeof(WorkflowManagementFeature))]
[DependsOn(typeof(WorkflowRuntimeFeature))]
public sealed class CustomerJourneysFeature(IModule module) : FeatureBase(module)
{
    private readonly Dictionary<string, JourneyRules> _rules = new(StringComparer.Ordinal);

    /// <summary>Says what a workflow cannot: the goal, what ends the journey early, its priority; where it begins with no trigger of ours, also who enters and how often.</summary>
    /// <param name="definitionId">The workflow's definition id in Elsa, as <c>WithDefinitionId</c> sets it; of a class without, its name. One that nothing is published under is logged once Elsa has started (6006).</param>
    /// <param name="rules">The rules; steps are the workflow's: with one that is added here it takes nobody in. A trigger of ours in the workflow replaces <see cref="JourneyBuilder.Enroll"/>.</param>
    /// <param name="name">The journey's name; default the definition id in kebab case. It stays for ever.</param>
    /// <remarks>
    /// A workflow that is named here can also be begun with <see cref="IRetentionClient.EnrollAsync"/>. Without rules, whoever begins a workflow enrolls the customer each time, once for each value of the
    /// workflow's input <c>EntryKey</c>. The same workflow again replaces what was said.
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
        Services.TryAddSingleton<StepCounter, RuntimeCounter>();
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IExternalWorkflowEngine, RuntimeEngine>());
        Services.AddNotificationHandler<StateCommitted>();
        Services.AddNotificationHandler<WorkflowsPublished>();
        Services.AddScoped<IPropertyUIHandler, ChannelOptions>();
        Services.AddScoped<IPropertyUIHandler, OfferOptions>();
        Services.AddScoped<IPropertyUIHandler, SegmentOptions>();
        Services.AddScoped<IPropertyUIHandler, TemplateOptions>();
        Services.AddScoped<IPropertyUIHandler, RfmSegmentOptions>();
    }
}
