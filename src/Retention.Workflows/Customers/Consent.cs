namespace Retention.Workflows;

/// <summary>One answer of a customer to "may we write to you about this, over this channel?".</summary>
public sealed record Consent
{
    /// <summary>What the messages are about.</summary>
    public required Topic Topic { get; init; }

    /// <summary>Over which channel.</summary>
    public required Channel Channel { get; init; }

    /// <summary>Agreed or refused.</summary>
    public required bool Granted { get; init; }
}
