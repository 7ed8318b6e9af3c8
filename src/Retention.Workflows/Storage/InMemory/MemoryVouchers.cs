using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Storage.InMemory;

internal sealed class MemoryVouchers(MemoryOffers offers, UndoLog undo) : IVoucherStore
{
    private readonly MemoryTable<OfferName, (int Unused, int Unsettled)> _reserves = new(undo);

    /// <summary>What the current transaction gives back and issues of offers. Others see it after the commit.</summary>
    private readonly Dictionary<OfferName, (long Returned, long Settled)> _unpublished = [];
    private readonly MemoryTable<string, Voucher> _vouchers = new(undo, StringComparer.Ordinal);
    private readonly MemoryTable<string, string> _codes = new(undo, StringComparer.Ordinal);
    private readonly MemoryLists<CustomerId, string> _ofCustomers = new(undo, StringComparer.Ordinal);

    public Task AddAsync(IReadOnlyList<Voucher> vouchers, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(vouchers);
        foreach (var voucher in vouchers)
        {
            if (!_codes.TryAdd(voucher.IdempotencyKey, voucher.Code))
                throw undo.Break(new RetentionStoreException($"A voucher with the key '{voucher.IdempotencyKey}' exists already."));
            if (!_vouchers.TryAdd(voucher.Code, RowNormalizer.Row(voucher)))
                throw undo.Break(
                    new RetentionStoreException($"The code of the voucher with the key '{voucher.IdempotencyKey}' exists already."));
            _ofCustomers.Add(voucher.Customer, voucher.Code);
        }

        return Task.CompletedTask;
    }

    public Task UpdateAsync(IReadOnlyList<Voucher> vouchers, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(vouchers);
        foreach (var voucher in vouchers)
        {
            if (!_vouchers.TryGet(voucher.Code, out _))
            {
                throw undo.Break(new RetentionStoreException(
                    $"The voucher with the key '{voucher.IdempotencyKey}' cannot be updated: it does not exist."));
            }

            _vouchers.Set(voucher.Code, RowNormalizer.Row(voucher));
        }

        return Task.CompletedTask;
    }

    public Task<TakenVouchers> TakeAsync(OfferName offer, int limit, int count, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var reserve = _reserves.TryGet(offer, out var known) ? known : default;
        var own = Math.Min(reserve.Unused, count);
        reserve = (reserve.Unused - own, reserve.Unsettled + own);
        var (needed, isUsedUp) = (count - own, false);
        if (needed > 0)
        {
            var (returned, issued) = _unpublished.GetValueOrDefault(offer);
            var (chunk, settled) = offers.Take(offer, limit, needed, returned);
            undo.Push(() => offers.Add(offer, -chunk, 0));
            var taken = Math.Min(chunk, needed);
            issued += reserve.Unsettled + taken;
            Publish(offer, (returned, issued));
            isUsedUp = settled + issued >= limit;
            (own, needed, reserve) = (own + taken, needed - taken, (chunk - taken, 0));
        }

        _reserves.Set(offer, reserve);
        return Task.FromResult(new TakenVouchers(own, needed > 0 && isUsedUp));
    }

    public Task<bool> ReturnUnusedAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var any = false;
        foreach (var offer in _reserves.Keys.ToList())
        {
            var (unused, unsettled) = _reserves[offer];
            if (unused == 0 && unsettled == 0)
                continue;
            var (returned, issued) = _unpublished.GetValueOrDefault(offer);
            Publish(offer, (returned + unused, issued + unsettled));
            _reserves.Set(offer, default);
            any = true;
        }

        return Task.FromResult(any);
    }

    public Task<IReadOnlyDictionary<string, Voucher>> FindAsync(IReadOnlyCollection<string> codes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_vouchers.Find(codes));
    }

    public Task<IReadOnlyList<Voucher>> ReadByCustomerAsync(IReadOnlyCollection<CustomerId> customers, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<Voucher>>(
            [.. _ofCustomers.OfAll(customers).Select(code => _vouchers[code])
                .OrderBy(voucher => voucher.IssuedAt).ThenBy(voucher => voucher.Code, StringComparer.Ordinal)]);
    }

    internal IReadOnlyList<Voucher> Of(CustomerId customer) => [.. _ofCustomers.OfAll([customer]).Select(code => _vouchers[code])];

    /// <summary>The vouchers by idempotency key, after the given key or from the start.</summary>
    internal IEnumerable<Voucher> After(string? key) =>
        _codes.Keys.Where(other => string.CompareOrdinal(other, key) > 0).Order(StringComparer.Ordinal)
            .Select(other => _vouchers[_codes[other]]);

    internal void Remove(IReadOnlyList<Voucher> vouchers)
    {
        foreach (var voucher in vouchers)
        {
            _vouchers.Remove(voucher.Code, out _);
            _codes.Remove(voucher.IdempotencyKey, out _);
            _ofCustomers.RemoveAll(voucher.Customer, code => code == voucher.Code);
        }
    }

    /// <summary>Shows the other partitions what the transaction gave back and issued of offers.</summary>
    internal void Commit()
    {
        foreach (var (offer, (returned, settled)) in _unpublished)
            offers.Add(offer, -returned, settled);
        _unpublished.Clear();
    }

    private void Publish(OfferName offer, (long Returned, long Settled) change)
    {
        var before = _unpublished.GetValueOrDefault(offer);
        _unpublished[offer] = change;
        undo.Push(() => _unpublished[offer] = before);
    }
}
