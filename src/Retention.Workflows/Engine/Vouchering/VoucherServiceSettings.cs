using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Engine.Vouchering;

/// <summary>What the desk needs to know of the shop.</summary>
internal sealed record VoucherServiceSettings
{
    /// <summary>The zone whose days the reports count by.</summary>
    internal required TimeZoneInfo ShopZone { get; init; }

    /// <summary>Whether a shop's own issuer, or a source of codes of its own, makes codes that do not carry their partition.</summary>
    internal bool HasOtherCodes { get; init; }

    /// <summary>Told of each voucher once its redemption is committed.</summary>
    internal Action<Voucher>? Redeemed { get; init; }

    /// <summary>How the event is recorded; by default it is appended to the log, and nothing follows.</summary>
    internal RecordEvents Record { get; init; } =
        static (transaction, events, cancellationToken) => transaction.Events.AppendAsync(events, cancellationToken);
}
