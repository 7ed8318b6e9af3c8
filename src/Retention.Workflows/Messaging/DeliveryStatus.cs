using System.Diagnostics.CodeAnalysis;

namespace Retention.Workflows.Messaging;

/// <summary>The outcomes of a hand-over.</summary>
public enum DeliveryStatus
{
    /// <summary>Accepted by the provider.</summary>
    Delivered = 0,

    /// <summary>Refused permanently.</summary>
    Rejected = 1,

    /// <summary>Certainly not delivered; will be retried.</summary>
    RetryLater = 2,

    /// <summary>Unknown whether it was delivered.</summary>
    Ambiguous = 3,
}
