using Retention.Workflows.Hosting;
using Retention.Workflows.Recommendations;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Vouchers;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine;

/// <summary>Journeys about carts that a customer filled and did not buy.</summary>
public sealed class CartJourneyTests
{
    private static readonly CustomerId Ada = Journeys.Ada;
    private int _events;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(100, "big by email")]
    [InlineData(99, "some by email")]
    public async Task The_cart_decides_the_branch(int price, string expected)
    {
        await using var journey = await StartAsync(steps => steps.Wait("think", Hours(1)).Switch("how-much", choice => choice
            .Case("big-cart", Customer.CartTotalAtLeast(100), big => big.SendEmail("big", template: "mail"))
            .Case("some-cart", Customer.HasCart(), some => some.SendEmail("some", template: "mail"))));

        await journey.HappenAsync(Added(journey, "shoe", price));
        await journey.AdvanceAsync(TimeSpan.FromHours(2));

        journey.Sent.Should().Equal(expected);
    }

    [Fact]
    public async Task Conditions_report_what_they_found_in_the_cart()
    {
        await using var journey = await StartAsync(steps => steps.Wait("think", Hours(1)));
        var asked = async (Condition condition) => (await journey.Client.ExplainAsync(condition, Ada, Token)).ToString();

        (await asked(Customer.HasCart())).Should().Be("no: something in the cart (the cart is empty)");
        (await asked(Customer.CartTotalAtLeast(0))).Should().Be("no: a cart of at least 0 (the cart is empty)");
        await journey.HappenAsync(Added(journey, "shoe", 99.5m));
        (await asked(Customer.CartTotalAtLeast(99.5m))).Should().Be("yes: a cart of at least 99.5 (the cart comes to 99.5 EUR)");
        (await asked(Customer.CartHolds(new ProductId("sock")))).Should().Be("no: sock in the cart (1 product in the cart)");
        await journey.HappenAsync(Added(journey, "sock", 1) with { Currency = "CZK" });
        (await asked(Customer.CartTotalAtLeast(1))).Should().Be("no: a cart of at least 1 (the cart's total is not known)");
        (await asked(!Customer.CartHolds(new ProductId("sock")))).Should().StartWith("no: not sock in the cart");
    }

    [Fact]
    public async Task Purchases_in_two_currencies_do_not_hide_a_cart()
    {
        await using var journey = await StartAsync(steps => steps.Wait("think", Hours(1))
            .ExitUnless("gone", Customer.CartHolds(new ProductId("shoe"))).SendEmail("mail", template: "mail"));
        await journey.HappenAsync(Some.Purchase(Ada, journey.Time.GetUtcNow().AddDays(-3), 10));
        await journey.HappenAsync(Some.Purchase(Ada, journey.Time.GetUtcNow().AddDays(-2), 10) with { Currency = "CZK" });

        await journey.HappenAsync(Added(journey, "shoe"));
        await journey.AdvanceAsync(TimeSpan.FromHours(2));

        journey.Sent.Should().ContainSingle();
    }

    [Fact]
    public async Task Emptying_the_cart_ends_the_journey_and_removing_a_part_does_not()
    {
        await using var journey = await StartAsync(
            steps => steps.Wait("think", Days(1)).SendEmail("mail", template: "mail"),
            more => more.ExitOn("emptied", EventNames.CartItemRemoved, when: !Customer.HasCart()));
        await journey.HappenAsync(Added(journey, "shoe"));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        await journey.HappenAsync(Added(journey, "sock"));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        await journey.HappenAsync(Removed(journey, "shoe"));
        (await journey.WhereIsAsync(Ada)).Should().Be("at think");
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        await journey.HappenAsync(Removed(journey, "sock"));

        (await journey.WhereIsAsync(Ada)).Should().Be("ended as emptied");
    }

    [Fact]
    public void An_exit_rule_cannot_refer_to_the_enrollment() =>
        FluentActions.Invoking(() => JourneyDefinition.Build(new("a"), journey =>
        {
            journey.ExitOn("gone", EventNames.Purchase, when: Customer.Had("x").SinceEnrolled().Never());
            journey.Steps.Exit("b");
        })).Should().Throw<JourneyDefinitionException>()
            .WithMessage("*$.exits[0].when.window*An exit rule applies at every step*");

    [Fact]
    public async Task A_message_shows_the_current_cart_and_is_not_sent_without_one()
    {
        await using var journey = await StartAsync(
            steps => steps.SendEmail("first", template: "cart-mail").Wait("think", Days(1)).SendEmail("second", template: "cart-mail"));
        await journey.HappenAsync(Added(journey, "shoe"));
        await journey.AdvanceAsync(TimeSpan.FromHours(1));
        await journey.HappenAsync(Removed(journey, "shoe"));
        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        journey.Messages.Should().ContainSingle().Which.Content.Text.Should().Contain("cart 1xshoe");
        (await journey.MessageAsync("second")).Should()
            .Match<OutboxMessage>(message => message.Status == MessageStatus.Refused && message.Reason == "no-cart");
    }

    [Fact]
    public async Task A_cart_that_changes_during_rendering_is_shown_in_its_latest_state()
    {
        JourneyHarness? started = null;
        var renderings = 0;
        await using var journey = await StartAsync(
            steps => steps.SendEmail("mail", template: "cart-mail", recommend: 2).Wait("think", Days(3)),
            retention: builder => builder.Recommendations.UseRecommender(_ => new Recommender(async () =>
            {
                if (renderings++ == 0)
                    await started!.Client.AppendEventsAsync([Added(started, "sock") with { OccurredAt = started.Time.GetUtcNow() }], Token);
            })));
        started = journey;

        await journey.HappenAsync(Added(journey, "shoe"));

        journey.Messages.Should().ContainSingle().Which.Content.Text.Should().Contain("cart 1xshoe,1xsock");
        renderings.Should().Be(2);
    }

    [Fact]
    public async Task A_voucher_for_the_original_cart_is_bound_to_it_and_needs_a_cart()
    {
        await using var journey = await StartAsync(steps => steps.Wait("think", Hours(1)).IssueVoucher("voucher", offer: "cart-10")
            .SendEmail("mail", template: "voucher-mail"), retention: WithOffer);
        await journey.Client.SaveCustomersAsync([Some.Customer("bob")], Token);
        await journey.HappenAsync(Added(journey, "shoe", 50));
        await journey.HappenAsync(Added(journey, "shoe", 50) with { Customer = new CustomerId("bob") });
        await journey.HappenAsync(Removed(journey, "shoe") with { Customer = new CustomerId("bob") });
        await journey.AdvanceAsync(TimeSpan.FromHours(2));

        (await journey.Client.ReadCustomerAsync(new CustomerId("bob"), Token)).Vouchers.Should().BeEmpty();
        (await journey.CountAsync(JourneyMeasures.VoucherNotIssued, "cart-10:no-cart")).Should().Be(1);
        var voucher = (await journey.Client.ReadCustomerAsync(Ada, Token)).Vouchers.Should().ContainSingle().Which;
        (await RedeemAsync(journey, voucher, "sock")).Outcome.Should().Be(RedemptionOutcome.OtherCart);
        (await RedeemAsync(journey, voucher, "shoe")).Should()
            .Match<RedemptionResult>(result => result.Outcome == RedemptionOutcome.Redeemed && result.Discount == 5);
    }

    [Fact]
    public async Task The_shops_own_issuer_gets_the_same_cart_at_every_attempt()
    {
        var issuer = new SlowIssuer();
        await using var journey = await StartAsync(
            steps => steps.IssueVoucher("voucher", offer: "cart-10").Wait("think", Days(9)),
            retention: builder =>
            {
                WithOffer(builder);
                builder.Vouchers.UseIssuer(_ => issuer);
            });
        await journey.Client.SaveCustomersAsync([Some.Customer("bob")], Token);
        await journey.HappenAsync(Added(journey, "shoe", 50));
        await journey.HappenAsync(Added(journey, "shoe", 50) with { Customer = new CustomerId("bob"), Lines = [] });
        await journey.AdvanceAsync(TimeSpan.FromSeconds(1));
        await journey.HappenAsync(Added(journey, "sock", 5));
        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        issuer.Asked.Should().HaveCountGreaterThan(1).And
            .OnlyContain(request => request.Lines.Count == 1 && request.Offer.OriginalCart == issuer.Asked[0].Offer.OriginalCart);
        (await journey.WhereIsAsync(Ada)).Should().Be("at think");
        (await journey.WhereIsAsync(new CustomerId("bob"))).Should().Be("at think", "there is no cart to bind a voucher to");
    }

    [Theory]
    [InlineData(RecommendationStrategy.DownSell, "boot-90")]
    [InlineData(RecommendationStrategy.UpSell, "boot-200")]
    [InlineData(RecommendationStrategy.WithCart, "sock-9")]
    public async Task Products_are_recommended_for_the_cart_within_limits(RecommendationStrategy strategy, string expected)
    {
        await using var journey = await StartAsync(
            steps =>
                steps.SendEmail("mail", template: "mail", recommend: 3, options: send => send.Recommendations = send.Recommendations! with
                {
                    Strategy = strategy, WhenNone = WhenNoRecommendations.DoNotSend, MinPrice = 8, MaxPrice = 250,
                    Categories = ["Boots", "Socks"],
                }),
            retention: builder =>
            {
                builder.Recommendations.UseProducts(
                    [Product("boot-150", "Boots"), Product("boot-90", "Boots"), Product("boot-200", "Boots"), Product("boot-7", "Boots"),
                        Product("boot-300", "Boots"), Product("sock-9", "Socks"), Product("cap-9", "Caps")]);
                builder.Recommendations.UseRecommender(_ => new Recommender(() => Task.CompletedTask, "cap-9", "sock-9"));
            });

        await journey.HappenAsync(Added(journey, "boot-150", 150));

        journey.Messages.Should().ContainSingle().Which.Content.Text.Should().EndWith($"products {expected}");
    }

    [Fact]
    public async Task Nearby_stores_are_shown_by_postal_code_and_a_message_waits_while_the_lookup_fails()
    {
        var table = new StoreTable([(new PhysicalStore { Id = "prague", Name = "Prague",
            PostalCode = "11000" }, new Dictionary<ProductId, int> { [new("shoe")] = 1 })]);
        var availability = new Availability(table);
        await using var journey = await StartAsync(steps => steps.SendEmail("mail", template: "cart-mail"),
            retention: builder => builder.Recommendations.UseStoreAvailability(_ => availability));
        await journey.Client.SaveCustomersAsync([Some.Customer() with { PostalCode = "110 00" }], Token);

        await journey.HappenAsync(Added(journey, "shoe"));
        journey.Sent.Should().BeEmpty();
        (await journey.MessageAsync("mail")).Reason.Should().Be("stores-failed");
        availability.Works = true;
        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        journey.Messages.Should().ContainSingle().Which.Content.Text.Should().EndWith("stores prague");
    }

    private static void WithOffer(RetentionBuilder retention) =>
        retention.Vouchers.AddOffer(new VoucherOffer { Name = "cart-10", Discount = Discount.Percent(10), ForOriginalCart = true });

    private static async Task<JourneyHarness> StartAsync(
        Action<StepsBuilder> steps, Action<JourneyBuilder>? more = null, Action<RetentionBuilder>? retention = null)
    {
        var journey = await JourneyHarness.StartAsync(
            JourneyDefinition.Build(new JourneyName("under-test"), builder =>
            {
                builder.Enroll.On(EventNames.CartItemAdded);
                more?.Invoke(builder);
                steps(builder.Steps);
            }),
            options =>
            {
                options.CancellationToken = Token;
                options.Configure = retention;
            });
        await journey.Client.SaveCustomersAsync([Some.Customer()], Token);
        return journey;
    }

    private static Task<RedemptionResult> RedeemAsync(JourneyHarness journey, Voucher voucher, string product) =>
        journey.Vouchers.RedeemAsync(
            new RedemptionRequest { Code = voucher.Code, OrderId = "o-1", Total = 50, Currency = "EUR",
                Lines = [new OrderLine { Product = new ProductId(product) }] }, Token);

    private CustomerEvent Added(JourneyHarness journey, string product, decimal price = 10, int quantity = 1) =>
        EventOf(journey, EventNames.CartItemAdded, product, price, quantity);

    private CustomerEvent Removed(JourneyHarness journey, string product) => EventOf(journey, EventNames.CartItemRemoved, product, null, 1);

    private CustomerEvent EventOf(JourneyHarness journey, EventName name, string product, decimal? price, int quantity) => new()
    {
        Id = $"e-{++_events}",
        Customer = Ada,
        Name = name,
        OccurredAt = journey.Time.GetUtcNow(),
        Currency = "EUR",
        Lines = [new OrderLine { Product = new ProductId(product), Quantity = quantity, UnitPrice = price }],
    };

    private static Product Product(string id, string category) => new()
    {
        Id = new ProductId(id), Name = id, Category = category, Currency = "EUR",
        Price = decimal.Parse(id[(id.IndexOf('-') + 1)..], System.Globalization.CultureInfo.InvariantCulture),
    };

    private sealed class Recommender(Func<Task> asked, params string[] products) : IRecommender
    {
        public async Task<IReadOnlyList<IReadOnlyList<ProductId>>> RecommendAsync(
            IReadOnlyList<RecommendationRequest> requests, CancellationToken cancellationToken = default)
        {
            await asked();
            return [.. requests.Select(IReadOnlyList<ProductId> (_) => [.. products.Select(id => new ProductId(id))])];
        }
    }

    private sealed class SlowIssuer : IVoucherIssuer
    {
        internal List<VoucherRequest> Asked { get; } = [];

        public Task<IssuedVoucher> IssueAsync(VoucherRequest request, CancellationToken cancellationToken = default)
        {
            Asked.Add(request);
            return Asked.Count < 2
                ? throw new TimeoutException() : Task.FromResult(new IssuedVoucher { Code = "OURS-1", ExpiresAt = request.ExpiresAt });
        }
    }

    private sealed class Availability(StoreTable table) : IStoreAvailability
    {
        internal bool Works { get; set; }

        public Task<IReadOnlyList<IReadOnlyList<StoreStock>>> NearestAsync(
            IReadOnlyList<StoreRequest> requests, CancellationToken cancellationToken = default) =>
            Works ? table.NearestAsync(requests, cancellationToken) : throw new TimeoutException();
    }
}
