using Retention.Workflows.Messaging;
using Retention.Workflows.Recommendations;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Resilience;

/// <summary>Calls of the host's own code may time out, or never answer. They delay only their own customers.</summary>
public sealed class HostCallTimeoutTests
{
    private static readonly CustomerId Ada = Journeys.Ada;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_timeout_of_the_recommender_delays_only_messages_with_recommendations()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("offer", template: "offer", recommend: 3).SendEmail("plain", template: "plain"),
            options =>
                options.Configure = retention => retention.Recommendations.UseRecommender(_ => new Recommender(_ => throw TimedOut())));

        await journey.EnrollAsync(Some.Customer());

        journey.Sent.Should().Equal("plain by email");
        (await journey.MessageAsync("offer")).Should()
            .Match<OutboxMessage>(message => message.Status == MessageStatus.Queued && message.Reason == "recommendations-failed");
    }

    [Fact]
    public async Task A_message_that_dies_of_a_failing_recommender_writes_its_event()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.Wait("a-bit", Minutes(1)).SendEmail("offer", template: "offer", recommend: 3).Wait("think", Days(30)),
            options =>
                options.Configure = retention => retention.Recommendations.UseRecommender(_ => new Recommender(_ => throw TimedOut())),
            builder => builder.ExitOn("refused", EventNames.MessageRefused));
        await journey.EnrollAsync(Some.Customer());

        await journey.AdvanceAsync(TimeSpan.FromDays(10));

        (await journey.MessageAsync("offer")).Status.Should().Be(MessageStatus.Dead);
        (await journey.WhereIsAsync(Ada)).Should().Be("ended as refused");
    }

    [Fact]
    public async Task A_timeout_of_the_catalogue_delays_only_messages_with_products()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("cart", template: "cart").SendEmail("plain", template: "plain"),
            options => options.Configure = retention => retention.Recommendations.UseCatalog(_ => new TimedOutCatalog()));
        await journey.HappenAsync(CartOf(journey));

        await journey.EnrollAsync(Some.Customer());

        journey.Sent.Should().Equal("plain by email");
        (await journey.MessageAsync("cart")).Status.Should().Be(MessageStatus.Queued);
    }

    [Fact]
    public async Task A_timeout_of_the_store_table_delays_only_messages_with_stores()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("cart", template: "cart").SendEmail("plain", template: "plain"),
            options => options.Configure = retention => retention.Recommendations.UseStoreAvailability(_ => new TimedOutStores()));
        await journey.HappenAsync(CartOf(journey));

        await journey.EnrollAsync(Some.Customer() with { PostalCode = "11000" });

        journey.Sent.Should().Equal("plain by email");
        (await journey.MessageAsync("cart")).Should()
            .Match<OutboxMessage>(message => message.Status == MessageStatus.Queued && message.Reason == "stores-failed");
    }

    [Fact]
    public async Task A_recommender_that_ignores_cancellation_is_abandoned_at_the_timeout()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("offer", template: "offer", recommend: 3).SendEmail("plain", template: "plain"),
            options => options.Configure = retention => retention.Recommendations.UseRecommender(_ => new Recommender(_ =>
            {
                asked.TrySetResult();
                return new TaskCompletionSource<IReadOnlyList<IReadOnlyList<ProductId>>>().Task;
            })));
        await journey.Client.SaveCustomersAsync([Some.Customer()], Token);
        await journey.Client.EnrollAsync(new JourneyName("under-test"), Ada, cancellationToken: Token);

        var running = Task.Run(() => journey.AdvanceAsync(TimeSpan.Zero), Token);
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(1), Token);
        journey.Time.Advance(TimeSpan.FromSeconds(31));
        await running.WaitAsync(TimeSpan.FromMinutes(1), Token);

        journey.Sent.Should().Equal("plain by email");
    }

    [Fact]
    public async Task A_timeout_in_a_predicate_at_a_step_fails_for_that_customer_alone()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.Wait("think", Hours(1)).ExitIf("slow", Customer.Satisfies("slow")).SendEmail("offer", template: "offer"),
            options => options.Configure = retention =>
                retention.Conditions.Add("slow", (customer, _, _) => customer.Id == Ada ? throw TimedOut() : false));
        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.EnrollAsync(Some.Customer("bob"));

        await journey.AdvanceAsync(TimeSpan.FromDays(3));

        journey.Messages.Select(message => message.Customer.Value).Should().Equal("bob");
        (await journey.WhereIsAsync(Ada)).Should().Be("stuck at slow");
    }

    [Fact]
    public async Task A_timeout_in_the_condition_of_an_exit_rule_loses_no_event()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.Wait("think", Hours(1)).SendEmail("offer", template: "offer"),
            options => options.Configure = retention => retention.Conditions.Add("slow", (_, _, _) => throw TimedOut()),
            builder => builder.ExitOn("bought", EventNames.Purchase, when: Customer.Satisfies("slow")));
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        await journey.PurchaseAsync(Ada);
        await journey.AdvanceAsync(TimeSpan.FromHours(2));

        journey.Sent.Should().Equal("offer by email");
    }

    [Fact]
    public async Task A_cancelled_template_delays_no_other_message()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("offer", template: "offer").SendEmail("plain", template: "plain"),
            options => options.Configure = retention => retention.Templates.Use(new TimedOutTemplates()));

        await journey.EnrollAsync(Some.Customer());

        journey.Sent.Should().Equal("plain by email");
        (await journey.MessageAsync("offer")).Reason.Should().Be("template:offer");
    }

    /// <summary>The exception of an HTTP client at its timeout, although nothing was cancelled.</summary>
    private static TaskCanceledException TimedOut() => new("The request was canceled due to the configured HttpClient.Timeout.");

    private static CustomerEvent CartOf(JourneyHarness journey) => new()
    {
        Id = "cart-1",
        Customer = Ada,
        Name = EventNames.CartUpdated,
        OccurredAt = journey.Time.GetUtcNow().AddMinutes(-5),
        Lines = [new OrderLine { Product = new ProductId("shoe"), Quantity = 1, UnitPrice = 50 }],
    };

    private sealed class Recommender(Func<IReadOnlyList<RecommendationRequest>, Task<IReadOnlyList<IReadOnlyList<ProductId>>>> answer)
        : IRecommender
    {
        public Task<IReadOnlyList<IReadOnlyList<ProductId>>> RecommendAsync(
            IReadOnlyList<RecommendationRequest> requests, CancellationToken cancellationToken) => answer(requests);
    }

    private sealed class TimedOutCatalog : IProductCatalog
    {
        public Task<IReadOnlyDictionary<ProductId, Product>> FindAsync(
            IReadOnlyCollection<ProductId> ids, CancellationToken cancellationToken) => throw TimedOut();
    }

    private sealed class TimedOutStores : IStoreAvailability
    {
        public Task<IReadOnlyList<IReadOnlyList<StoreStock>>> NearestAsync(
            IReadOnlyList<StoreRequest> requests, CancellationToken cancellationToken) => throw TimedOut();
    }

    private sealed class TimedOutTemplates : IMessageTemplates
    {
        private readonly PlainTemplates _plain = new();

        public IReadOnlyList<string> Validate(TemplateName name, Channel channel) => [];

        public bool ShowsVoucher(TemplateName name, Channel channel) => false;

        public MessageContent Render(TemplateName name, Channel channel, string? locale, MessageModel model) =>
            name.Value == "offer" ? throw TimedOut() : _plain.Render(name, channel, locale, model);
    }
}
