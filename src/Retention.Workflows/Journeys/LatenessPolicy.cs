namespace Retention.Workflows;

/// <summary>
/// What happens to waits that ended while their journey was paused, to messages that became due then, and to messages whose channel did not
/// take them for more than an hour, for example during an outage. Set in the journey.
/// </summary>
public enum LatenessPolicy
{
    /// <summary>
    /// They continue late, spread over the time that the operator sets. Consent, caps, quiet hours and the validity of offers are checked
    /// again.
    /// </summary>
    Continue = 0,

    /// <summary>
    /// They skip overdue messages, execute all other steps, and continue at the next wait that ends in the future. The reason of each
    /// skipped message is <c>late</c>.
    /// </summary>
    Skip = 1,

    /// <summary>They exit with the outcome <c>late</c>, and their queued messages are withdrawn.</summary>
    Exit = 2,
}
