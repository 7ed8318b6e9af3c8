namespace Retention.Workflows.Elsa.Runtime.Running;

/// <summary>The rules that the host gives for one workflow.</summary>
internal sealed record JourneyRules(JourneyName? Name, Action<JourneyBuilder> Describe);
