namespace Retention.Workflows.Journeys;

/// <summary>Issues a voucher to the customer. Templates of later steps can show it.</summary>
public sealed record IssueVoucherStep : JourneyStep
{
    /// <summary>The offer with the terms of the voucher.</summary>
    public required OfferName Offer { get; init; }
}
