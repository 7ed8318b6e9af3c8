using System.Diagnostics.CodeAnalysis;

namespace Retention.Workflows.Messaging;

/// <summary>What became of a hand-over to a channel.</summary>
public sealed class DeliveryResult
{
    private DeliveryResult(DeliveryStatus status, string? reason, TimeSpan? after)
    {
        Status = status;
        Reason = reason;
        After = after;
    }

    /// <summary>The provider accepted the message.</summary>
    public static DeliveryResult Delivered { get; } = new(DeliveryStatus.Delivered, null, null);

    /// <summary>Which of the four it is.</summary>
    public DeliveryStatus Status { get; }

    /// <summary>Why, in kebab case or the provider's code; never with personal data. None when delivered.</summary>
    public string? Reason { get; }

    /// <summary>How long the provider asks to wait before the next try; none leaves it to the engine's backoff.</summary>
    public TimeSpan? After { get; }

    /// <summary>Whether our own settings are at fault (credentials, account, sender), so that every message of the channel would meet the same answer.</summary>
    /// <remarks>Only with <see cref="DeliveryStatus.RetryLater"/>: the message is kept, and the channel had better rest until somebody puts the settings right.</remarks>
    public bool PausesChannel { get; private init; }

    /// <summary>What the refusal says about the customer's address; <see cref="BounceClass.None"/> unless rejected.</summary>
    public BounceClass Bounce { get; private init; }

    /// <summary>The provider's own name for the message, to which its later reports refer; none where it gave none.</summary>
    public string? ProviderMessageId { get; private init; }

    /// <summary>Whether there is a reason, which is so for all but delivered.</summary>
    [MemberNotNullWhen(true, nameof(Reason))]
    public bool Failed => Status != DeliveryStatus.Delivered;

    /// <summary>The provider accepted the message and named it: <see cref="Delivered"/>, with the name that its reports will carry.</summary>
    /// <param name="providerMessageId">The provider's name for the message.</param>
    public static DeliveryResult Accepted(string providerMessageId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(providerMessageId);
        return new(DeliveryStatus.Delivered, null, null) { ProviderMessageId = providerMessageId };
    }

    /// <summary>The provider refused for good: this message is never tried again.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="bounce">What it says about the address; default nothing.</param>
    public static DeliveryResult Rejected(string reason, BounceClass bounce = BounceClass.None) => new(DeliveryStatus.Rejected, Required(reason), null) { Bounce = bounce };

    /// <summary>Certainly not delivered, and worth another try.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="after">How long to wait; <see langword="null"/> leaves it to the engine's backoff.</param>
    public static DeliveryResult RetryLater(string reason, TimeSpan? after = null) => new(DeliveryStatus.RetryLater, Required(reason), after);

    /// <summary>Certainly not delivered, for a fault of our settings that every message would meet: <see cref="RetryLater"/> with <see cref="PausesChannel"/>.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="after">How long to wait; <see langword="null"/> leaves it to the engine.</param>
    public static DeliveryResult PauseChannel(string reason, TimeSpan? after = null) =>
        new(DeliveryStatus.RetryLater, Required(reason), after) { PausesChannel = true };

    /// <summary>Nobody can tell whether it was delivered; the send step's <see cref="AmbiguityPolicy"/> decides what follows.</summary>
    public static DeliveryResult Ambiguous(string reason) => new(DeliveryStatus.Ambiguous, Required(reason), null);

    private static string Required(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return reason;
    }
}

/// <summary>The four outcomes of a hand-over.</summary>
public enum DeliveryStatus
{
    /// <summary>Accepted by the provider.</summary>
    Delivered = 0,

    /// <summary>Refused for good.</summary>
    Rejected = 1,

    /// <summary>Certainly not delivered; try again.</summary>
    RetryLater = 2,

    /// <summary>Nobody can tell.</summary>
    Ambiguous = 3,
}
