namespace Retention.Workflows;

/// <summary>What happens to active enrollments of earlier versions when a new version is published.</summary>
/// <remarks>
/// The new version defines it. A worker applies it in batches, once per enrollment, also across crashes, and adds an entry to each history.
/// A customer who enters later through a process that still runs the earlier version stays on it.
/// </remarks>
public enum PublishPolicy
{
    /// <summary>Enrollments finish on their version.</summary>
    Drain = 0,

    /// <summary>
    /// Enrollments continue in the new version, at the step of the same name. Customers at a removed step finish on the old version.
    /// </summary>
    MoveTo = 1,

    /// <summary>Enrollments exit with the outcome <c>new-version</c>, and their queued messages are withdrawn.</summary>
    Exit = 2,
}
