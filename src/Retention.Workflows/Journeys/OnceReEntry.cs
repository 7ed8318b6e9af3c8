namespace Retention.Workflows;

/// <summary>Once per customer, forever.</summary>
public sealed record OnceReEntry : ReEntry
{
    internal OnceReEntry()
    {
    }

    /// <inheritdoc/>
    public override string Describe() => "once";
}
