using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Engine.Worker;

/// <summary>A worker that the store declares dead during a cycle claims no more messages under its old number.</summary>
public sealed class LostRegistrationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_that_lost_its_registration_claims_no_more_chunks()
    {
        var store = new RegistrationLosingStore { Tells = true };
        await using var journey = await StartAsync(store);
        var abandoned = new List<int>();
        journey.On(Channel.Email).Answer = _ =>
        {
            abandoned.Add(AbandonedOf(store).GetAwaiter().GetResult());
            if (abandoned.Count == 1)
                store.Forget();
            return DeliveryResult.Delivered;
        };

        await journey.AdvanceAsync(TimeSpan.Zero);

        abandoned.Should().Equal([0, 0, 0], "during a send the message must belong to a living worker");
        journey.Messages.Select(message => message.Customer.Value).Should().BeEquivalentTo("c0", "c1", "c2");
    }

    [Fact]
    public async Task A_worker_declared_dead_learns_it_from_the_claiming_transaction()
    {
        var store = new RegistrationLosingStore { Tells = false };
        await using var journey = await StartAsync(store);
        journey.On(Channel.Email).Answer = _ =>
        {
            store.Forget();
            return DeliveryResult.Delivered;
        };

        var run = () => journey.AdvanceAsync(TimeSpan.Zero);

        await run.Should().ThrowAsync<RetentionStoreException>();
        journey.Sent.Should().ContainSingle("only what was being handed over when the registration was lost has left");
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;
        store.Tells = true;
        await journey.AdvanceAsync(TimeSpan.Zero);
        journey.Messages.Select(message => message.Customer.Value).Should().BeEquivalentTo("c0", "c1", "c2");
    }

    private static async Task<JourneyHarness> StartAsync(RegistrationLosingStore store)
    {
        var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("offer", template: "offer"), options => options.Configure = retention =>
            {
                retention.Store.Use(_ => store);
                retention.Configure(settings => settings.Delivery.SendConcurrency = 1);
            });
        await journey.Client.SaveCustomersAsync([.. Enumerable.Range(0, 3).Select(number => Some.Customer($"c{number}"))], Token);
        for (var number = 0; number < 3; number++)
            await journey.Client.EnrollAsync(new JourneyName("under-test"), new CustomerId($"c{number}"), cancellationToken: Token);
        return journey;
    }

    private static async Task<int> AbandonedOf(RegistrationLosingStore store)
    {
        await using var transaction = await store.BeginAsync(0, Token);
        return (await transaction.Outbox.ReadAbandonedAsync(10, Token)).Count;
    }

    /// <summary>A store of one partition that declares a worker dead, and tells the worker or does not.</summary>
    private sealed class RegistrationLosingStore : IRetentionStore
    {
        private readonly InMemoryRetentionStore _inner = new(1);
        private IWorkerRegistration? _registered;

        internal bool Tells { get; set; }

        public int PartitionCount => 1;

        public ICatalogStore Catalog => _inner.Catalog;

        public Task InitializeAsync(CancellationToken cancellationToken) => _inner.InitializeAsync(cancellationToken);

        public Task<DueWork> ReadDueWorkAsync(CancellationToken cancellationToken) => _inner.ReadDueWorkAsync(cancellationToken);

        public Task<IPartitionTransaction> BeginAsync(int partition, CancellationToken cancellationToken) =>
            _inner.BeginAsync(partition, cancellationToken);

        public Task<IPartitionTransaction?> TryBeginAsync(int partition, CancellationToken cancellationToken) =>
            _inner.TryBeginAsync(partition, cancellationToken);

        public async Task<IWorkerRegistration> RegisterWorkerAsync(CancellationToken cancellationToken) =>
            new Registration(this, _registered = await _inner.RegisterWorkerAsync(cancellationToken));

        internal void Forget() => _registered!.DisposeAsync().AsTask().GetAwaiter().GetResult();

        private sealed class Registration(RegistrationLosingStore store, IWorkerRegistration inner) : IWorkerRegistration
        {
            public long Worker => inner.Worker;

            public bool IsAlive => !store.Tells || inner.IsAlive;

            public Task WaitForWorkAsync(CancellationToken cancellationToken) => inner.WaitForWorkAsync(cancellationToken);

            public ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }
}
