namespace Retention.Workflows.Engine.Vouchering;

/// <summary>The discounts that the order of a redeemed voucher has got.</summary>
/// <param name="First">The discount at the redemption, which the order never exceeds; null if the event log does not have it any
/// more.</param>
/// <param name="Last">The present discount; null if it is not known.</param>
/// <param name="Changes">How often it has changed since the redemption.</param>
/// <param name="Releases">How often the voucher was given back before the redemption.</param>
internal readonly record struct GivenDiscounts(decimal? First, decimal? Last, int Changes, int Releases);
