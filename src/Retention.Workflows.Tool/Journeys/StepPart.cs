namespace Retention.Workflows.Tool.Journeys;

/// <summary>One step of a journey in a comparison.</summary>
/// <param name="Name">The step's name.</param>
/// <param name="Description">What it does, as in the outline.</param>
/// <param name="Json">Its content without the steps of its branches.</param>
/// <param name="Branch">The branch that holds it, as <c>step/branch</c>; empty at the top.</param>
/// <param name="Previous">The step before it in the branch; null for the first one.</param>
internal sealed record StepPart(string Name, string Description, string Json, string Branch, string? Previous)
{
    /// <summary>Where it stands: <c>after offer</c>, <c>first in bought/then</c>.</summary>
    internal string Place => Previous is not null ? $"after {Previous}" : Branch.Length > 0 ? $"first in {Branch}" : "first";
}
