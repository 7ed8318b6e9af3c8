using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Delivery;
using Retention.Workflows.Engine.Execution;
using Retention.Workflows.Engine.ExternalWorkflows;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Engine.Scheduling;
using Retention.Workflows.Engine.Worker;
using Retention.Workflows.Hosting;
using Retention.Workflows.Messaging;
using Retention.Workflows.Replay;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Benchmarks;

/// <summary>One or several engines on one database in this process. Each engine has its own store and connections.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    private readonly List<ServiceProvider> _engines = [];

    private EngineHost(ManualTime time) => Time = time;

    internal ManualTime Time { get; }

    internal NullChannel Channel { get; } = new();

    internal IRetentionClient Client => _engines[0].GetRequiredService<IRetentionClient>();

    internal IRetentionStore Store => _engines[0].GetRequiredService<IRetentionStore>();

    internal IServiceProvider Services => _engines[0];

    /// <summary>
    /// Starts the engines. Without a journey, other services must provide the journeys; without channels, e-mails go nowhere.
    /// </summary>
    internal static async Task<EngineHost> StartAsync(BenchDatabase database, DateTimeOffset start, JourneyDefinition? journey,
        int engines = 1, Action<RetentionBuilder>? configure = null, Action<ChannelsBuilder>? channels = null)
    {
        var host = new EngineHost(new ManualTime(start));
        for (var i = 0; i < engines; i++)
        {
            var services = new ServiceCollection();
            services.AddSingleton<TimeProvider>(host.Time);
            services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
            services.AddRetentionWorkflows(retention =>
            {
                database.Use(retention.Store);
                if (journey is not null)
                    retention.Journeys.Add(journey);
                retention.Templates.Use(new PlainTemplates());
                if (channels is null)
                    retention.Channels.Add(host.Channel);
                channels?.Invoke(retention.Channels);
                retention.Configure(options => options.Delivery.SendConcurrency = 64);
                retention.Vouchers.AddOffer(new VoucherOffer { Name = "ten", Discount = Discount.Percent(10) });
                configure?.Invoke(retention);
            });
            host._engines.Add(services.BuildServiceProvider());
            await host._engines[i].GetRequiredService<IRetentionEngine>().StartAsync();
        }

        return host;
    }

    /// <summary>Runs the scheduled enrollments that are due.</summary>
    internal Task EnrollAsync() => RunAsync(static (engine, transaction) =>
        engine.GetRequiredService<EnrollmentSweep>()
            .RunAsync(transaction, engine.GetRequiredService<JourneyPrograms>().Published[0], CancellationToken.None));

    /// <summary>Advances every enrollment that is due.</summary>
    internal Task AdvanceAsync() => RunAsync(
        static (engine, transaction) => engine.GetRequiredService<DueEnrollmentProcessor>().RunAsync(transaction, CancellationToken.None));

    /// <summary>Calls workflow engines that store their workflows themselves, for every enrollment that awaits such a call.</summary>
    internal async Task CallAsync()
    {
        var calls = _engines[0].GetRequiredService<WorkflowCallouts>();
        for (var partition = 0; partition < Store.PartitionCount; partition++)
        {
            while ((await calls.RunAsync(partition, CancellationToken.None)).DidAnything)
            {
            }
        }
    }

    /// <summary>Evaluates a condition for customers of one partition, as a batch does.</summary>
    internal Task<bool[]> AskAsync(IPartitionTransaction transaction, Condition condition, IReadOnlyList<CustomerId> customers) =>
        new Batch(transaction, _engines[0].GetRequiredService<EngineSettings>(), Time)
            .EvaluateAsync(condition, customers, CancellationToken.None);

    /// <summary>Computes the model of the day, unless it exists.</summary>
    internal async Task<RfmModel> FitAsync() =>
        await _engines[0].GetRequiredService<SegmentRun>().FitAsync(Time.GetUtcNow(), CancellationToken.None)
            ?? throw new InvalidOperationException("Nobody bought.");

    /// <summary>Scores all customers with a model.</summary>
    internal Task ScoreAsync(RfmModel model) =>
        RunAsync((engine, transaction) => engine.GetRequiredService<SegmentRun>().RunAsync(transaction, model, CancellationToken.None));

    /// <summary>Sends messages, partition after partition, until the given number is sent or no message is left.</summary>
    internal async Task<long> DispatchAsync(long enough)
    {
        await using var registration = await Store.RegisterWorkerAsync();
        var dispatcher = _engines[0].GetRequiredService<MessageDispatcher>();
        var before = Channel.Sent;
        for (var partition = 0; partition < Store.PartitionCount && Channel.Sent - before < enough; partition++)
        {
            while (Channel.Sent - before < enough && await dispatcher.RunAsync(partition, registration, CancellationToken.None))
            {
            }
        }

        return Channel.Sent - before;
    }

    /// <summary>Sends all messages that are due, as a worker does: from several partitions at the same time.</summary>
    internal async Task<long> SendAllAsync()
    {
        var before = Channel.Sent;
        var engine = (RetentionEngine)_engines[0].GetRequiredService<IRetentionEngine>();
        await engine.RunUntilIdleAsync(EngineWork.Messages, CancellationToken.None);
        return Channel.Sent - before;
    }

    /// <summary>Sums a measure of a journey.</summary>
    internal async Task<long> CountAsync(JourneyName journey, string measure) =>
        (await _engines[0].GetRequiredService<IRetentionOperations>().ReadCountersAsync(journey))
            .Where(counter => counter.Measure == measure).Sum(counter => counter.Count);

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines)
            await engine.DisposeAsync();
    }

    // Each engine begins at another partition. It skips a partition that another engine has claimed, and that engine finishes it.
    private Task RunAsync(Func<IServiceProvider, IPartitionTransaction, Task<bool>> work) =>
        Task.WhenAll(_engines.Select((engine, place) => Task.Run(async () =>
        {
            var store = engine.GetRequiredService<IRetentionStore>();
            for (var turn = 0; turn < store.PartitionCount; turn++)
            {
                var partition = (turn + (place * store.PartitionCount / _engines.Count)) % store.PartitionCount;
                while (await store.TryBeginAsync(partition) is { } transaction)
                {
                    await using (transaction)
                    {
                        if (!await work(engine, transaction))
                            break;
                    }
                }
            }
        })));

    /// <summary>Accepts every message, and counts them.</summary>
    internal sealed class NullChannel : IMessageChannel
    {
        private long _sent;

        internal long Sent => Interlocked.Read(ref _sent);

        public Channel Channel => Channel.Email;

        public bool IsIdempotent => true;

        public Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _sent);
            return Task.FromResult(DeliveryResult.Delivered);
        }
    }
}
