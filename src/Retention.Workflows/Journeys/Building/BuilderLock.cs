namespace Retention.Workflows.Journeys.Building;

/// <summary>Rejects additions to a builder that would be lost or end up in the wrong place.</summary>
internal sealed class BuilderLock
{
    /// <summary>The reason why nothing may be added now, as the end of a sentence; null if additions are allowed.</summary>
    internal string? Reason { get; set; }

    internal void ThrowIfLocked(string what)
    {
        if (Reason is not null)
            throw new InvalidOperationException($"{what} cannot be added: {Reason}");
    }
}
