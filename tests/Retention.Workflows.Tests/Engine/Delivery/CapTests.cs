using Retention.Workflows.Messaging;
using Retention.Workflows.Recommendations;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Delivery;

/// <summary>Which messages count under a cap, and when the cap has a free slot again.</summary>
public sealed class CapTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("2026-01-31T10:00:00Z", 20, 0, 1,
        "2026-02-28T10:00:00Z")] // one month after 31 January is 28 February, although one month before 28 February is 28 January
    [InlineData("2026-10-25T01:30:00Z", 0, 1, 0, "2026-10-26T01:30:00Z")] // 02:30 occurred twice in Prague, and this was the second one
    public async Task A_deferred_message_under_a_calendar_cap_waits_once_and_does_not_spin(
        string sent, int later, int days, int months, string room)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var composed = 0;
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("one", template: "one").Wait("a-while", Days(later) + Minutes(1))
                .SendEmail("two", template: "two", options: send => send.DeferUpTo = Days(14)),
            options =>
            {
                options.Start = DateTimeOffset.Parse(sent, System.Globalization.CultureInfo.InvariantCulture);
                options.CancellationToken = enough.Token;
                options.Configure = retention =>
                {
                    retention.Templates.Use(new CountingTemplates(() =>
                    {
                        if (++composed > 20)
                            enough.Cancel();
                    }));
                    retention.Configure(settings =>
                        settings.FrequencyCaps.Add(new FrequencyCap { Max = 1, Period = months > 0 ? Months(months) : Days(days) }));
                };
            });
        await journey.EnrollAsync(Some.Customer("ada", "Europe/Prague"));

        await journey.AdvanceAsync(TimeSpan.FromDays(31));

        journey.Sent.Should().HaveCount(2);
        journey.Messages[1].SentAt.Should()
            .BeCloseTo(DateTimeOffset.Parse(room, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("transactional", false)]
    [InlineData("news", false)]
    [InlineData("marketing", true)]
    public async Task A_message_being_sent_by_another_worker_counts_by_its_own_topic(string topic, bool counts)
    {
        var store = new InMemoryRetentionStore(partitions: 1);
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("other", template: "other", options: send => send.Topic = new Topic(topic))
                .SendEmail("offer", template: "offer"),
            options => options.Configure = retention =>
            {
                retention.Store.Use(_ => store);
                retention.Configure(
                    settings => settings.FrequencyCaps.Add(new FrequencyCap { Max = 1, Period = Days(7), Topic = Topic.Marketing }));
            });
        journey.On(Channel.Email).Answer = _ => DeliveryResult.RetryLater("busy", TimeSpan.FromHours(1));
        var ada = Some.Customer();
        await journey.EnrollAsync(
            ada with { Consents = [.. ada.Consents, new Consent { Topic = new Topic("news"), Channel = Channel.Email, Granted = true }] });
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;
        await using var other = await store.RegisterWorkerAsync(Token);
        await using (var transaction = await store.BeginAsync(0, Token))
        {
            var message = (await transaction.Outbox.ReadAllAsync(0, 10, Token)).Single(message => message.Step == "other");
            await transaction.Outbox.UpdateAsync(
                [message with { Status = MessageStatus.Dispatching, Worker = other.Worker, DueAt = null }], Token);
            await transaction.CommitAsync(Token);
        }

        await journey.AdvanceAsync(TimeSpan.FromHours(2));

        journey.Sent.Should().Equal(counts ? [] : ["offer by email"]);
        (await journey.MessageAsync("offer")).Reason.Should().Be(counts ? "capped" : null);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_that_waits_for_the_recommender_keeps_its_slot(bool later)
    {
        var isDown = true;
        await using var journey = await Journeys.StartAsync(
            steps =>
            {
                steps.SendEmail("offer", template: "offer", recommend: 3);
                if (later)
                    steps.Wait("a-bit", Minutes(1));
                steps.SendEmail("plain", template: "plain");
            },
            options => options.Configure = retention =>
            {
                retention.Configure(settings => settings.FrequencyCaps.Add(new FrequencyCap { Max = 1, Period = Days(7) }));
                retention.Recommendations.UseRecommender(_ => new Recommender(() => isDown));
            });
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromMinutes(2));
        isDown = false;

        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        journey.Sent.Should().Equal("offer by email");
        (await journey.MessageAsync("plain")).Reason.Should().Be("capped");
    }

    private sealed class Recommender(Func<bool> isDown) : IRecommender
    {
        public Task<IReadOnlyList<IReadOnlyList<ProductId>>> RecommendAsync(
            IReadOnlyList<RecommendationRequest> requests, CancellationToken cancellationToken) =>
            isDown()
                ? throw new HttpRequestException("503")
                : Task.FromResult<IReadOnlyList<IReadOnlyList<ProductId>>>([.. requests.Select(_ => (IReadOnlyList<ProductId>)[])]);
    }

    private sealed class CountingTemplates(Action rendered) : IMessageTemplates
    {
        private readonly PlainTemplates _plain = new();

        public IReadOnlyList<string> Validate(TemplateName name, Channel channel) => [];

        public bool ShowsVoucher(TemplateName name, Channel channel) => false;

        public MessageContent Render(TemplateName name, Channel channel, string? locale, MessageModel model)
        {
            rendered();
            return _plain.Render(name, channel, locale, model);
        }
    }
}
