namespace Retention.Workflows;
/// <summary>Placeholder until the time room lands.</summary>
public abstract record Schedule;
