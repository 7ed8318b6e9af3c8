namespace Retention.Workflows;

/// <summary>What became of one description of a customer that was handed in.</summary>
public sealed record SaveCustomerResult
{
    /// <summary>What became of it.</summary>
    public required CustomerOutcome Outcome { get; init; }

    /// <summary>Everything that is wrong with it, a field and a reason each; empty unless it was refused.</summary>
    public IReadOnlyList<InputProblem> Problems { get; init; } = [];

    internal static SaveCustomerResult Stored { get; } = new() { Outcome = CustomerOutcome.Stored };

    internal static SaveCustomerResult Erased { get; } = new() { Outcome = CustomerOutcome.Erased };

    internal static SaveCustomerResult Refused(IReadOnlyList<InputProblem> problems) => new() { Outcome = CustomerOutcome.Refused, Problems = problems };

    /// <summary>Whether both say the same.</summary>
    public bool Equals(SaveCustomerResult? other) => other is not null && Outcome == other.Outcome && Problems.SequenceEqual(other.Problems);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Outcome, Problems.Count);
}

/// <summary>What becomes of a customer's description.</summary>
public enum CustomerOutcome
{
    /// <summary>Stored: it is what the customer is from here on.</summary>
    Stored = 0,

    /// <summary>Not stored: something is wrong with it, and what was there stays. <see cref="SaveCustomerResult.Problems"/> says what.</summary>
    Refused = 1,

    /// <summary>Not stored: the customer was erased. <see cref="IRetentionClient.ReadmitAsync"/> is the way back.</summary>
    Erased = 2,
}
