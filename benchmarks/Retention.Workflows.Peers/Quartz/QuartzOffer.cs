using System.Globalization;
using Quartz;

namespace Retention.Workflows.Peers;

/// <summary>Sends the offer, and schedules what follows the wait.</summary>
internal sealed class QuartzOffer(PeerDatabase database) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var data = context.MergedJobDataMap;
        var customer = data.GetString("customer")!;
        await database.OfferAsync(customer);
        await context.Scheduler.ScheduleJob(
            TriggerBuilder.Create().ForJob("decide").UsingJobData("customer", customer)
                .StartAt(DateTimeOffset.Parse(data.GetString("resume")!, CultureInfo.InvariantCulture)).Build(),
            cancellationToken: cancellationToken);
    }
}
