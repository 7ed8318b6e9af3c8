namespace Retention.Workflows.Journeys.Building;

/// <summary>Keeps builders from taking what would be lost or end up in the wrong place.</summary>
internal sealed class BuilderLock
{
    /// <summary>Why nothing may be added now, as the end of a sentence; none when it may.</summary>
    internal string? Reason { get; set; }

    internal void ThrowIfLocked(string what)
    {
        if (Reason is not null)
            throw new InvalidOperationException($"{what} cannot be added: {Reason}");
    }
}
