namespace Retention.Workflows.Storage;

/// <summary>A message to a shared address, counted for frequency caps of all customers who have the address.</summary>
public sealed record AddressSend
{
    /// <summary>The address, as its keyed hash.</summary>
    public required string Address { get; init; }

    /// <summary>The message.</summary>
    public required MessageId Message { get; init; }

    /// <summary>The customer who gets it, as the keyed hash of the id.</summary>
    public required string Owner { get; init; }

    /// <summary>The channel of the message.</summary>
    public required Channel Channel { get; init; }

    /// <summary>The topic of the message.</summary>
    public required Topic Topic { get; init; }

    /// <summary>The time when it was last handed over, in UTC.</summary>
    public required DateTimeOffset At { get; init; }
}
