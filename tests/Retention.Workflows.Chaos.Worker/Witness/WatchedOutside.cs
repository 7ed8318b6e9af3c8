using Retention.Workflows.Messaging;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Chaos.Worker;

/// <summary>A channel with a crash point before and after each send.</summary>
internal sealed class WatchedChannel(IMessageChannel inner, CrashPoint crash) : IMessageChannel
{
    public Channel Channel => inner.Channel;

    public bool IsIdempotent => inner.IsIdempotent;

    public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        crash.Reach("dispatch:before-hand-over", Keys.PartitionOf(message.IdempotencyKey));
        var result = await inner.SendAsync(message, cancellationToken);
        crash.Reach("dispatch:after-hand-over", Keys.PartitionOf(message.IdempotencyKey));
        return result;
    }
}

/// <summary>A voucher issuer with a crash point before and after each call.</summary>
internal sealed class WatchedIssuer(IVoucherIssuer inner, CrashPoint crash) : IVoucherIssuer
{
    public async Task<IssuedVoucher> IssueAsync(VoucherRequest request, CancellationToken cancellationToken = default)
    {
        crash.Reach("calls:before-hand-over", Keys.PartitionOf(request.IdempotencyKey));
        var issued = await inner.IssueAsync(request, cancellationToken);
        crash.Reach("calls:after-hand-over", Keys.PartitionOf(request.IdempotencyKey));
        return issued;
    }
}

internal static class Keys
{
    internal static int PartitionOf(string key) => EnrollmentId.TryParse(key.Split('/')[0], out var enrollment) ? enrollment.Partition : -1;
}
