namespace Retention.Workflows.Storage;

/// <summary>What is counted of journeys, and what <see cref="JourneyCounter.Detail"/> means there.</summary>
public static class JourneyMeasures
{
    /// <summary>A customer entered; the detail is the segment. No step.</summary>
    public const string Entered = "entered";

    /// <summary>A customer was not enrolled for the re-entry rule; the detail is the reason. No step.</summary>
    public const string NotEnrolled = "not-enrolled";

    /// <summary>An enrollment came to a step; the detail is empty.</summary>
    public const string Came = "came";

    /// <summary>An enrollment left a step; the detail is the next step, or <c>completed</c>, or the exit's name.</summary>
    public const string Left = "left";

    /// <summary>An enrollment ended at a step; the detail is the outcome.</summary>
    public const string Ended = "ended";

    /// <summary>An enrollment moved here from an earlier version; the detail is that version.</summary>
    public const string Moved = "moved";

    /// <summary>An enrollment was to move here from an earlier version and stays there, since the step has no place here; the detail is the reason.</summary>
    public const string NotMoved = "not-moved";

    /// <summary>A step failed for good; the enrollment is stuck. The detail is empty.</summary>
    public const string Stuck = "stuck";

    /// <summary>A message was queued; the detail is the channel.</summary>
    public const string Queued = "queued";

    /// <summary>A message was handed over and accepted; the detail is the channel.</summary>
    public const string Sent = "sent";

    /// <summary>A message of unknown fate; the detail is the channel.</summary>
    public const string Ambiguous = "ambiguous";

    /// <summary>A message was not sent; the detail is channel and reason, with a colon between.</summary>
    public const string NotSent = "not-sent";

    /// <summary>A message that was accepted, and counted as sent, was reported as not delivered later; the detail is channel and reason, with a colon between.</summary>
    public const string FailedLater = "failed-later";

    /// <summary>A message left although the enrollment had exited, because it was being handed over at that moment; the detail is the channel.</summary>
    public const string ExitedAfterHandOver = "exited-after-hand-over";

    /// <summary>A message was opened, or a link of it followed, for the first time by a person or what may be one; the detail is the channel.</summary>
    public const string Opened = "opened";

    /// <summary>A voucher was issued; the detail is the offer.</summary>
    public const string VoucherIssued = "voucher-issued";

    /// <summary>A voucher was not issued; the detail is offer and reason, with a colon between.</summary>
    public const string VoucherNotIssued = "voucher-not-issued";

    /// <summary>A voucher was redeemed; the detail is the offer, the amount the discount. No step.</summary>
    public const string VoucherRedeemed = "voucher-redeemed";

    /// <summary>The goal was reached; the detail is <c>contacted</c> when a message had left before, <c>held-out</c> for who was held out, else <c>not-contacted</c>; the amount is the event's. No step.</summary>
    public const string Converted = "converted";
}
