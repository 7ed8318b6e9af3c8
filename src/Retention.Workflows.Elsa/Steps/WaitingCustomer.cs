namespace Retention.Workflows.Elsa.Running; // Elsa stores the type's full name with each bookmark, so the name stays.

/// <summary>The payload of an Elsa bookmark for a customer who waits at a step.</summary>
/// <param name="Enrollment">The enrollment's id.</param>
/// <param name="Step">The step's name.</param>
public sealed record WaitingCustomer(string Enrollment, string Step)
{
    /// <summary>The name of all such bookmarks.</summary>
    public const string BookmarkName = "CustomerJourneys.Waiting";
}
