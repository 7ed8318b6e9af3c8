namespace Retention.Workflows;

/// <summary>Again after the last enrollment ended and a pause.</summary>
public sealed record AfterExitReEntry : ReEntry
{
    internal AfterExitReEntry(Period cooldown) => Cooldown = cooldown;

    /// <summary>The pause; may be zero.</summary>
    public Period Cooldown { get; }

    /// <inheritdoc/>
    public override string Describe() => Cooldown.IsZero ? "again after the last enrollment ended" : $"again {Cooldown.ToText()} after the last enrollment ended";
}
