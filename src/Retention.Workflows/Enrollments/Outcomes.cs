namespace Retention.Workflows.Enrollments;

/// <summary>The words for outcomes and reasons that the engine stores and reports.</summary>
internal static class Outcomes
{
    /// <summary>The enrollment reached the end of the journey.</summary>
    internal const string Completed = "completed";

    /// <summary>The goal was reached, and the goal ends the journey.</summary>
    internal const string Goal = "goal";

    internal const string NoAddress = "no-address";
    internal const string NoConsent = "no-consent";
    internal const string NoChannel = "no-channel";
    internal const string NoRecommendations = "no-recommendations";
    internal const string NoCart = "no-cart";
    internal const string StoresFailed = "stores-failed";
    internal const string RecommendationsFailed = "recommendations-failed";
    internal const string AudienceFailed = "audience-failed";
    internal const string UnknownCustomer = "unknown-customer";
    internal const string VoucherExpired = "voucher-expired";
    internal const string VoucherRedeemed = "voucher-redeemed";
    internal const string Exited = "exited";
    internal const string RetriesExhausted = "retries-exhausted";
    internal const string Suppressed = "suppressed";
    internal const string Capped = "capped";
    internal const string QuietHours = "quiet-hours";
    internal const string ExitedAfterHandOver = "exited-after-hand-over";
    internal const string ChannelPaused = "channel-paused";
    internal const string Stalled = "stalled";
    internal const string UnreadableVersion = "unreadable-version";

    /// <summary>This process does not have the engine that stores the workflow.</summary>
    internal const string NoEngine = "no-workflow-engine";
    internal const string UnknownStep = "unknown-step";
    internal const string AlreadyActive = "already-inside";
    internal const string AlreadyEntered = "already-entered";
    internal const string CoolingDown = "cooling-down";
    internal const string OftenEnough = "often-enough";
    internal const string Erased = "erased";
    internal const string TooLate = "too-late";
    internal const string NoKey = "no-key";

    /// <summary>The customer does not have the date that enrolls or that a step waits for.</summary>
    internal const string NoDate = "no-date";
    internal const string UnreadableDate = "unreadable-date";
    internal const string DatePast = "date-past";

    /// <summary>A new version was published that ends the active enrollments of earlier versions.</summary>
    internal const string NewVersion = "new-version";
    internal const string AwaitingCallback = "calling";

    /// <summary>Only one of the two versions is stored by an external workflow engine.</summary>
    internal const string OtherEngine = "other-engine";

    /// <summary>In the other version a different workflow leads to the step.</summary>
    internal const string OtherWorkflow = "other-workflow";

    /// <summary>The workflow was cancelled in the engine that stores it.</summary>
    internal const string Cancelled = "cancelled";
}
