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

    /// <summary>Finds vouchers by code; unknown codes are omitted.</summary>
    Task<IReadOnlyDictionary<string, Voucher>> FindAsync(IReadOnlyCollection<string> codes, CancellationToken cancellationToken = default);

    /// <summary>Reads the vouchers of customers, ordered by time of issue and code.</summary>
    Task<IReadOnlyList<Voucher>> ReadByCustomerAsync(
        IReadOnlyCollection<CustomerId> customers, CancellationToken cancellationToken = default);
}
