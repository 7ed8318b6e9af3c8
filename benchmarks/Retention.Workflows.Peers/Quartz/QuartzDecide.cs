using Quartz;

namespace Retention.Workflows.Peers;

/// <summary>Asks, issues the voucher, sends and ends.</summary>
internal sealed class QuartzDecide(PeerDatabase database) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await database.DecideAsync(context.MergedJobDataMap.GetString("customer")!);
}
