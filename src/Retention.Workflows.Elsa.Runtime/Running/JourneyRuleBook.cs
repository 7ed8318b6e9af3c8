namespace Retention.Workflows.Elsa.Runtime.Running;

/// <summary>The rules that the host gives for workflows, by the workflow's definition id.</summary>
internal sealed record JourneyRuleBook(IReadOnlyDictionary<string, JourneyRules> Rules);
