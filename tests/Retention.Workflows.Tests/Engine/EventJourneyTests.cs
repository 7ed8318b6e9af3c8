using Retention.Workflows.Messaging;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine;

/// <summary>Journeys that customer events start, continue and end at the moment of the event.</summary>
public sealed class EventJourneyTests
{
    private static readonly CustomerId Ada = Journeys.Ada;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_enrolls_at_its_own_moment()
    {
        await using var journey = await StartAsync(
            enroll => enroll.On(new EventPattern("cart-updated").Where("items", 3)), steps => steps.SendEmail("mail", template: "mail"));

        await journey.HappenAsync(Cart("c1", items: 2));
        journey.Sent.Should().BeEmpty("two items are not what the trigger asks for");
        await journey.HappenAsync(Cart("c2", items: 3));

        journey.Sent.Should().Equal("mail by email");
    }

    [Fact]
    public async Task An_event_enrolls_only_customers_of_the_audience()
    {
        await using var journey = await StartAsync(enroll => enroll.On("cart-updated").When(Customer.HasAddress(Channel.Push)),
            steps => steps.SendEmail("mail", template: "mail"));
        await journey.Client.SaveCustomersAsync(
            [Some.Customer() with { Addresses = new Dictionary<Channel, string> { [Channel.Email] = "ada@shop.example" } }], Token);

        await journey.HappenAsync(Cart("c1"));

        (await journey.WhereIsAsync(Ada)).Should().Be("not enrolled");
    }

    [Fact]
    public async Task The_same_event_twice_enrolls_once()
    {
        await using var journey = await StartAsync(
            enroll => enroll.On("cart-updated").ReEntry(ReEntry.Always), steps => steps.SendEmail("mail", template: "mail"));

        await journey.HappenAsync(Cart("c1"));
        await journey.HappenAsync(Cart("c1"));

        journey.Sent.Should().ContainSingle();
    }

    [Fact]
    public async Task An_enrolling_purchase_with_a_future_time_does_not_count_as_bought_since()
    {
        await using var journey = await StartAsync(
            enroll => enroll.On(EventNames.Purchase),
            steps =>
                steps.SendEmail("thanks", template: "thanks")
                    .ExitIf("again", Customer.PurchasedSince("thanks") | Customer.Had(EventNames.Purchase).SinceEnrolled().AtLeastOnce())
                    .Wait("think", Days(1)).ExitIf("again-later", Customer.PurchasedSince("thanks")).SendEmail("offer", template: "offer"));
        var now = journey.Time.GetUtcNow();

        await journey.HappenAsync(Some.Purchase(Ada, now.AddMinutes(3)));
        journey.Sent.Should().Equal("thanks by email");
        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        (await journey.RecordAsync(Ada)).Enrollments.Single().EnteredAt.Should().Be(now);
        journey.Sent.Should().Equal("thanks by email", "offer by email");
    }

    [Fact]
    public async Task An_imported_history_enrolls_nobody()
    {
        await using var journey = await StartAsync(enroll => enroll.On("cart-updated"), steps => steps.SendEmail("mail", template: "mail"));

        await journey.HappenAsync(Cart("c1") with { OccurredAt = journey.Time.GetUtcNow().AddDays(-2) });

        journey.Sent.Should().BeEmpty();
        (await journey.CountAsync(JourneyMeasures.NotEnrolled, "too-late")).Should().Be(1);
    }

    [Fact]
    public async Task A_failing_predicate_loses_no_event_and_does_not_affect_others()
    {
        await using var journey = await StartAsync(
            enroll => enroll.On("cart-updated").When(Customer.Satisfies("picky")), steps => steps.Wait("think", Days(3)),
            configure: retention => retention.Conditions.Add(
                "picky", (customer, _, _) => customer.Id == Ada ? throw new InvalidOperationException("no") : true));
        await journey.Client.SaveCustomersAsync([Some.Customer("bob")], Token);

        var outcomes = await journey.Client.AppendEventsAsync([Cart("c1"), Cart("c2") with { Customer = new CustomerId("bob") }], Token);

        outcomes.Should().OnlyContain(answer => answer.Outcome == EventOutcome.Stored);
        (await journey.WhereIsAsync(Ada)).Should().Be("not enrolled");
        (await journey.WhereIsAsync(new CustomerId("bob"))).Should().Be("at the start");
        (await journey.CountAsync(JourneyMeasures.NotEnrolled, "audience-failed")).Should().Be(1);
    }

    [Fact]
    public async Task The_per_key_rule_enrolls_once_for_each_cart_even_concurrently()
    {
        await using var journey = await StartAsync(enroll => enroll.On("cart-updated").ReEntry(ReEntry.PerKey("cart")),
            steps => steps.SendEmail("mail", template: "mail").Wait("think", Days(3)));

        await journey.HappenAsync(Cart("e1", cart: "one"));
        await journey.HappenAsync(Cart("e2", cart: "one"));
        await journey.HappenAsync(Cart("e3", cart: "two"));
        await journey.HappenAsync(
            Some.Purchase(Ada, journey.Time.GetUtcNow(), 10) with { Id = "e4", Name = new EventName("cart-updated") });

        journey.Sent.Should().HaveCount(2);
        (await journey.CountAsync(JourneyMeasures.NotEnrolled, "no-key")).Should().Be(1, "an event without the property does not enroll");
    }

    [Theory]
    [InlineData("4711", "4711.0", 1)]
    [InlineData("4711", "4711.00000", 1)]
    [InlineData("0", "-0.0", 1)]
    [InlineData("0.10", "0.1", 1)]
    [InlineData("47110", "4711", 2)]
    [InlineData("100000000000000000000", "100000000000000000000.0", 1)]
    public async Task Numbers_of_the_same_value_are_one_key(string first, string second, int enrolled)
    {
        await using var journey = await StartAsync(enroll => enroll.On("cart-updated").ReEntry(ReEntry.PerKey("cart")),
            steps => steps.SendEmail("mail", template: "mail"));

        foreach (var (id, key) in new[] { ("e1", first), ("e2", second) })
            await journey.HappenAsync(Cart(id) with { Properties = new PropertyBag(
                [new("cart", decimal.Parse(key, System.Globalization.CultureInfo.InvariantCulture))]) });

        journey.Sent.Should().HaveCount(enrolled);
    }

    [Fact]
    public async Task The_at_most_three_times_rule_enrolls_three_times()
    {
        await using var journey = await StartAsync(
            enroll => enroll.On("cart-updated").ReEntry(ReEntry.AtMost(3)), steps => steps.SendEmail("mail", template: "mail"));

        for (var number = 0; number < 5; number++)
            await journey.HappenAsync(Cart($"c{number}"));

        journey.Sent.Should().HaveCount(3);
        (await journey.CountAsync(JourneyMeasures.NotEnrolled, "often-enough")).Should().Be(2);
    }

    [Fact]
    public async Task Entering_the_named_segments_enrolls_and_moving_between_them_does_not()
    {
        await using var journey = await StartAsync(
            enroll => enroll.OnEntering(RfmSegment.AtRisk, RfmSegment.CannotLoseThem).ReEntry(ReEntry.Always),
            steps => steps.SendEmail("mail", template: "mail"));

        await journey.HappenAsync(Moved("m1", RfmSegment.AtRisk, RfmSegment.CannotLoseThem));
        journey.Sent.Should().BeEmpty();
        await journey.HappenAsync(Moved("m2", RfmSegment.Loyal, RfmSegment.AtRisk));

        journey.Sent.Should().ContainSingle();
    }

    [Fact]
    public async Task A_purchase_ends_a_waiting_enrollment_and_withdraws_queued_messages()
    {
        await using var journey = await StartAsync(
            enroll => enroll.On("cart-updated"),
            steps => steps.SendEmail("mail", template: "mail").Wait("think", Days(3)).SendSms("text", template: "text"),
            more => more.ExitOn("bought", EventNames.Purchase));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.RetryLater("busy", TimeSpan.FromHours(1));
        await journey.HappenAsync(Cart("c1"));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;
        await journey.AdvanceAsync(TimeSpan.FromMinutes(5));

        await journey.PurchaseAsync(Ada);
        (await journey.WhereIsAsync(Ada)).Should().Be("ended as bought");
        await journey.AdvanceAsync(TimeSpan.FromDays(5));

        journey.Sent.Should().BeEmpty();
        (await journey.MessageAsync("mail")).Status.Should().Be(MessageStatus.Withdrawn);
        (await journey.RecordAsync()).History[^1].Moves.Should().Be("!bought");
    }

    [Fact]
    public async Task A_late_event_from_before_the_enrollment_does_not_end_it()
    {
        await using var journey = await StartAsync(
            enroll => enroll.On("cart-updated"), steps => steps.Wait("think", Days(3)), more => more.ExitOn("bought", EventNames.Purchase));
        await journey.HappenAsync(Cart("c1"));

        await journey.HappenAsync(Some.Purchase(Ada, journey.Time.GetUtcNow().AddHours(-1), 50));

        (await journey.WhereIsAsync(Ada)).Should().Be("at think");
    }

    [Fact]
    public async Task A_purchase_in_a_physical_shop_can_be_distinguished()
    {
        await using var journey = await StartAsync(
            enroll => enroll.On("cart-updated"), steps => steps.Wait("think", Days(3)),
            more => more.ExitOn("bought-in-shop", new EventPattern(EventNames.Purchase).Where("channel", "store")));
        await journey.HappenAsync(Cart("c1"));
        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        await journey.PurchaseAsync(Ada);
        (await journey.WhereIsAsync(Ada)).Should().Be("at think");
        await journey.HappenAsync(Some.Purchase(Ada, journey.Time.GetUtcNow(), 50) with { Id = "in-shop",
            Properties = new PropertyBag([new("channel", "store")]) });

        (await journey.WhereIsAsync(Ada)).Should().Be("ended as bought-in-shop");
    }

    [Fact]
    public async Task An_awaited_event_continues_on_the_event_branch()
    {
        await using var journey = await StartWaitingAsync();
        await journey.AdvanceAsync(TimeSpan.FromHours(5));

        await journey.HappenAsync(EventOf("checkout-started", journey.Time.GetUtcNow()));

        journey.Sent.Should().Equal("thanks by email");
    }

    [Fact]
    public async Task An_expired_wait_continues_on_the_timeout_branch()
    {
        await using var journey = await StartWaitingAsync();

        await journey.AdvanceAsync(TimeSpan.FromDays(2) + TimeSpan.FromMinutes(1));

        journey.Sent.Should().Equal("come-back by email");
    }

    [Fact]
    public async Task An_event_at_the_exact_deadline_wins()
    {
        await using var journey = await StartWaitingAsync();
        var deadline = journey.Time.GetUtcNow().AddDays(2);
        journey.Time.MoveTo(deadline);

        await journey.HappenAsync(EventOf("checkout-started", deadline));

        journey.Sent.Should().Equal("thanks by email");
    }

    [Fact]
    public async Task An_event_with_a_time_ahead_of_our_clock_is_not_missed()
    {
        await using var journey = await StartWaitingAsync();
        await journey.AdvanceAsync(TimeSpan.FromHours(5));

        await journey.HappenAsync(EventOf("checkout-started", journey.Time.GetUtcNow().AddMilliseconds(300)));
        journey.Sent.Should().BeEmpty();
        await journey.AdvanceAsync(TimeSpan.FromSeconds(1));

        journey.Sent.Should().Equal("thanks by email");
    }

    [Fact]
    public async Task An_event_with_a_time_ahead_of_our_clock_restarts_the_silence()
    {
        await using var journey = await StartAsync(enroll => enroll.On("cart-updated"),
            steps => steps.WaitForSilence("abandoned", Hours(1), "cart-updated").SendEmail("mail", template: "mail"));
        await journey.HappenAsync(Cart("c1"));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(59));
        await journey.HappenAsync(Cart("c2") with { OccurredAt = journey.Time.GetUtcNow().AddMinutes(2) });

        await journey.AdvanceAsync(TimeSpan.FromMinutes(61));
        journey.Sent.Should().BeEmpty();
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        journey.Sent.Should().Equal("mail by email");
    }

    [Fact]
    public async Task An_event_after_the_deadline_is_late_even_when_no_engine_ran_at_the_deadline()
    {
        await using var journey = await StartWaitingAsync();
        journey.Time.MoveTo(journey.Time.GetUtcNow().AddDays(3));

        await journey.HappenAsync(EventOf("checkout-started", journey.Time.GetUtcNow()));

        journey.Sent.Should().Equal("come-back by email");
    }

    [Fact]
    public async Task An_event_before_the_start_of_the_wait_does_not_end_it()
    {
        await using var journey = await StartWaitingAsync();
        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        await journey.HappenAsync(EventOf("checkout-started", journey.Time.GetUtcNow().AddHours(-2)));

        journey.Sent.Should().BeEmpty();
        (await journey.WhereIsAsync(Ada)).Should().Be("at checkout");
    }

    [Fact]
    public async Task Each_event_restarts_the_silence()
    {
        await using var journey = await StartAsync(
            enroll => enroll.On("cart-updated"),
            steps => steps.WaitForSilence("abandoned", Hours(1), "cart-updated", "checkout-started").SendEmail("mail", template: "mail"));
        await journey.HappenAsync(Cart("c1"));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(50));
        await journey.HappenAsync(Cart("c2") with { OccurredAt = journey.Time.GetUtcNow() });
        await journey.AdvanceAsync(TimeSpan.FromMinutes(50));
        await journey.HappenAsync(EventOf("checkout-started", journey.Time.GetUtcNow()));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(59));
        journey.Sent.Should().BeEmpty();

        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        journey.Sent.Should().Equal("mail by email");
        (await journey.RecordAsync()).History.Select(entry => entry.Moves).Should().Equal("abandoned", "abandoned:silent;mail");
    }

    [Fact]
    public async Task A_wait_until_monday_ten_ends_on_monday_at_ten_local_time()
    {
        await using var journey = await StartAsync(enroll => enroll.ByHand(),
            steps => steps.WaitUntil("monday", DayOfWeek.Monday, new TimeOnly(10, 0)).SendEmail("mail", template: "mail"));
        await journey.EnrollAsync(Some.Customer("ada", "America/New_York"));

        await journey.AdvanceAsync(TimeSpan.FromDays(7));

        journey.Messages.Single().SentAt.Should().Be(new DateTimeOffset(2026, 1, 12, 15, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task The_first_true_case_is_taken()
    {
        await using var journey = await StartAsync(enroll => enroll.ByHand(), steps => steps.Switch("which", choice => choice
            .Case("nobody", Customer.Had("moon-landing").AtLeastOnce(), active => active.SendEmail("moon", template: "moon"))
            .Case("mail", Customer.HasAddress(Channel.Email), active => active.SendEmail("mail", template: "mail"))
            .Case("text", Customer.HasAddress(Channel.Sms), active => active.SendSms("text", template: "text"))
            .Otherwise(active => active.RecordEvent("nothing", "reached-nobody"))));

        await journey.EnrollAsync(Some.Customer());
        await journey.EnrollAsync(Some.Customer("bob") with { Addresses = new Dictionary<Channel, string>() });

        journey.Sent.Should().Equal("mail by email");
        (await journey.RecordAsync(new CustomerId("bob"))).History.Single().Moves.Should().Be("which:otherwise;nothing");
    }

    [Fact]
    public async Task Held_out_customers_get_nothing_and_their_purchases_are_counted()
    {
        await using var journey = await StartAsync(
            enroll => enroll.ByHand(), steps => steps.Holdout("control", 30).SendEmail("mail", template: "mail").Wait("think", Days(3)),
            more => more.Goal.On(EventNames.Purchase).Within(Days(30)));
        for (var number = 0; number < 100; number++)
            await journey.EnrollAsync(Some.Customer($"c{number}"));
        await journey.AdvanceAsync(TimeSpan.FromDays(1));
        for (var number = 0; number < 100; number++)
            await journey.PurchaseAsync(new CustomerId($"c{number}"));

        var heldOut = await journey.CountAsync(JourneyMeasures.Converted, "held-out");

        heldOut.Should().BeInRange(15, 45);
        journey.Sent.Should().HaveCount(100 - (int)heldOut);
    }

    [Fact]
    public async Task A_repeated_send_has_its_own_key_each_time_and_the_repetition_can_end_early()
    {
        await using var journey = await StartAsync(
            enroll => enroll.ByHand(),
            steps => steps.Repeat("nag", 4, active => active.SendEmail("mail", template: "mail").IssueVoucher("voucher", offer: "ten")
                .Wait("pause", Days(1)), until: Customer.Had(EventNames.Purchase).AtLeastOnce()).SendSms("bye", template: "bye"),
            configure: retention => retention.Vouchers.AddOffer(Journeys.Offer()));
        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.EnrollAsync(Some.Customer("bob"));
        await journey.AdvanceAsync(TimeSpan.FromHours(30));
        await journey.PurchaseAsync(new CustomerId("bob"));

        await journey.AdvanceAsync(TimeSpan.FromDays(5));

        journey.Messages.Where(message => message.Customer == Ada).Select(message => message.IdempotencyKey).Should()
            .Equal("0-1/mail/1", "0-1/mail/2", "0-1/mail/3", "0-1/mail/4", "0-1/bye/4");
        journey.Messages.Count(message => message.Customer == new CustomerId("bob")).Should()
            .Be(3, "two mails until the purchase, and the text");
        (await journey.RecordAsync()).Vouchers.Should().HaveCount(4);
    }

    [Fact]
    public async Task A_repetition_without_a_wait_runs_in_one_batch()
    {
        await using var journey = await StartAsync(enroll => enroll.ByHand(),
            steps => steps.Repeat("thrice", 3, active => active.RecordEvent("tick", "ticked")).SendEmail("mail", template: "mail"));

        await journey.EnrollAsync(Some.Customer());

        journey.Sent.Should().Equal("mail by email");
        (await journey.RecordAsync()).History.Single().Moves.Should()
            .Be("thrice:again;tick;thrice:again;tick;thrice:again;tick;thrice:enough;mail");
    }

    private static Task<JourneyHarness> StartWaitingAsync() => StartEnrolledAsync(
        steps => steps.WaitFor("checkout", "checkout-started", Days(2), received => received.SendEmail("thanks", template: "thanks"),
            timedOut => timedOut.SendEmail("come-back", template: "come-back")));

    private static async Task<JourneyHarness> StartEnrolledAsync(Action<StepsBuilder> steps)
    {
        var journey = await StartAsync(enroll => enroll.ByHand(), steps);
        await journey.EnrollAsync(Some.Customer());
        return journey;
    }

    private static async Task<JourneyHarness> StartAsync(
        Action<EnrollmentBuilder> enroll, Action<StepsBuilder> steps, Action<JourneyBuilder>? more = null,
        Action<Retention.Workflows.Hosting.RetentionBuilder>? configure = null)
    {
        var journey = await Journeys.StartAsync(steps, options => options.Configure = configure, builder =>
        {
            enroll(builder.Enroll);
            more?.Invoke(builder);
        });
        await journey.Client.SaveCustomersAsync([Some.Customer()], Token);
        return journey;
    }

    private static CustomerEvent Cart(string id, int items = 1, string cart = "cart-1") =>
        EventOf("cart-updated", new DateTimeOffset(2026, 1, 8, 8, 0, 0, TimeSpan.Zero)) with { Id = id,
            Properties = new PropertyBag([new("cart", cart), new("items", items)]) };

    private static CustomerEvent Moved(string id, RfmSegment from, RfmSegment to) =>
        EventOf(EventNames.SegmentChanged, new DateTimeOffset(2026, 1, 8, 8, 0, 0, TimeSpan.Zero)) with
        {
            Id = id,
            Properties = new PropertyBag([new("from", from.ToName()), new("to", to.ToName())]),
        };

    private static CustomerEvent EventOf(EventName name, DateTimeOffset at) =>
        new() { Id = $"{name}-{at.ToUnixTimeSeconds()}", Customer = Ada, Name = name, OccurredAt = at };
}
