namespace Retention.Workflows.Messaging;

/// <summary>One thing that a template may name.</summary>
public sealed record MessageVariable
{
    /// <summary>
    /// The path as templates write it, from the root: <c>customer.firstName</c>. <c>[]</c> follows a list and stands for each of its
    /// entries; a last <c>*</c> stands for any key.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>What it is, half a sentence.</summary>
    public required string Description { get; init; }

    /// <summary>Whether it may have no value, so that a template must say what it shows then; default no.</summary>
    public bool CanBeMissing { get; init; }
}
