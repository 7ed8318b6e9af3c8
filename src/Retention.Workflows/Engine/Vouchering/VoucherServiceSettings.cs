using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Engine.Vouchering;

/// <summary>The host's settings for the voucher service.</summary>
internal sealed record VoucherServiceSettings
{
    /// <summary>The time zone whose days the reports count by.</summary>
    internal required TimeZoneInfo ShopZone { get; init; }

    /// <summary>Returns the shop's currency, in which reports sum discounts; null if it is not known.</summary>
    internal Func<CancellationToken, Task<string?>> Currency { get; init; } = static _ => Task.FromResult<string?>(null);

    /// <summary>True if the host's issuer, or a code source of its own, makes codes that do not contain their partition.</summary>
    internal bool HasOtherCodes { get; init; }

    /// <summary>Called for each voucher after its redemption is committed; null for none.</summary>
    internal Action<Voucher>? Redeemed { get; init; }

    /// <summary>How the event is recorded. By default it is appended to the log without reactions.</summary>
    internal RecordEvents Record { get; init; } =
        static (transaction, events, cancellationToken) => transaction.Events.AppendAsync(events, cancellationToken);
}
