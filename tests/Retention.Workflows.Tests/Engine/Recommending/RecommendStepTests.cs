using Retention.Workflows.Recommendations;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Recommending;

/// <summary>A step chooses products once, for all later messages.</summary>
public sealed class RecommendStepTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_later_messages_show_the_chosen_products()
    {
        var shop = new Shop("tent", "stove", "lamp");
        await using var journey = await StartAsync(shop, steps => Showing(steps.Recommend("picks", 2), "offer").Wait("think", Days(10))
            .SendEmail("plain", "plain").Wait("more", Days(1)).SendSms("reminder", "t", Shows("picks")));
        await journey.EnrollAsync(Some.Customer());
        shop.Chooses = ["boots"];

        await journey.AdvanceAsync(TimeSpan.FromDays(12));

        Shown(journey, "offer").Should().Equal("tent", "stove");
        Shown(journey, "reminder").Should().Equal("tent", "stove");
        shop.Asked.Should().Be(1);
    }

    [Fact]
    public async Task Sold_out_and_bought_products_are_not_shown()
    {
        var shop = new Shop("tent", "stove", "lamp");
        await using var journey = await StartAsync(shop, steps => Showing(steps.Recommend("picks", 3).Wait("think", Days(10)), "offer"));
        await journey.EnrollAsync(Some.Customer());
        shop.SoldOut.Add(new ProductId("stove"));
        await journey.AdvanceAsync(TimeSpan.FromDays(5));
        await journey.HappenAsync(Some.Purchase(Journeys.Ada, journey.Time.GetUtcNow(), 50, "tent"));

        await journey.AdvanceAsync(TimeSpan.FromDays(6));

        Shown(journey, "offer").Should().Equal("lamp");
    }

    [Theory]
    [InlineData(false, "ended as nothing")]
    [InlineData(true, "ended as something")]
    public async Task The_step_takes_one_of_two_branches(bool isThere, string way)
    {
        var shop = isThere ? new Shop("tent") : new Shop();
        await using var journey = await StartAsync(shop, steps => steps.Recommend("picks", 2, recommend =>
        {
            recommend.BestSellers = false;
            recommend.WhenChosen(some => some.Exit("something")).WhenNone(none => none.Exit("nothing"));
        }));

        await journey.EnrollAsync(Some.Customer());

        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be(way);
    }

    [Fact]
    public async Task Best_sellers_are_chosen_when_nothing_matches_the_purchases()
    {
        await using var journey = await StartAsync(new Shop(),
            steps => Showing(steps.Recommend("picks", 2, recommend => recommend.WhenNone(none => none.Exit("nothing"))), "offer"));
        await journey.HappenAsync(Some.Purchase(new CustomerId("bob"), journey.Time.GetUtcNow().AddDays(-1), 50, "ball", "net"));

        await journey.EnrollAsync(Some.Customer());

        Shown(journey, "offer").Should().Equal("ball", "net");
    }

    [Fact]
    public async Task A_failing_recommender_is_retried_and_finally_leaves_a_resumable_stuck_enrollment()
    {
        var shop = new Shop("tent") { Fails = _ => true };
        await using var journey = await StartAsync(shop, steps => Showing(steps.Recommend("picks", 2), "offer"));
        var id = (await journey.EnrollAsync(Some.Customer())).Enrollment!.Value;
        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("at picks");

        await journey.AdvanceAsync(TimeSpan.FromDays(5));
        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("stuck at picks");
        shop.Fails = _ => false;
        await journey.Operations.ResumeAsync(id, Token);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        Shown(journey, "offer").Should().Equal("tent");
    }

    [Fact]
    public async Task A_customer_who_breaks_the_recommender_delays_no_other()
    {
        var shop = new Shop("tent") { Fails = request => request.Customer.Value == "bob" };
        await using var journey = await StartAsync(shop, steps => Showing(steps.Wait("begin", Hours(1)).Recommend("picks", 2), "offer"));
        foreach (var name in new[] { "ada", "bob", "cid" })
            await journey.EnrollAsync(Some.Customer(name));

        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        journey.Messages.Select(message => message.Customer.Value).Should().Equal("ada", "cid");
        (await journey.WhereIsAsync(new CustomerId("bob"))).Should().Be("at picks");
    }

    [Fact]
    public async Task A_silent_recommender_costs_an_attempt_only_for_its_customer()
    {
        var shop = new Shop("tent") { Fails = _ => false };
        await using var journey = await StartAsync(shop, steps => Showing(steps.Wait("begin", Hours(1)).Recommend("picks", 2), "offer"));
        for (var number = 0; number < 60; number++)
            await journey.EnrollAsync(Some.Customer($"c{number}"));
        shop.Before = () => throw new TaskCanceledException("100 seconds elapsed");

        await journey.AdvanceAsync(TimeSpan.FromHours(1));
        shop.Asked.Should().Be(1);
        var attempts = new List<int>();
        for (var number = 0; number < 60; number++)
            attempts.Add((await journey.RecordAsync(new CustomerId($"c{number}"))).Enrollments.Single().Attempt);
        attempts.CountBy(attempt => attempt).Should().BeEquivalentTo(new Dictionary<int, int> { [1] = 50, [0] = 10 });

        shop.Before = () => Task.CompletedTask;
        await journey.AdvanceAsync(TimeSpan.FromMinutes(5));
        journey.Messages.Should().HaveCount(60);
    }

    [Fact]
    public async Task Each_pass_of_a_loop_chooses_anew()
    {
        var shop = new Shop("tent");
        await using var journey = await StartAsync(
            shop, steps => steps.Repeat("twice", 2, again => Showing(again.Recommend("picks", 2), "offer").Wait("pause", Days(1))));
        await journey.EnrollAsync(Some.Customer());
        shop.Chooses = ["lamp"];

        await journey.AdvanceAsync(TimeSpan.FromDays(3));

        journey.Messages.Select(message => message.Content.Text!.Split(" products ")[^1]).Should().Equal("tent", "lamp");
    }

    [Fact]
    public async Task An_exit_during_the_recommenders_call_wins_over_its_answer()
    {
        var shop = new Shop("tent");
        await using var journey = await StartAsync(
            shop, steps => Showing(steps.Recommend("picks", 2), "offer"), more: journey => journey.ExitOn("bought", EventNames.Purchase));
        await journey.Client.SaveCustomersAsync([Some.Customer()], Token);
        shop.Before = () =>
            journey.Client.AppendEventsAsync([Some.Purchase(Journeys.Ada, journey.Time.GetUtcNow().AddSeconds(1), 10)], Token);

        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("ended as bought");
        journey.Sent.Should().BeEmpty();
    }

    [Fact]
    public void The_chosen_products_are_stored_with_the_enrollment()
    {
        var state = EnrollmentState.Empty.WithChosen("picks", [new ProductId("b"), new ProductId("a")])
            .WithChosen("others", [new ProductId("c")]);

        EnrollmentState.Parse(state.ToJson()).Should().Be(state);
        state.ToJson().Should().Be("""{"products":{"picks":["b","a"],"others":["c"]}}""");
        state.WithChosen("picks", []).WithChosen("others", []).ToJson().Should().BeNull();
        state.Should().NotBe(state.WithChosen("picks", [new ProductId("a"), new ProductId("b")]), "the best comes first");
        FluentActions.Invoking(() => EnrollmentState.Parse("""{"products":{"picks":[""]}}""")).Should().Throw<FormatException>();
    }

    [Theory]
    [InlineData("pick", "There is no step 'pick'. Did you mean 'picks'?")]
    [InlineData("hello", "The step 'hello' ($.steps[0]) does not choose products.")]
    [InlineData("later", "The step 'later' ($.steps[3]) is not on any path to this step: it comes later or on another branch.")]
    public void A_message_can_only_show_products_of_an_earlier_step(string step, string problem)
    {
        var build = () => Journeys.Of(
            steps => steps.SendEmail("hello", "t").Recommend("picks").SendEmail("offer", "t", options: Shows(step)).Recommend("later"));

        build.Should().Throw<JourneyDefinitionException>().Which.Errors.Should().ContainSingle().Which.Should()
            .Be(new JourneyError { Path = "$.steps[2].recommendations.chosenBy", Message = problem });
    }

    [Fact]
    public void A_message_that_shows_a_choice_cannot_choose_as_well()
    {
        var build = () => Journeys.Of(steps => steps.Recommend("picks", 30)
            .SendEmail("offer", "t", options: send => send.Recommendations = new RecommendationBlock { ChosenBy = "picks", MaxPrice = 5 }));

        build.Should().Throw<JourneyDefinitionException>().Which.Errors.Select(error => $"{error.Path}: {error.Message}").Should().Equal(
            "$.steps[0].count: The number of products must be 1 to 24, not 30.",
            "$.steps[1].recommendations.chosenBy: The step 'picks' chooses the products. Set the criteria and limits at that step.");
    }

    private static StepsBuilder Showing(StepsBuilder steps, string name) => steps.SendEmail(name, "t", options: Shows("picks"));

    private static Action<SendOptions> Shows(string step) =>
        send => send.Recommendations = new RecommendationBlock { ChosenBy = step, WhenNone = WhenNoRecommendations.HideBlock };

    private static string[] Shown(JourneyHarness journey, string step) =>
        journey.Messages.Single(message => message.IdempotencyKey.Split('/')[1] == step).Content.Text!.Split(" products ")[^1].Split(',');

    private static Task<JourneyHarness> StartAsync(Shop shop, Action<StepsBuilder> steps, Action<JourneyBuilder>? more = null) =>
        Journeys.StartAsync(
            steps,
            options => options.Configure = retention =>
            {
                retention.Recommendations.UseRecommender(_ => shop).UseCatalog(_ => shop);
            },
            more);

    /// <summary>A shop with a recommender and a catalogue whose answers a test sets.</summary>
    private sealed class Shop(params string[] chooses) : IRecommender, IProductCatalog
    {
        internal string[] Chooses { get; set; } = chooses;

        internal HashSet<ProductId> SoldOut { get; } = [];

        internal Func<RecommendationRequest, bool> Fails { get; set; } = _ => false;

        internal Func<Task> Before { get; set; } = () => Task.CompletedTask;

        internal int Asked { get; private set; }

        public async Task<IReadOnlyList<IReadOnlyList<ProductId>>> RecommendAsync(
            IReadOnlyList<RecommendationRequest> requests, CancellationToken cancellationToken)
        {
            Asked++;
            await Before();
            if (requests.Any(Fails))
                throw new InvalidOperationException("The recommender does not know what to say.");
            return [.. requests.Select(
                request => (IReadOnlyList<ProductId>)[.. Chooses.Take(request.Count).Select(id => new ProductId(id))])];
        }

        public Task<IReadOnlyDictionary<ProductId, Product>> FindAsync(
            IReadOnlyCollection<ProductId> ids, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<ProductId, Product>>(
                ids.Where(id => !SoldOut.Contains(id)).Distinct().ToDictionary(id => id, id => new Product { Id = id, Name = id.Value }));
    }
}
