namespace Retention.Workflows;

/// <summary>A customer's consent decision for one topic on one channel.</summary>
public sealed record Consent
{
    /// <summary>The topic of the messages.</summary>
    public required Topic Topic { get; init; }

    /// <summary>The channel of the messages.</summary>
    public required Channel Channel { get; init; }

    /// <summary>True if the customer agreed, false if the customer refused.</summary>
    public required bool Granted { get; init; }
}
