namespace Retention.Workflows;

/// <summary>What to do with a message when nobody can tell whether it was delivered.</summary>
public enum AmbiguityPolicy
{
    /// <summary>Take it for sent: rather one mail lost than one twice. The default, right for marketing.</summary>
    AssumeSent = 0,

    /// <summary>Send it again: rather twice than not at all.</summary>
    Resend = 1,
}
