using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Elsa.Extensions;
using Elsa.Workflows.Models;
using Retention.Workflows.ExternalWorkflows;

namespace Retention.Workflows.Elsa.Runtime.Running;

/// <summary>
/// The journeys of Elsa's workflows. Each version of a workflow is a version of a journey, validated and stored before any of its steps
/// runs. Thread-safe.
/// </summary>
internal sealed class WorkflowJourneys(IExternalJourneys versions, JourneyRuleBook book)
{
    private const int LongestName = 64;

    private readonly ConditionalWeakTable<WorkflowGraph, ExternalJourney> _known = [];
    private readonly ConcurrentDictionary<JourneyName, string> _definitions = new();

    /// <summary>Returns the journey version of a workflow.</summary>
    /// <exception cref="ActivityInputException">An input of an activity is missing or not valid, or names something that is not
    /// registered.</exception>
    /// <exception cref="InvalidOperationException">The workflow is not a valid journey.</exception>
    internal async Task<ExternalJourney> FindAsync(WorkflowGraph graph, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(graph, out var known))
            return known;
        var definition = DefinitionOf(graph);
        var journey = await versions.FindOrAddAsync(definition, cancellationToken).ConfigureAwait(false);
        _known.AddOrUpdate(graph, journey);
        return journey;
    }

    /// <summary>Publishes the journey of a workflow, so that it enrolls customers.</summary>
    internal async Task<ExternalJourney> PublishAsync(
        WorkflowGraph graph, JourneyDefinition definition, CancellationToken cancellationToken)
    {
        var journey = await versions.PublishAsync(definition, cancellationToken).ConfigureAwait(false);
        _known.AddOrUpdate(graph, journey);
        return journey;
    }

    /// <summary>Returns the validated journey of a workflow.</summary>
    /// <exception cref="ActivityInputException">An input of an activity is missing or not valid, or names something that is not
    /// registered.</exception>
    /// <exception cref="InvalidOperationException">The workflow is not a valid journey.</exception>
    internal JourneyDefinition DefinitionOf(WorkflowGraph graph)
    {
        var identity = graph.Workflow.Identity;
        var workflow = JourneyWorkflow.Read(graph);
        var triggers = graph.Nodes.Select(node => node.Activity).OfType<JourneyTrigger>().Where(trigger => trigger.GetCanStartWorkflow())
            .ToList();
        if (triggers.Count > 1)
            throw new InvalidOperationException(
                $"The workflow '{identity.DefinitionId}' begins with {string.Join(" and ", triggers)}. A journey has one trigger, so make one workflow per trigger.");
        var trigger = triggers.FirstOrDefault();
        var rules = book.Rules.GetValueOrDefault(identity.DefinitionId);
        var definition = workflow.Define(versions, rules?.Name ?? NameOf(identity.DefinitionId), rules?.Describe, RuntimeEngine.Name,
            new RuntimePlan(identity.DefinitionId, identity.Id, trigger?.Id).ToText());
        if (trigger is not null)
            definition = definition with { Enrollment = trigger.ToRule() };
        else if (rules is null)
            definition = definition with { Enrollment = new EnrollmentRule { ReEntry = ReEntry.Always } };
        if (_definitions.GetOrAdd(definition.Name, identity.DefinitionId) != identity.DefinitionId)
            throw new InvalidOperationException(
                $"The workflows '{_definitions[definition.Name]}' and '{identity.DefinitionId}' are both the journey '{definition.Name}': give one of them another name with UseCustomerJourneys(journeys => journeys.Journey(...)).");
        Check(definition, workflow, trigger);
        return definition;
    }

    private void Check(JourneyDefinition definition, JourneyWorkflow workflow, JourneyTrigger? trigger)
    {
        var errors = versions.Validate(definition);
        if (errors.Count == 0)
            return;
        if (trigger is not null
            && errors.Where(error => error.Path.StartsWith("$.enroll", StringComparison.Ordinal)).ToList() is { Count: > 0 } ofTrigger)
            throw trigger.Problem(ofTrigger);
        throw workflow.ProblemOf(definition, errors);
    }

    /// <summary>Returns the definition's id in kebab case. An id that is too long or loses letters gets a part of its hash.</summary>
    private static JourneyName NameOf(string definitionId)
    {
        var kebab = JsonNamingPolicy.KebabCaseLower.ConvertName(definitionId);
        var plain = string.Join('-', new string([.. kebab.Select(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter)
            ? letter : '-')]).Split('-', StringSplitOptions.RemoveEmptyEntries));
        if (plain.Length is > 0 and <= LongestName)
            return new JourneyName(plain);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(definitionId)).AsSpan(0, 4));
        return new JourneyName(plain.Length == 0 ? $"workflow-{hash}" : $"{plain[..(LongestName - 9)].TrimEnd('-')}-{hash}");
    }
}
