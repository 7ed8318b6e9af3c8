using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Storage;

/// <summary>The vouchers of a partition.</summary>
public interface IVoucherStore
{
    /// <summary>Adds vouchers.</summary>
    /// <exception cref="RetentionStoreException">
    /// A code exists already, or the idempotency key exists for the same customer. A key belongs to an enrollment, so two customers never
    /// have the same key.
    /// </exception>
    Task AddAsync(IReadOnlyList<Voucher> vouchers, CancellationToken cancellationToken = default);

    /// <summary>Updates existing vouchers, found by their code. Customer and idempotency key do not change.</summary>
    /// <exception cref="RetentionStoreException">A voucher does not exist.</exception>
    Task UpdateAsync(IReadOnlyList<Voucher> vouchers, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes vouchers of an offer with a limit, in the transaction that adds them. The limit holds over all partitions. A partition takes
    /// them from the offer in chunks of one per cent of what is left, at least what it needs now, so partitions rarely wait for each other.
    /// </summary>
    /// <param name="offer">The offer.</param>
    /// <param name="limit">The maximum number of vouchers of the offer in all. A changed limit holds from the next call on.</param>
    /// <param name="count">The number of vouchers that are wanted, 1 or more.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<TakenVouchers> TakeAsync(OfferName offer, int limit, int count, CancellationToken cancellationToken = default);

    /// <summary>Gives back what the partition has taken of offers and not used, so that other partitions can take it.</summary>
    /// <returns>True if there was anything to write.</returns>
    Task<bool> ReturnUnusedAsync(CancellationToken cancellationToken = default);

    /// <summary>Finds vouchers by code; unknown codes are omitted.</summary>
    Task<IReadOnlyDictionary<string, Voucher>> FindAsync(IReadOnlyCollection<string> codes, CancellationToken cancellationToken = default);

    /// <summary>Reads the vouchers of customers, ordered by time of issue and code.</summary>
    Task<IReadOnlyList<Voucher>> ReadByCustomerAsync(
        IReadOnlyCollection<CustomerId> customers, CancellationToken cancellationToken = default);
}
