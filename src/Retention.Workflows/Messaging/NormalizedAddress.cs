namespace Retention.Workflows.Messaging;

/// <summary>An address in the canonical form of its channel, or the reason why a text cannot be an address. Immutable.</summary>
public sealed record NormalizedAddress
{
    private NormalizedAddress()
    {
    }

    /// <summary>The form that is stored and passed to the channel; null if the text was refused.</summary>
    public string? Address { get; private init; }

    /// <summary>
    /// The form by which two addresses are compared: in the suppression list, in frequency caps and in reports. Null if the text was
    /// refused.
    /// </summary>
    public string? Identity { get; private init; }

    /// <summary>Why the text was refused, as the rest of a sentence that starts with the field; null if it is an address.</summary>
    /// <remarks>It never contains the text, so no personal data reaches a log.</remarks>
    public string? Problem { get; private init; }

    /// <summary>An accepted address.</summary>
    /// <param name="address">The form that is stored and passed to the channel.</param>
    /// <param name="identity">The form for comparisons; null means <paramref name="address"/>.</param>
    /// <exception cref="ArgumentException">The address is empty.</exception>
    public static NormalizedAddress Of(string address, string? identity = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(address);
        return new NormalizedAddress { Address = address, Identity = identity ?? address };
    }

    /// <summary>A text that cannot be an address.</summary>
    /// <param name="problem">The reason, such as <c>is not a mailbox such as ada@example.org</c>; without the text itself.</param>
    /// <exception cref="ArgumentException">The problem is empty.</exception>
    public static NormalizedAddress Refused(string problem)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(problem);
        return new NormalizedAddress { Problem = problem };
    }
}
