using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace Retention.Workflows.Peers;

/// <summary>
/// Quartz with its PostgreSQL store: one stored job for each step, and a trigger for each customer. Settings of its configuration reference
/// (quartz-scheduler.net, 4.x): more threads and connections, triggers acquired in batches, a short idle wait, job data as strings.
/// </summary>
internal sealed class QuartzPeer : Peer
{
    private const int Threads = 20;

    private IHost? _host;

    internal override string Name => "Quartz, a trigger for each customer";

    internal override double Share => 0.05;

    internal override int SurelyASecond => 30;

    private protected override string WaitingSql =>
        "SELECT count(*) FROM qrtz_triggers WHERE job_name = 'decide' AND trigger_state = 'WAITING'";

    private protected override async Task StartAsync()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(Database);
        builder.Services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(static options =>
            {
                options.MaxBatchSize = Threads;
                options.IdleWaitTime = TimeSpan.FromSeconds(1);
            });
            quartz.UseDefaultThreadPool(Threads);
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres($"{Database.Connection};Max Auto Prepare=50;Maximum Pool Size={Threads + 5}");
                store.UseSystemTextJsonSerializer();
                store.ProvisionSchema();
                store.ConfigureStore(static options =>
                {
                    options.StoreJobDataAsStrings = true;
                    options.MisfireThreshold = TimeSpan.FromMinutes(30);
                });
            });
            quartz.AddJob<QuartzOffer>(static job => job.WithIdentity("offer").StoreDurably());
            quartz.AddJob<QuartzDecide>(static job => job.WithIdentity("decide").StoreDurably());
        });
        builder.Services.AddQuartzHostedService();
        _host = builder.Build();
        await _host.StartAsync();
    }

    internal override async Task EnrollAsync(Customers customers, DateTimeOffset resume)
    {
        var scheduler = await _host!.Services.GetRequiredService<ISchedulerFactory>().GetScheduler();
        await Parallel.ForEachAsync(customers.Numbers, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, cancellation) =>
            await scheduler.ScheduleJob(
                TriggerBuilder.Create().ForJob("offer").UsingJobData("customer", Customers.Id(number))
                    .UsingJobData("resume", resume.ToString("O")).StartNow().Build(),
                cancellationToken: cancellation));
    }

    public override async ValueTask DisposeAsync()
    {
        if (_host is null)
            return;
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
