using System.Diagnostics.CodeAnalysis;

namespace Retention.Workflows.Messaging;

/// <summary>The result of handing a message over to a channel.</summary>
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

    /// <summary>The outcome of the hand-over.</summary>
    public DeliveryStatus Status { get; }

    /// <summary>The reason, in kebab case or as the provider's code; never personal data. Null if delivered.</summary>
    public string? Reason { get; }

    /// <summary>How long the provider asks to wait before the next try; null means the engine's backoff.</summary>
    public TimeSpan? After { get; }

    /// <summary>
    /// True if the shop's own settings caused the failure (credentials, account, sender), so that every message of the channel would fail.
    /// </summary>
    /// <remarks>
    /// Only with <see cref="DeliveryStatus.RetryLater"/>. The message is kept, and the engine pauses the channel until an operator corrects
    /// the settings.
    /// </remarks>
    public bool PausesChannel { get; private init; }

    /// <summary>True if the provider could not be reached, so that other messages of the channel will probably fail as well.</summary>
    /// <remarks>
    /// Only with <see cref="DeliveryStatus.RetryLater"/>. The engine holds the channel's messages and sends one every 30 seconds as a
    /// probe, until one is accepted.
    /// </remarks>
    public bool IsUnreachable { get; private init; }

    /// <summary>
    /// True if the channel refused the message by itself, without asking the provider, so that the result says nothing about the provider.
    /// </summary>
    /// <remarks>Only with <see cref="DeliveryStatus.Rejected"/>.</remarks>
    public bool IsLocal { get; private init; }

    /// <summary>What the refusal says about the customer's address; <see cref="BounceClass.None"/> unless rejected.</summary>
    public BounceClass Bounce { get; private init; }

    /// <summary>The provider's id of the message, to which its later reports refer; null if the provider returned none.</summary>
    public string? ProviderMessageId { get; private init; }

    /// <summary>True if the message was not delivered. <see cref="Reason"/> is then not null.</summary>
    [MemberNotNullWhen(true, nameof(Reason))]
    public bool Failed => Status != DeliveryStatus.Delivered;

    /// <summary>
    /// The provider accepted the message and returned its own id for it. Same as <see cref="Delivered"/>, with the id that later reports
    /// contain.
    /// </summary>
    /// <param name="providerMessageId">The provider's id of the message.</param>
    public static DeliveryResult Accepted(string providerMessageId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(providerMessageId);
        return new(DeliveryStatus.Delivered, null, null) { ProviderMessageId = providerMessageId };
    }

    /// <summary>The provider refused the message permanently. It is not retried.</summary>
    /// <param name="reason">The reason, in kebab case or as the provider's code.</param>
    /// <param name="bounce">What the refusal says about the address; nothing by default.</param>
    public static DeliveryResult Rejected(string reason, BounceClass bounce = BounceClass.None) =>
        new(DeliveryStatus.Rejected, Required(reason), null) { Bounce = bounce };

    /// <summary>
    /// The channel cannot send the message, because of its address or content, and did not ask the provider. It is not retried. Same as
    /// <see cref="Rejected"/> with <see cref="IsLocal"/>.
    /// </summary>
    /// <param name="reason">The reason, in kebab case.</param>
    public static DeliveryResult RejectedLocally(string reason) =>
        new(DeliveryStatus.Rejected, Required(reason), null) { IsLocal = true };

    /// <summary>
    /// The message was certainly not delivered. The engine retries it, up to <see cref="DeliveryOptions.OutageHorizon"/>.
    /// </summary>
    /// <remarks>Such a result uses up no attempt of <see cref="RetryOptions.MaxAttempts"/>.</remarks>
    /// <param name="reason">The reason, in kebab case or as the provider's code.</param>
    /// <param name="after">How long to wait; <see langword="null"/> means the engine's backoff.</param>
    public static DeliveryResult RetryLater(string reason, TimeSpan? after = null) =>
        new(DeliveryStatus.RetryLater, Required(reason), after);

    /// <summary>
    /// The message was certainly not delivered, because of a fault in the shop's settings that affects every message. Same as
    /// <see cref="RetryLater"/> with <see cref="PausesChannel"/>.
    /// </summary>
    /// <param name="reason">The reason, in kebab case or as the provider's code.</param>
    /// <param name="after">How long to wait; <see langword="null"/> means the engine's default.</param>
    public static DeliveryResult PauseChannel(string reason, TimeSpan? after = null) =>
        new(DeliveryStatus.RetryLater, Required(reason), after) { PausesChannel = true };

    /// <summary>
    /// The message was certainly not delivered, because the provider cannot be reached. Same as <see cref="RetryLater"/> with
    /// <see cref="IsUnreachable"/>.
    /// </summary>
    /// <param name="reason">The reason, in kebab case or as the provider's code.</param>
    /// <param name="after">How long to wait; <see langword="null"/> means the engine's default.</param>
    public static DeliveryResult Unreachable(string reason, TimeSpan? after = null) =>
        new(DeliveryStatus.RetryLater, Required(reason), after) { IsUnreachable = true };

    /// <summary>
    /// It is unknown whether the message was delivered. The send step's <see cref="AmbiguityPolicy"/> decides what happens next.
    /// </summary>
    public static DeliveryResult Ambiguous(string reason) => new(DeliveryStatus.Ambiguous, Required(reason), null);

    private static string Required(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return reason;
    }
}
