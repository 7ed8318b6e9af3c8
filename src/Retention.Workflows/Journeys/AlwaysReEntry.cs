namespace Retention.Workflows;

/// <summary>Every time, optionally up to a total number.</summary>
public sealed record AlwaysReEntry : ReEntry
{
    internal AlwaysReEntry(int? max = null)
    {
        if (max is { } most)
            ArgumentOutOfRangeException.ThrowIfLessThan(most, 1, nameof(max));
        Max = max;
    }

    /// <summary>The maximum number per customer; null without a limit.</summary>
    public int? Max { get; }

    /// <inheritdoc/>
    public override string Describe() =>
        Max is { } max ? $"every time, even while enrolled, {max} times at most" : "every time, even while enrolled";
}
