using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Publishing;
using Retention.Workflows.Engine.Reactions;
using Retention.Workflows.Engine.Vouchering;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Hosting;

/// <summary>Creates the voucher service. It records a redemption as an event, so that journeys react to it.</summary>
internal static class VoucherServiceFactory
{
    internal static IVoucherService Make(IServiceProvider provider)
    {
        var settings = provider.GetRequiredService<EngineSettings>();
        var reactions = provider.GetRequiredService<EventReactions>();
        var time = provider.GetRequiredService<TimeProvider>();
        return new VoucherService(provider.GetRequiredService<IRetentionStore>(), time, new VoucherServiceSettings
        {
            Engine = settings,
            ShopZone = settings.Zone,
            Currency = settings.Currency,
            Redeemed = settings.Telemetry.Redeemed,
            HasOtherCodes = settings.Issuer is not null,
            Prepare = provider.GetRequiredService<JourneyPublisher>().EnsureForInputAsync,
            Commit = async (transaction, record, cancellationToken) =>
            {
                var batch = new Batch(transaction, settings, time);
                await batch.RecordAsync([record.Event], cancellationToken).ConfigureAwait(false);
                await reactions.ReactAsync(batch, batch.Recorded, cancellationToken).ConfigureAwait(false);
                await transaction.Enrollments.AddCountersAsync(record.Counters, cancellationToken).ConfigureAwait(false);
                await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
            },
        });
    }
}
