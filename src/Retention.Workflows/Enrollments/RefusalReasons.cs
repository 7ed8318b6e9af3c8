namespace Retention.Workflows;

/// <summary>
/// The reasons why a customer was not enrolled, or a message not sent or not yet sent: values of <see cref="EnrollResult.Refusal"/> and
/// <see cref="Storage.OutboxMessage.Reason"/>, besides those of providers. The strings are stored and never change.
/// </summary>
public static class RefusalReasons
{
    /// <summary>The customer has no address on the channel.</summary>
    public const string NoAddress = "no-address";

    /// <summary>The stored text cannot be an address of the channel.</summary>
    public const string InvalidAddress = "invalid-address";

    /// <summary>The customer did not consent to the topic on the channel.</summary>
    public const string NoConsent = "no-consent";

    /// <summary>The host has no such channel.</summary>
    public const string NoChannel = "no-channel";

    /// <summary>There are no products that the message could show.</summary>
    public const string NoRecommendations = "no-recommendations";

    /// <summary>The cart that the message shows is empty.</summary>
    public const string NoCart = "no-cart";

    /// <summary>The table of physical stores did not answer.</summary>
    public const string StoresFailed = "stores-failed";

    /// <summary>The recommender did not answer.</summary>
    public const string RecommendationsFailed = "recommendations-failed";

    /// <summary>The host's attachment resolver failed or did not answer in time.</summary>
    public const string AttachmentsFailed = "attachments-failed";

    /// <summary>Nobody knows a file that the message shows or attaches.</summary>
    public const string AttachmentMissing = "attachment-missing";

    /// <summary>The files of the message are larger than <see cref="DeliveryOptions.MaxAttachmentBytes"/>.</summary>
    public const string AttachmentsTooLarge = "attachments-too-large";

    /// <summary>The audience condition failed for the customer.</summary>
    public const string AudienceFailed = "audience-failed";

    /// <summary>The customer is not described.</summary>
    public const string UnknownCustomer = "unknown-customer";

    /// <summary>The offer of the voucher has ended.</summary>
    public const string OfferEnded = "offer-ended";

    /// <summary>All vouchers of the offer were issued.</summary>
    public const string OfferUsedUp = "offer-used-up";

    /// <summary>The voucher that the message shows has expired.</summary>
    public const string VoucherExpired = "voucher-expired";

    /// <summary>The voucher that the message shows was redeemed.</summary>
    public const string VoucherRedeemed = "voucher-redeemed";

    /// <summary>The enrollment exited before the message was handed over.</summary>
    public const string Exited = "exited";

    /// <summary>An exit rule of the enrollment could not be decided and is asked again; the message waits.</summary>
    public const string ExitUndecided = "exit-undecided";

    /// <summary>The last retry failed too.</summary>
    public const string RetriesExhausted = "retries-exhausted";

    /// <summary>The address is on the suppression list.</summary>
    public const string Suppressed = "suppressed";

    /// <summary>A frequency cap is reached.</summary>
    public const string Capped = "capped";

    /// <summary>The customer has quiet hours; the message waits.</summary>
    public const string QuietHours = "quiet-hours";

    /// <summary>The enrollment exited while the message was handed over.</summary>
    public const string ExitedAfterHandOver = "exited-after-hand-over";

    /// <summary>The channel is down; the message waits and uses up no attempt.</summary>
    public const string ChannelDown = "channel-down";

    /// <summary>The channel's rate limit is reached; the message waits for its slot.</summary>
    public const string ChannelPaused = "channel-paused";

    /// <summary>The process stalled between the decision and sending; the message is decided again.</summary>
    public const string Stalled = "stalled";

    /// <summary>This process cannot read the version; a newer process handles it.</summary>
    public const string UnreadableVersion = "unreadable-version";

    /// <summary>This process does not register the journey; it is left to one that does.</summary>
    public const string NotRegistered = "not-registered";

    /// <summary>This process does not have the workflow engine that stores the workflow.</summary>
    public const string NoEngine = "no-workflow-engine";

    /// <summary>The customer is in the journey.</summary>
    public const string AlreadyActive = "already-inside";

    /// <summary>The customer was in the journey with the same entry key.</summary>
    public const string AlreadyEntered = "already-entered";

    /// <summary>The last enrollment ended too recently.</summary>
    public const string CoolingDown = "cooling-down";

    /// <summary>The customer entered the journey the maximum number of times.</summary>
    public const string OftenEnough = "often-enough";

    /// <summary>The journey is paused.</summary>
    public const string Paused = "paused";

    /// <summary>The customer was erased.</summary>
    public const string Erased = "erased";

    /// <summary>The event or date lies too far in the past.</summary>
    public const string TooLate = "too-late";

    /// <summary>The event lacks the property that makes its entry unique.</summary>
    public const string NoKey = "no-key";

    /// <summary>A host call is pending at a step that would change its kind.</summary>
    public const string AwaitingCallback = "calling";

    /// <summary>The message is a fallback that is not needed: the message on the channel before it arrived after all.</summary>
    public const string Arrived = "arrived";

    /// <summary>The message waits for an earlier message of its enrollment, whose order and distance it keeps.</summary>
    public const string InOrder = "in-order";

    /// <summary>
    /// The enrollment has passed its last step and only waits for its messages to leave, so it does not move to a new version.
    /// </summary>
    public const string Delivering = "delivering";

    /// <summary>Only one of the two versions is stored by a workflow engine.</summary>
    public const string OtherEngine = "other-engine";

    /// <summary>In the other version, another workflow contains the step.</summary>
    public const string OtherWorkflow = "other-workflow";

    /// <summary>Its time passed while the journey was paused, or its channel was down for more than an hour.</summary>
    public const string Late = "late";

    /// <summary>The customer has no such date.</summary>
    public const string NoDate = "no-date";

    /// <summary>The date of the customer cannot be read.</summary>
    public const string UnreadableDate = "unreadable-date";
}
