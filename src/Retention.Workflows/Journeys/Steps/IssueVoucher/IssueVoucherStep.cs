namespace Retention.Workflows.Journeys;

/// <summary>A voucher for the customer; templates of later steps see it.</summary>
public sealed record IssueVoucherStep : JourneyStep
{
    /// <summary>On which terms.</summary>
    public required OfferName Offer { get; init; }
}
