using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Retention.Workflows.Hosting;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Hosting;

/// <summary>The worker of a host in virtual time: how often it looks, and that it misses nothing for it.</summary>
public sealed class WorkerRhythmTests
{
    private const int Loops = 3;
    private static readonly JourneyName Hello = new("hello");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Ceiling = new RetentionOptions().MaxPollInterval;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_idle_worker_looks_once_for_all_its_loops_and_less_and_less_often()
    {
        await using var world = await World.StartAsync(steps => steps.SendEmail("hello", template: "hello"));
        await world.PassAsync(TimeSpan.FromMinutes(1));

        var before = world.Store.Looks;
        await world.PassAsync(Ceiling * 20);

        (world.Store.Looks - before).Should().Be(20, "all loops share one look");
    }

    [Fact]
    public async Task What_comes_due_while_the_worker_sleeps_starts_on_time()
    {
        await using var world = await World.StartAsync(steps => steps.Wait("a-while", Period.Minutes(3) + Period.Seconds(7)).SendEmail("hello", template: "hello"));
        await world.EnrollAsync();

        var sentAfter = await world.UntilSentAsync();

        sentAfter.Should().BeCloseTo(TimeSpan.FromSeconds(187), TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task A_signal_that_is_lost_costs_no_more_than_the_ceiling()
    {
        await using var world = await World.StartAsync(steps => steps.SendEmail("hello", template: "hello"), store => store.IsDeaf = true);
        await world.PassAsync(TimeSpan.FromMinutes(2));
        await world.EnrollAsync();

        (await world.UntilSentAsync()).Should().BeLessThanOrEqualTo(Ceiling + TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task A_clock_that_is_set_is_noticed_within_the_ceiling()
    {
        await using var world = await World.StartAsync(steps => steps.Wait("a-day", Period.Days(1)).SendEmail("hello", template: "hello"));
        await world.EnrollAsync();
        await world.PassAsync(TimeSpan.FromMinutes(2));
        world.Time.Ahead = TimeSpan.FromDays(2);

        (await world.UntilSentAsync()).Should().BeLessThanOrEqualTo(Ceiling + TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task While_somebody_hands_over_the_worker_looks_each_second_and_finds_it_out_when_they_died()
    {
        await using var world = await World.StartAsync(steps => steps.SendEmail("hello", template: "hello"));
        await world.PassAsync(TimeSpan.FromMinutes(2));
        world.Store.IsDispatching = true;
        await world.PassAsync(Ceiling);
        var before = world.Store.Looks;

        await world.PassAsync(TimeSpan.FromSeconds(10));

        (world.Store.Looks - before).Should().BeInRange(10, 11);
    }

    /// <summary>A host whose time passes from sleep to sleep: it goes on when all loops lie down.</summary>
    private sealed class World : IAsyncDisposable
    {
        private readonly ServiceProvider _services;
        private readonly IHostedService _worker;
        private readonly RecordingChannel _channel;

        private World(Action<StepsBuilder> steps, Action<WatchedStore>? configure)
        {
            configure?.Invoke(Store);
            _channel = new RecordingChannel(Channel.Email);
            var services = new ServiceCollection();
            services.AddLogging();
            services.AddSingleton<TimeProvider>(Time);
            services.AddRetentionWorkflows(retention =>
            {
                retention.Store.Use(_ => Store);
                retention.Journeys.Add(JourneyDefinition.Build(Hello, journey => steps(journey.Steps)));
                retention.Templates.Use(new PlainTemplates());
                retention.Channels.Add(_channel);
            });
            _services = services.BuildServiceProvider();
            _worker = _services.GetServices<IHostedService>().Single();
        }

        internal WatchedStore Store { get; } = new();

        internal SleepyTime Time { get; } = new();

        internal static async Task<World> StartAsync(Action<StepsBuilder> steps, Action<WatchedStore>? configure = null)
        {
            var world = new World(steps, configure);
            await world._worker.StartAsync(Token);
            await world.RestAsync();
            return world;
        }

        internal async Task EnrollAsync()
        {
            var client = _services.GetRequiredService<IRetentionClient>();
            var looks = Store.Looks;
            await client.SaveCustomersAsync([Some.Customer()], Token);
            (await client.EnrollAsync(Hello, new CustomerId("ada"), cancellationToken: Token)).Refusal.Should().BeNull();
            if (!Store.IsDeaf)
                await UntilAsync(() => Store.Looks > looks);
            await RestAsync();
        }

        internal async Task PassAsync(TimeSpan span)
        {
            for (var end = Time.Passed + span; Time.Passed < end; await RestAsync())
                Time.Pass(end);
        }

        internal async Task<TimeSpan> UntilSentAsync()
        {
            for (var began = Time.Passed; ; await RestAsync())
            {
                if (_channel.Sent.Any())
                    return Time.Passed - began;
                (Time.Passed - began).Should().BeLessThan(TimeSpan.FromHours(1));
                Time.Pass(Time.Passed + TimeSpan.FromMilliseconds(100));
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _worker.StopAsync(CancellationToken.None);
            await _services.DisposeAsync();
        }

        private Task RestAsync() => UntilAsync(() => Time.Sleepers == Loops);

        private static async Task UntilAsync(Func<bool> so)
        {
            for (var began = TimeProvider.System.GetTimestamp(); !so(); await Task.Yield())
                TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(Patience);
        }
    }

    /// <summary>A clock that can be set without time passing, and that knows how many sleep by it.</summary>
    private sealed class SleepyTime : TimeProvider
    {
        private readonly ManualTime _inner = new(DateTimeOffset.UnixEpoch.AddYears(50));
        private readonly DateTimeOffset _began = DateTimeOffset.UnixEpoch.AddYears(50);
        private int _sleepers;

        internal TimeSpan Ahead { get; set; }

        internal int Sleepers => Volatile.Read(ref _sleepers);

        internal TimeSpan Passed => _inner.GetUtcNow() - _began;

        public override long TimestampFrequency => _inner.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => _inner.GetUtcNow() + Ahead;

        public override long GetTimestamp() => _inner.GetTimestamp();

        /// <summary>Time passes up to a moment, a tenth of a second at most at once.</summary>
        internal void Pass(TimeSpan until)
        {
            var step = TimeSpan.FromMilliseconds(100);
            _inner.Advance(until - Passed < step ? until - Passed : step);
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new Sleeper(this);
            Interlocked.Increment(ref _sleepers);
            timer.Inner = _inner.CreateTimer(
                _ =>
                {
                    timer.Wake();
                    callback(state);
                },
                null,
                dueTime,
                period);
            return timer;
        }

        private sealed class Sleeper(SleepyTime time) : ITimer
        {
            private int _awake;

            internal ITimer Inner { get; set; } = null!;

            internal void Wake()
            {
                if (Interlocked.Exchange(ref _awake, 1) == 0)
                    Interlocked.Decrement(ref time._sleepers);
            }

            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                if (dueTime != Timeout.InfiniteTimeSpan && Interlocked.Exchange(ref _awake, 0) == 1)
                    Interlocked.Increment(ref time._sleepers);
                return Inner.Change(dueTime, period);
            }

            public void Dispose()
            {
                Wake();
                Inner.Dispose();
            }

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }

    private sealed class WatchedStore : IRetentionStore
    {
        private readonly InMemoryRetentionStore _inner = new(2);
        private int _looks;

        internal bool IsDeaf { get; set; }

        internal bool IsDispatching { get; set; }

        internal int Looks => Volatile.Read(ref _looks);

        public int PartitionCount => _inner.PartitionCount;

        public ICatalogStore Catalog => _inner.Catalog;

        public Task InitializeAsync(CancellationToken cancellationToken) => _inner.InitializeAsync(cancellationToken);

        public async Task<Agenda> ReadAgendaAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _looks);
            var agenda = await _inner.ReadAgendaAsync(cancellationToken);
            return IsDispatching ? agenda with { Partitions = [.. agenda.Partitions.Select(partition => partition with { IsDispatching = true })] } : agenda;
        }

        public Task<IPartitionTransaction> BeginAsync(int partition, CancellationToken cancellationToken) => _inner.BeginAsync(partition, cancellationToken);

        public Task<IPartitionTransaction?> TryBeginAsync(int partition, CancellationToken cancellationToken) => _inner.TryBeginAsync(partition, cancellationToken);

        public async Task<IWorkerRegistration> RegisterWorkerAsync(CancellationToken cancellationToken)
        {
            var registration = await _inner.RegisterWorkerAsync(cancellationToken);
            return IsDeaf ? new DeafRegistration(registration) : registration;
        }
    }

    private sealed class DeafRegistration(IWorkerRegistration inner) : IWorkerRegistration
    {
        public long Worker => inner.Worker;

        public bool IsAlive => inner.IsAlive;

        public Task WaitForWorkAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
