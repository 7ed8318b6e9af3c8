namespace Retention.Workflows;

/// <summary>The result of saving one customer.</summary>
public sealed record SaveCustomerResult
{
    /// <summary>The outcome.</summary>
    public required CustomerOutcome Outcome { get; init; }

    /// <summary>All problems, each with field and reason; empty unless refused.</summary>
    public IReadOnlyList<InputProblem> Problems { get; init; } = [];

    internal static SaveCustomerResult Stored { get; } = new() { Outcome = CustomerOutcome.Stored };

    internal static SaveCustomerResult Erased { get; } = new() { Outcome = CustomerOutcome.Erased };

    internal static SaveCustomerResult Refused(IReadOnlyList<InputProblem> problems) =>
        new() { Outcome = CustomerOutcome.Refused, Problems = problems };

    /// <summary>True if both have the same outcome and problems.</summary>
    public bool Equals(SaveCustomerResult? other) =>
        other is not null && Outcome == other.Outcome && Problems.SequenceEqual(other.Problems);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Outcome, Problems.Count);
}
