using Retention.Workflows.Benchmarks;

namespace Retention.Workflows.Peers;

/// <summary>What a contender reached, or why it is not in the table.</summary>
/// <param name="Contender">The contender.</param>
/// <param name="Journeys">How many journeys it ran, without those that warmed it up.</param>
/// <param name="Entering">From the first enrollment until everybody waits; null if it failed.</param>
/// <param name="Leaving">From the end of the wait until every journey has ended; null if it failed.</param>
/// <param name="Problem">Why it is not in the table.</param>
internal sealed record PeerResult(Contender Contender, int Journeys, Measure? Entering, Measure? Leaving, string? Problem)
{
    internal Measure? Whole => Entering is null || Leaving is null ? null : Entering + Leaving;
}
