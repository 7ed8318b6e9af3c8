namespace Retention.Workflows;

/// <summary>
/// What becomes of waits that ended while their journey was paused, and of messages that should have left then. The journey says it.
/// </summary>
public enum LatenessPolicy
{
    /// <summary>
    /// They go on late, spread over the time that the operator names; consent, caps, quiet hours and the validity of offers are checked
    /// again.
    /// </summary>
    Continue = 0,

    /// <summary>
    /// They skip the messages whose time has passed, do everything else, and go on where the next wait ends in the future; the reason of
    /// each skipped message is <c>late</c>.
    /// </summary>
    Skip = 1,

    /// <summary>They leave the journey as <c>late</c>, and what is queued for them is withdrawn.</summary>
    Exit = 2,
}
