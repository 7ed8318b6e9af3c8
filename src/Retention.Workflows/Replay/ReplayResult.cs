namespace Retention.Workflows.Replay;

/// <summary>What a replay left out. Immutable.</summary>
public sealed record ReplayResult
{
    /// <summary>The maximum number of listed records.</summary>
    public const int MaxListed = 100;

    /// <summary>
    /// The number of customers and events of the history that the engine refused, such as a customer with an address that cannot be one or
    /// a refund above its order's total. The replay continued without them; 0 by default.
    /// </summary>
    /// <remarks>A replay that continues after a stop counts only what it met since then.</remarks>
    public int LeftOut { get; init; }

    /// <summary>The first <see cref="MaxListed"/> of them, one sentence each with customer or event, field and reason.</summary>
    public IReadOnlyList<string> Problems { get; init => field = [.. value]; } = [];

    /// <summary>Describes what was left out, in one sentence for a report; null if nothing was.</summary>
    public string? Describe() => LeftOut == 0 ? null
        : LeftOut == 1 ? $"One record of the history was left out: {Problems[0]}."
        : FormattableString.Invariant($"{LeftOut:N0} records of the history were left out, the first: {Problems[0]}.");
}
