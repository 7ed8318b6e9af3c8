namespace Retention.Workflows.Conditions.Evaluation;

/// <summary>
/// Marks a failure that passes through host code which calls this library, such as a store that cannot be reached. It is not the failure of
/// that code.
/// </summary>
internal interface INotOfTheHost;
