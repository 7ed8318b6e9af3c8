using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Delivery;

/// <summary>A frequency cap holds for a mailbox that several customers share.</summary>
public sealed class SharedMailboxTests
{
    private static readonly Topic News = new("news");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, "Family@Example.com", "family@example.COM", true)]
    [InlineData(4, "family@example.com", "family@example.com", true)]
    [InlineData(4, "ada@example.com", "bob@example.com", false)]
    public async Task It_gets_no_more_than_one_customer_would(int partitions, string first, string second, bool shared)
    {
        await using var journey = await StartAsync(partitions);
        await EnrollAsync(journey, With("ada", first), With("bob", second), With("eve", "eve@example.com"));

        await journey.AdvanceAsync(TimeSpan.FromDays(6));

        journey.Messages.Should().HaveCount(shared ? 2 : 3);
        (await CappedAsync(journey)).Should().Be(shared ? 1 : 0);
    }

    [Fact]
    public async Task Its_slot_is_free_again_after_the_period()
    {
        await using var journey = await StartAsync();
        await EnrollAsync(journey, With("ada", "family@example.com"), With("bob", "family@example.com"));
        await journey.AdvanceAsync(TimeSpan.FromDays(7) + TimeSpan.FromHours(1));

        await EnrollAsync(journey, With("eve", "family@example.com"));
        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        journey.Messages.Should().HaveCount(2);
        journey.Messages.Should().Contain(message => message.Customer == new CustomerId("eve"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_that_failed_releases_its_slot(bool isReported)
    {
        await using var journey = await StartAsync();
        await journey.Client.SaveCustomersAsync([With("ada", "family@example.com"), With("bob", "family@example.com")], Token);
        var sent = new List<OutgoingMessage>();
        journey.On(Channel.Email).Answer = message =>
        {
            sent.Add(message);
            return isReported || sent.Count > 1 ? DeliveryResult.Delivered : DeliveryResult.Rejected("no");
        };
        await journey.Client.EnrollAsync("under-test", new CustomerId("ada"), cancellationToken: Token);
        await journey.AdvanceAsync(TimeSpan.FromHours(1));
        if (isReported)
            await journey.Client.ReportAsync([new DeliveryReport { Token = sent[0].ReportToken, Channel = Channel.Email,
                Status = DeliveryReportStatus.Failed, Reason = "no", OccurredAt = sent[0].SentAt }], Token);

        await journey.Client.EnrollAsync("under-test", new CustomerId("bob"), cancellationToken: Token);
        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        sent.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_customer_who_moved_shares_it_no_longer()
    {
        await using var journey = await StartAsync();
        await journey.Client.SaveCustomersAsync([With("ada", "family@example.com"), With("bob", "family@example.com")], Token);
        await journey.Client.SaveCustomersAsync([With("ada", "ada@example.com")], Token);
        await EnrollAsync(journey, With("ada", "ada@example.com"), With("bob", "family@example.com"));

        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        journey.Messages.Should().HaveCount(2);
    }

    [Fact]
    public async Task What_an_erased_customer_got_there_still_counts()
    {
        await using var journey = await StartAsync(topic: News);
        var bob = With("bob", "family@example.com");
        var consents = new[] { new Consent { Topic = News, Channel = Channel.Email, Granted = true } };
        await journey.Client.SaveCustomersAsync([With("ada", "family@example.com") with { Consents = consents },
            bob with { Consents = consents }], Token);
        await journey.Client.EnrollAsync("under-test", new CustomerId("ada"), cancellationToken: Token);
        await journey.AdvanceAsync(TimeSpan.FromHours(1));
        await journey.Privacy.EraseAsync(new CustomerId("ada"), Token);
        await journey.Privacy.UnsuppressAsync(bob.Id, Channel.Email, News, Token);

        await journey.Client.EnrollAsync("under-test", new CustomerId("bob"), cancellationToken: Token);
        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        journey.Messages.Should().HaveCount(1);
        (await CappedAsync(journey)).Should().Be(1);
    }

    [Fact]
    public async Task Transactional_messages_do_not_count_there()
    {
        await using var journey = await StartAsync(topic: Topic.Transactional);
        await EnrollAsync(journey, With("ada", "family@example.com"), With("bob", "family@example.com"));

        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        journey.Messages.Should().HaveCount(2);
    }

    private static Customer With(string id, string address) =>
        Some.Customer(id) with { Addresses = new Dictionary<Channel, string> { [Channel.Email] = address } };

    private static async Task EnrollAsync(JourneyHarness journey, params Customer[] customers)
    {
        await journey.Client.SaveCustomersAsync(customers, Token);
        foreach (var customer in customers)
            await journey.Client.EnrollAsync("under-test", customer.Id, cancellationToken: Token);
    }

    private static Task<long> CappedAsync(JourneyHarness journey) =>
        journey.CountAsync(JourneyMeasures.NotSent, $"{Channel.Email}:{RefusalReasons.Capped}");

    private static Task<JourneyHarness> StartAsync(int partitions = 1, Topic? topic = null) => Journeys.StartAsync(
        steps => steps.SendEmail("offer", template: "offer", options: send => send.Topic = topic ?? Topic.Marketing),
        options => options.Configure = retention =>
        {
            retention.Store.Use(_ => new InMemoryRetentionStore(partitions));
            retention.Configure(settings =>
            {
                settings.Privacy.Key = "0123456789abcdef";
                settings.FrequencyCaps.Add(new FrequencyCap { Max = 1, Period = Days(7) });
            });
        });
}
