using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Engine.Vouchering;

/// <summary>The host's settings for the voucher service.</summary>
internal sealed record VoucherServiceSettings
{
    /// <summary>
    /// The engine whose reactions follow: predicates that call external services are then evaluated outside the transactions. Null without
    /// an engine.
    /// </summary>
    internal EngineSettings? Engine { get; init; }

    /// <summary>The time zone whose days the reports count by.</summary>
    internal required TimeZoneInfo ShopZone { get; init; }

    /// <summary>Returns the shop's currency, in which reports sum discounts; null if it is not known.</summary>
    internal Func<CancellationToken, Task<string?>> Currency { get; init; } = static _ => Task.FromResult<string?>(null);

    /// <summary>True if the host's issuer, or a code source of its own, makes codes that do not contain their partition.</summary>
    internal bool HasOtherCodes { get; init; }

    /// <summary>Called for each voucher after its redemption is committed; null for none.</summary>
    internal Action<Voucher>? Redeemed { get; init; }

    /// <summary>
    /// Called before each use: it initializes the store and publishes the host's journeys, so that they react to what follows. Does nothing
    /// by default.
    /// </summary>
    internal Func<CancellationToken, Task> Prepare { get; init; } = static _ => Task.CompletedTask;

    /// <summary>How a redemption is recorded and committed. By default its event is appended to the log without reactions.</summary>
    internal CommitVoucher Commit { get; init; } = static async (transaction, record, cancellationToken) =>
    {
        await transaction.Events.AppendAsync([record.Event], cancellationToken).ConfigureAwait(false);
        await transaction.Enrollments.AddCountersAsync(record.Counters, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    };
}
