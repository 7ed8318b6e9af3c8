namespace Retention.Workflows;

/// <summary>What to do with a message in doubt: the engine cannot tell whether it was delivered.</summary>
public enum AmbiguityPolicy
{
    /// <summary>Treat it as sent: a lost message is better than a duplicate. The default, right for marketing.</summary>
    AssumeSent = 0,

    /// <summary>Send it again: a duplicate is better than a lost message.</summary>
    Resend = 1,
}
