using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Testing.Tests;

namespace Retention.Workflows.Tests.Engine.Ingestion;

/// <summary>
/// Calls that append events at the same time, or fail half way, have the same effect on every store; each store runs these trials.
/// </summary>
internal static class ConcurrentIntakeTrial
{
    private const int Calls = 20;

    private static readonly EventName Visited = new("visited");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A partition fails. The others keep what they committed, and the repeated call stores the rest, each event once.</summary>
    internal static async Task FailAsync(Func<IRetentionStore> open)
    {
        var fails = true;
        await using var trial = await StartAsync(open, Bug.In<IEventLog>(nameof(IEventLog.AppendAsync), (_, arguments, call) =>
            fails && Ids(arguments).Contains("n7") ? throw new RetentionStoreException("The disk is full.") : call()), batchSize: 10);
        CustomerEvent[] events = [.. Enumerable.Range(0, 40).Select(number => trial.Visit($"n{number}", $"c{number % 10}"))];

        var append = () => trial.Client.AppendEventsAsync(events, Token);
        await append.Should().ThrowAsync<RetentionStoreException>().WithMessage("The disk is full.");
        var before = await trial.StoredAsync(events);
        before.Should().NotContain("n7");
        fails = false;
        var repeated = await append();

        repeated.Select(result => result.Outcome).Should().Equal(events.Select(
            @event => before.Contains(@event.Id) ? EventOutcome.Duplicate : EventOutcome.Stored));
        await trial.ShouldHaveEachOnceAsync(events);
        (await append()).Should().OnlyContain(result => result.Outcome == EventOutcome.Duplicate);
        await trial.ShouldHaveEachOnceAsync(events);
    }

    /// <summary>A call is cancelled half way. It keeps what it committed, and the repeated call stores the rest.</summary>
    internal static async Task CancelAsync(Func<IRetentionStore> open)
    {
        using var cancelled = new CancellationTokenSource();
        var appends = 0;
        await using var trial = await StartAsync(open, Bug.In<IEventLog>(nameof(IEventLog.AppendAsync), (_, _, call) =>
        {
            if (++appends == 2)
                cancelled.Cancel();
            return call();
        }), batchSize: 10);
        CustomerEvent[] events = [.. Enumerable.Range(0, 40).Select(number => trial.Visit($"n{number}", $"c{number}"))];

        var append = () => trial.Client.AppendEventsAsync(events, cancelled.Token);
        await append.Should().ThrowAsync<OperationCanceledException>();
        (await trial.StoredAsync(events)).Should().HaveCountLessThan(events.Length);
        var repeated = await trial.Client.AppendEventsAsync(events, Token);

        repeated.Should().OnlyContain(result => result.Outcome == EventOutcome.Stored || result.Outcome == EventOutcome.Duplicate);
        await trial.ShouldHaveEachOnceAsync(events);
    }

    /// <summary>Calls that wait for the same partition share a commit. An event that two of them append is stored once.</summary>
    internal static async Task ShareAsync(Func<IRetentionStore> open)
    {
        var commits = 0;
        await using var trial = await StartAsync(open, Bug.In<IPartitionTransaction>(nameof(IPartitionTransaction.CommitAsync),
            (_, _, call) => CountAsync((Task)call()!, () => Interlocked.Increment(ref commits))));
        CustomerEvent[] events = [.. Enumerable.Range(0, Calls).Select(number => trial.Visit($"n{number}", "ada"))];

        commits = 0;

        var results = await trial.WhileLockedAsync(() => [.. events.Append(events[3]).Select(
            @event => trial.Client.AppendEventAsync(@event, Token))]);

        commits.Should().Be(1);
        results.Select(result => result.Outcome).Order().Should()
            .Equal([.. events.Select(_ => EventOutcome.Stored), EventOutcome.Duplicate]);
        await trial.ShouldHaveEachOnceAsync(events);
    }

    /// <summary>What is wrong with the events of one call does not affect calls that waited with it.</summary>
    internal static async Task FailAloneAsync(Func<IRetentionStore> open)
    {
        await using var trial = await StartAsync(open, Bug.In<IEventLog>(nameof(IEventLog.AppendAsync), (_, arguments, call) =>
            Ids(arguments).Contains("n7") ? throw new InvalidOperationException("A bug.") : call()));
        CustomerEvent[] events = [.. Enumerable.Range(0, Calls).Select(number => trial.Visit($"n{number}", "ada"))];

        var calls = Array.Empty<Task<AppendEventResult>>();
        var append = () => trial.WhileLockedAsync(
            () => calls = [.. events.Select(@event => trial.Client.AppendEventAsync(@event, Token))]);
        await append.Should().ThrowAsync<InvalidOperationException>().WithMessage("A bug.");

        calls.Where((_, index) => index != 7).Should().OnlyContain(call => call.IsCompletedSuccessfully);
        calls[7].IsFaulted.Should().BeTrue();
        await trial.ShouldHaveEachOnceAsync([.. events.Where(@event => @event.Id != "n7")]);
    }

    /// <summary>A call that is cancelled while it waits stores nothing, and the calls that wait with it do.</summary>
    internal static async Task CancelAloneAsync(Func<IRetentionStore> open)
    {
        await using var trial = await StartAsync(open, null);
        using var cancelled = new CancellationTokenSource();
        CustomerEvent[] events = [.. Enumerable.Range(0, Calls).Select(number => trial.Visit($"n{number}", "ada"))];

        var calls = Array.Empty<Task<AppendEventResult>>();
        var append = () => trial.WhileLockedAsync(() =>
        {
            calls = [.. events.Select((@event, index) => trial.Client.AppendEventAsync(@event, index == 0 ? cancelled.Token : Token))];
            cancelled.Cancel();
            return calls;
        });
        await append.Should().ThrowAsync<OperationCanceledException>();

        calls[0].IsCanceled.Should().BeTrue();
        calls.Skip(1).Should().OnlyContain(call => call.Result.Outcome == EventOutcome.Stored);
        await trial.ShouldHaveEachOnceAsync(events[1..]);
        (await trial.StoredAsync(events)).Should().NotContain("n0");
    }

    private static async Task CountAsync(Task commit, Action count)
    {
        await commit;
        count();
    }

    private static IEnumerable<string> Ids(object?[] arguments) =>
        ((IReadOnlyList<CustomerEvent>)arguments[0]!).Select(@event => @event.Id);

    private static async Task<Trial> StartAsync(Func<IRetentionStore> open, Bug? bug, int batchSize = 1_000)
    {
        var store = open();
        var definition = JourneyDefinition.Build(new JourneyName("under-test"), journey =>
        {
            journey.Enroll.On(Visited).ReEntry(ReEntry.Always);
            journey.Steps.Wait("think", Period.Days(3));
        });
        var journey = await JourneyHarness.StartAsync(definition, harness =>
        {
            harness.CancellationToken = Token;
            harness.Configure = retention =>
            {
                retention.Store.Use(_ => bug?.Plant(store) ?? store);
                retention.Configure(options => options.Worker.BatchSize = batchSize);
            };
        });
        await journey.Client.SaveCustomersAsync(
            [Some.Customer(), .. Enumerable.Range(0, 40).Select(number => Some.Customer($"c{number}"))], Token);
        return new Trial(journey, store);
    }

    private sealed class Trial(JourneyHarness journey, IRetentionStore store) : IAsyncDisposable
    {
        internal IRetentionClient Client => journey.Client;

        internal CustomerEvent Visit(string id, string customer) =>
            new() { Id = id, Customer = new CustomerId(customer), Name = Visited, OccurredAt = journey.Time.GetUtcNow() };

        /// <summary>Starts calls while a transaction holds all partitions, and awaits the calls after its end.</summary>
        internal async Task<IReadOnlyList<AppendEventResult>> WhileLockedAsync(Func<Task<AppendEventResult>[]> start)
        {
            Task<AppendEventResult>[] calls;
            await using (var transaction = await store.BeginAsync(0, Token))
            {
                for (var partition = 1; partition < store.PartitionCount; partition++)
                    await transaction.JoinAsync(partition, Token);
                calls = start();
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Token);
            }

            return await Task.WhenAll(calls);
        }

        /// <summary>The ids of those events that are stored.</summary>
        internal async Task<IReadOnlyList<string>> StoredAsync(CustomerEvent[] events)
        {
            var stored = new List<string>();
            for (var partition = 0; partition < store.PartitionCount; partition++)
            {
                await using var transaction = await store.BeginAsync(partition, Token);
                foreach (var customer in events.Select(@event => @event.Customer).Distinct())
                    stored.AddRange((await transaction.Events.ReadByCustomerAsync(customer, Token))
                        .Where(@event => @event.Name == Visited).Select(@event => @event.Id));
            }

            return stored;
        }

        /// <summary>Each event is stored once and has enrolled its customer once.</summary>
        internal async Task ShouldHaveEachOnceAsync(CustomerEvent[] events)
        {
            (await StoredAsync(events)).Order(StringComparer.Ordinal).Should()
                .Equal(events.Select(@event => @event.Id).Order(StringComparer.Ordinal));
            (await journey.Operations.ReadCountersAsync(new JourneyName("under-test"), Token))
                .Where(counter => counter.Measure == JourneyMeasures.Entered).Sum(counter => counter.Count).Should().Be(events.Length);
        }

        public ValueTask DisposeAsync() => journey.DisposeAsync();
    }
}
