namespace Retention.Workflows.Storage;

/// <summary>The store cannot do what is asked: not reachable, disk full, locked, of a newer version. Nothing was half done.</summary>
public sealed class RetentionStoreException : Exception
{
    /// <summary>Says nothing more.</summary>
    public RetentionStoreException()
    {
    }

    /// <summary>Says what is wrong and what to do.</summary>
    public RetentionStoreException(string message) : base(message)
    {
    }

    /// <summary>Says what is wrong and what to do, and what lay behind it.</summary>
    public RetentionStoreException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
