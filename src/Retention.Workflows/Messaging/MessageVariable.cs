namespace Retention.Workflows.Messaging;

/// <summary>A variable that a template may use.</summary>
public sealed record MessageVariable
{
    /// <summary>
    /// The path from the root, as templates write it: <c>customer.firstName</c>. <c>[]</c> after a list stands for each of its entries;
    /// <c>*</c> at the end stands for any key.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>A short description of the value.</summary>
    public required string Description { get; init; }

    /// <summary>True if the variable may have no value, so that a template must handle that case; false by default.</summary>
    public bool CanBeMissing { get; init; }
}
