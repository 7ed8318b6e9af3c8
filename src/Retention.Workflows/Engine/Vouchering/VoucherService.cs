using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Storage;
using Retention.Workflows.Time;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Engine.Vouchering;

/// <summary>Appends the event of a voucher, runs the reactions to it, counts, and commits the transaction.</summary>
internal delegate Task CommitVoucher(IPartitionTransaction transaction, VoucherRecord record, CancellationToken cancellationToken);

/// <summary>Redeems vouchers in the store. Thread-safe.</summary>
internal sealed class VoucherService(IRetentionStore store, TimeProvider time, VoucherServiceSettings settings) : IVoucherService
{
    private readonly VoucherRecords _records = new(settings.ShopZone, settings.Currency);

    public async Task<RedemptionResult> RedeemAsync(RedemptionRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.ThrowIfInvalid();
        await settings.Prepare(cancellationToken).ConfigureAwait(false);
        foreach (var place in Places(request.Code, request.Customer))
        {
            if (await InAsync(place, async (transaction, voucher) =>
                await RedeemAsync(transaction, voucher, request, cancellationToken).ConfigureAwait(false), cancellationToken)
                .ConfigureAwait(false) is { } result)
                return result;
        }

        return RedemptionRules.Decide(null, request, time.GetUtcNow());
    }

    public async Task<Voucher?> FindAsync(string code, CustomerId? customer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(code);
        await settings.Prepare(cancellationToken).ConfigureAwait(false);
        foreach (var place in Places(code, customer))
        {
            if (await InAsync(place, (_, voucher) => Task.FromResult<Voucher?>(voucher), cancellationToken)
                .ConfigureAwait(false) is { } found)
                return found;
        }

        return null;
    }

    /// <summary>Runs in the transaction of a place where the voucher is; null if it is not there.</summary>
    private Task<T?> InAsync<T>(
        VoucherPlace place, Func<IPartitionTransaction, Voucher, Task<T?>> work, CancellationToken cancellationToken)
    {
        return settings.Engine is { } engine
            ? engine.WithOutsideAnswersAsync(time, InOnceAsync, cancellationToken) : InOnceAsync();

        async Task<T?> InOnceAsync()
        {
            var transaction = await store.BeginAsync(place.Partition, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
                return await FindAsync(transaction, place, cancellationToken).ConfigureAwait(false) is { } voucher
                    ? await work(transaction, voucher).ConfigureAwait(false) : default;
        }
    }

    private static async Task<Voucher?> FindAsync(
        IPartitionTransaction transaction, VoucherPlace place, CancellationToken cancellationToken)
    {
        var found = await transaction.Vouchers.FindAsync(place.Spellings, cancellationToken).ConfigureAwait(false);
        return place.Spellings.Select(found.GetValueOrDefault).FirstOrDefault(voucher => voucher is not null);
    }

    public async Task<bool> ReleaseAsync(string code, string orderId, CustomerId? customer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentException.ThrowIfNullOrWhiteSpace(orderId);
        await settings.Prepare(cancellationToken).ConfigureAwait(false);
        foreach (var place in Places(code, customer))
        {
            if (await InAsync<bool?>(place, async (transaction, voucher) =>
            {
                if (!RedemptionRules.IsRedeemedBy(orderId, voucher))
                    return false;
                await ReleaseAsync(transaction, voucher, cancellationToken).ConfigureAwait(false);
                return true;
            }, cancellationToken).ConfigureAwait(false) is { } wasReleased)
                return wasReleased;
        }

        return false;
    }

    private async Task<RedemptionResult> RedeemAsync(
        IPartitionTransaction transaction, Voucher voucher, RedemptionRequest request, CancellationToken cancellationToken)
    {
        var now = Now(transaction);
        if (RedemptionRules.IsRedeemedBy(request.OrderId, voucher))
        {
            var given = await VoucherRecords.DiscountsAsync(transaction, voucher, cancellationToken).ConfigureAwait(false);
            var again = RedemptionRules.Decide(voucher, request, now, given.First);
            if (again.Outcome != RedemptionOutcome.Redeemed)
                await ReleaseAsync(transaction, voucher, cancellationToken).ConfigureAwait(false);
            else if (given.Last is { } last && last != again.Discount)
                await settings.Commit(transaction, await _records.ChangeAsync(
                    transaction, voucher, now, again.Discount - last, given, cancellationToken).ConfigureAwait(false), cancellationToken)
                    .ConfigureAwait(false);
            return again;
        }

        var result = RedemptionRules.Decide(voucher, request, now);
        if (result is not { Outcome: RedemptionOutcome.Redeemed, Voucher: { } redeemed })
            return result;
        var record = await _records.RedeemAsync(transaction, redeemed, result.Discount, cancellationToken).ConfigureAwait(false);
        await settings.Commit(transaction, record, cancellationToken).ConfigureAwait(false);
        settings.Redeemed?.Invoke(redeemed);
        return result;
    }

    private async Task ReleaseAsync(IPartitionTransaction transaction, Voucher voucher, CancellationToken cancellationToken)
    {
        var record = await _records.ReleaseAsync(
            transaction, voucher, RedemptionRules.Released(voucher), Now(transaction), cancellationToken).ConfigureAwait(false);
        await settings.Commit(transaction, record, cancellationToken).ConfigureAwait(false);
    }

    private DateTimeOffset Now(IPartitionTransaction transaction) => Instants.Normalize(transaction.StoreTime ?? time.GetUtcNow());

    private IEnumerable<VoucherPlace> Places(string typed, CustomerId? customer) =>
        VoucherSearch.Places(typed, customer, store.PartitionCount, settings.HasOtherCodes);
}
