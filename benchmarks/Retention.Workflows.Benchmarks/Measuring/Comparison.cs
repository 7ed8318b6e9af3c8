namespace Retention.Workflows.Benchmarks;

/// <summary>How fast a contender was.</summary>
/// <param name="What">What is compared.</param>
/// <param name="Contender">The contender.</param>
/// <param name="Ratio">Its speed divided by the prototype's.</param>
internal sealed record Comparison(string What, string Contender, double Ratio);
