namespace Retention.Workflows.Replay;

/// <summary>
/// A replay stopped because a channel could not accept messages temporarily, for example because the disk of a pickup folder is full.
/// </summary>
/// <remarks>
/// A channel's retry delay refers to real time. The replay's clock is virtual: it would run through all retries at once and give the
/// messages up. Nothing is lost: when the cause is fixed, run the replay again; it continues from that time and reaches the same totals.
/// </remarks>
public sealed class ReplayStoppedException : Exception
{
    /// <summary>Creates an exception without details.</summary>
    public ReplayStoppedException() : this("The replay was stopped.")
    {
    }

    /// <summary>Creates an exception with the reason.</summary>
    public ReplayStoppedException(string message) : base(message)
    {
    }

    /// <summary>Creates an exception with the reason and its cause.</summary>
    public ReplayStoppedException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
