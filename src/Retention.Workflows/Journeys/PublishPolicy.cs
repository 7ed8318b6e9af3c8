namespace Retention.Workflows;

/// <summary>What becomes of those who are inside an earlier version when a new one is published.</summary>
/// <remarks>
/// The new version says it. It is done in batches by whichever worker comes first, once for each enrollment, also across crashes, and each leaves a line in its history. Who
/// enters through a process that still runs the earlier version once that is done stays on it.
/// </remarks>
public enum PublishPolicy
{
    /// <summary>They finish on the version they entered.</summary>
    Drain = 0,

    /// <summary>They go on in the new version, at the step of the same name; who stands at a step that it does not have finishes on the version they entered.</summary>
    MoveTo = 1,

    /// <summary>They leave the journey as <c>new-version</c>, and what is queued for them is withdrawn.</summary>
    Exit = 2,
}
