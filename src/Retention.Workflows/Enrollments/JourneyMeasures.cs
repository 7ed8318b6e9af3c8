namespace Retention.Workflows.Storage;

/// <summary>The measures that are counted for journeys, and the meaning of <see cref="JourneyCounter.Detail"/> for each.</summary>
public static class JourneyMeasures
{
    /// <summary>A customer was enrolled; the detail is the segment. No step.</summary>
    public const string Entered = "entered";

    /// <summary>A customer was not enrolled because of the re-entry rule; the detail is the reason. No step.</summary>
    public const string NotEnrolled = "not-enrolled";

    /// <summary>An enrollment reached a step; the detail is empty.</summary>
    public const string Came = "came";

    /// <summary>An enrollment left a step; the detail is the next step, <c>completed</c>, or the exit's name.</summary>
    public const string Left = "left";

    /// <summary>An enrollment ended at a step; the detail is the outcome.</summary>
    public const string Ended = "ended";

    /// <summary>An enrollment moved to this version from an earlier version; the detail is that version.</summary>
    public const string Moved = "moved";

    /// <summary>
    /// An enrollment was to move to this version but stays on the earlier version, because its step does not exist here; the detail is the
    /// reason.
    /// </summary>
    public const string NotMoved = "not-moved";

    /// <summary>A step failed permanently and the enrollment is stuck. The detail is empty.</summary>
    public const string Stuck = "stuck";

    /// <summary>
    /// The outcome of a step was assumed, since external handlers are not called in a replay; the detail is the branch, or <c>done</c>.
    /// </summary>
    public const string Assumed = "assumed";

    /// <summary>A message was queued; the detail is the channel.</summary>
    public const string Queued = "queued";

    /// <summary>A message was handed over and accepted; the detail is the channel.</summary>
    public const string Sent = "sent";

    /// <summary>A message is in doubt: it may or may not have been delivered. The detail is the channel.</summary>
    public const string Ambiguous = "ambiguous";

    /// <summary>A message was not sent; the detail is the channel and the reason, separated by a colon.</summary>
    public const string NotSent = "not-sent";

    /// <summary>
    /// A message that had been accepted and counted as sent was later reported as not delivered; the detail is the channel and the reason,
    /// separated by a colon.
    /// </summary>
    public const string FailedLater = "failed-later";

    /// <summary>
    /// A message was sent although the enrollment had exited, because the hand-over was already running; the detail is the channel.
    /// </summary>
    public const string ExitedAfterHandOver = "exited-after-hand-over";

    /// <summary>
    /// A message was opened, or one of its links was followed, for the first time by a human or possibly by a human; the detail is the
    /// channel.
    /// </summary>
    public const string Opened = "opened";

    /// <summary>A voucher was issued; the detail is the offer.</summary>
    public const string VoucherIssued = "voucher-issued";

    /// <summary>A voucher was not issued; the detail is the offer and the reason, separated by a colon.</summary>
    public const string VoucherNotIssued = "voucher-not-issued";

    /// <summary>A voucher was redeemed; the detail is the offer, the amount is the discount in the shop's currency. No step.</summary>
    public const string VoucherRedeemed = "voucher-redeemed";

    /// <summary>
    /// The goal was reached. The detail is <c>contacted</c> if a message had been sent before, <c>held-out</c> if the customer was held
    /// out, otherwise <c>not-contacted</c>; the amount is the event's amount if it is in the shop's currency. No step.
    /// </summary>
    public const string Converted = "converted";

    /// <summary>
    /// A goal was reached or a voucher redeemed with an amount in another currency than the shop's. The detail is <see cref="Converted"/>
    /// or <see cref="VoucherRedeemed"/> and the currency, separated by a colon; the amount is in that currency, and those measures count
    /// without it. No step.
    /// </summary>
    public const string OtherCurrency = "other-currency";
}
