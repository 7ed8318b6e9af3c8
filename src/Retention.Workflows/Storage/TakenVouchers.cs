namespace Retention.Workflows.Storage;

/// <summary>The answer of <see cref="IVoucherStore.TakeAsync"/>.</summary>
/// <param name="Count">The number of vouchers that were taken, at most as many as were wanted.</param>
/// <param name="IsUsedUp">
/// True if fewer were taken because all vouchers of the offer were issued. False if other partitions have taken some and not used them
/// yet.
/// </param>
public readonly record struct TakenVouchers(int Count, bool IsUsedUp);
