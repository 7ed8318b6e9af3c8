using Retention.Workflows.Conditions.Evaluation;

namespace Retention.Workflows.Storage;

/// <summary>
/// The store cannot execute the request: it is not reachable, its disk is full, it is locked, or it was written by a newer version. Nothing
/// was partially done.
/// </summary>
public sealed class RetentionStoreException : Exception, INotOfTheHost
{
    /// <summary>Creates an exception without details.</summary>
    public RetentionStoreException()
    {
    }

    /// <summary>Creates an exception that describes the problem and what to do.</summary>
    public RetentionStoreException(string message) : base(message)
    {
    }

    /// <summary>Creates an exception that describes the problem and what to do, with its cause.</summary>
    public RetentionStoreException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
