namespace Retention.Workflows.Replay;

/// <summary>A replay stopped because a channel could not take messages for the moment, such as a full disk under a pickup folder.</summary>
/// <remarks>
/// A channel's "later" means the world's time, and the replay's clock is not the world's: it would run through all retries in an instant and
/// give the messages up. Nothing is lost: once the cause is gone, run the replay again, and it goes on from that moment with the same totals.
/// </remarks>
public sealed class ReplayStoppedException : Exception
{
    /// <summary>Says nothing more.</summary>
    public ReplayStoppedException() : this("The replay was stopped.")
    {
    }

    /// <summary>Says what stopped it.</summary>
    public ReplayStoppedException(string message) : base(message)
    {
    }

    /// <summary>Says what stopped it, and what lay behind it.</summary>
    public ReplayStoppedException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
