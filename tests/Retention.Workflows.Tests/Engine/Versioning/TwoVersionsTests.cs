using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Engine.Versioning;

/// <summary>Two versions of the library on one store: the older one leaves what it cannot read to the newer one.</summary>
public sealed class TwoVersionsTests
{
    private readonly InMemoryRetentionStore _store = new(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_of_an_unreadable_version_is_not_decided_here()
    {
        await using var newer = await NewerAsync(send => send.Topic = Topic.Transactional);
        newer.On(Channel.Email).Answer = _ => DeliveryResult.RetryLater("busy", TimeSpan.FromMinutes(1));
        await newer.EnrollAsync(Some.Customer() with { Consents = [] });
        newer.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;

        for (var hour = 1; hour <= 20; hour++)
            await using (await OlderAsync(newer.Time.GetUtcNow().AddHours(hour)))
                (await newer.MessageAsync("receipt")).Should()
                    .Match<OutboxMessage>(message => message.Status == MessageStatus.Queued && message.Attempt == 1);

        await newer.AdvanceAsync(TimeSpan.FromDays(1));
        newer.Sent.Should().Equal("receipt by email");
    }

    [Fact]
    public async Task An_abandoned_message_of_an_unreadable_version_is_left_to_another_process()
    {
        await using var newer = await NewerAsync(send => send.OnAmbiguous = AmbiguityPolicy.Resend);
        newer.On(Channel.Email).Answer = _ => DeliveryResult.RetryLater("busy", TimeSpan.FromMinutes(1));
        await newer.EnrollAsync(Some.Customer());
        newer.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;
        await using (var transaction = await _store.BeginAsync(0, Token))
        {
            var message = (await transaction.Outbox.ReadAllAsync(0, 10, Token)).Single();
            await transaction.Outbox.UpdateAsync(
                [message with { Status = MessageStatus.Dispatching, Worker = 1_000_000, DueAt = null }], Token);
            await transaction.CommitAsync(Token);
        }

        await using (var older = await OlderAsync(newer.Time.GetUtcNow()))
        {
            (await newer.MessageAsync("receipt")).Status.Should().Be(MessageStatus.Dispatching);
            await older.AdvanceAsync(TimeSpan.FromSeconds(1)); // and it does not poll for it all the time
        }

        await newer.AdvanceAsync(TimeSpan.FromHours(1));
        newer.Sent.Should().Equal("receipt by email");
    }

    private Task<JourneyHarness> NewerAsync(Action<SendOptions> options) =>
        Journeys.StartAsync(steps => steps.SendEmail("receipt", template: "receipt", options: options),
            harness => harness.Configure = retention => retention.Store.Use(_ => _store));

    private Task<JourneyHarness> OlderAsync(DateTimeOffset now) => JourneyHarness.StartAsync(
        JourneyDefinition.Build(new JourneyName("another"), journey => journey.Steps.SendEmail("offer", template: "offer")),
        options =>
        {
            options.Start = now;
            options.CancellationToken = Token;
            options.Configure = retention => retention.Store.Use(_ => new OlderStore(_store));
        });

    /// <summary>The store as seen by a library that cannot read the journey under test.</summary>
    private sealed class OlderStore(InMemoryRetentionStore inner) : IRetentionStore, ICatalogStore
    {
        public int PartitionCount => inner.PartitionCount;

        public ICatalogStore Catalog => this;

        public Task InitializeAsync(CancellationToken cancellationToken) => inner.InitializeAsync(cancellationToken);

        public Task<DueWork> ReadDueWorkAsync(CancellationToken cancellationToken) => inner.ReadDueWorkAsync(cancellationToken);

        public Task<IPartitionTransaction> BeginAsync(int partition, CancellationToken cancellationToken) =>
            inner.BeginAsync(partition, cancellationToken);

        public Task<IPartitionTransaction?> TryBeginAsync(int partition, CancellationToken cancellationToken) =>
            inner.TryBeginAsync(partition, cancellationToken);

        public Task<IWorkerRegistration> RegisterWorkerAsync(CancellationToken cancellationToken) =>
            inner.RegisterWorkerAsync(cancellationToken);

        public async Task<IReadOnlyList<JourneyVersion>> ReadJourneysAsync(CancellationToken cancellationToken) =>
        [
            .. (await inner.Catalog.ReadJourneysAsync(cancellationToken)).Select(version =>
                version.Journey.Value == "under-test" ? version with { Definition = version.Definition.Replace(
                    "\"receipt\"", "\"receipt\",\"colour\":\"red\"", StringComparison.Ordinal) } : version),
        ];

        public Task<bool> TryAddJourneyAsync(JourneyVersion version, CancellationToken cancellationToken) =>
            inner.Catalog.TryAddJourneyAsync(version, cancellationToken);

        public Task<StoredRfmModel?> ReadLatestModelAsync(CancellationToken cancellationToken) =>
            inner.Catalog.ReadLatestModelAsync(cancellationToken);

        public Task<IReadOnlyList<StoredRfmModel>> ReadModelsAsync(CancellationToken cancellationToken) =>
            inner.Catalog.ReadModelsAsync(cancellationToken);

        public Task<bool> TryAddModelAsync(StoredRfmModel model, CancellationToken cancellationToken) =>
            inner.Catalog.TryAddModelAsync(model, cancellationToken);
    }
}
