using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Exits;

/// <summary>An event dates the entry, whenever and in whatever order events arrive.</summary>
public sealed class EntryByEventTests
{
    private static readonly DateTimeOffset Ten = new(2026, 1, 8, 10, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("purchase first")]
    [InlineData("purchase later")]
    [InlineData("both late in one call")]
    [InlineData("both late in one call, in the wrong order")]
    [InlineData("cart first, both late")]
    public async Task A_purchase_after_the_cart_ends_the_enrollment_in_every_order_of_arrival(string order)
    {
        await using var journey = await CartAsync(steps => steps.Wait("think", Minutes(5)).SendEmail("reminder", "reminder"));
        CustomerEvent cart = Cart(Ten.AddMinutes(2)), purchase = Some.Purchase(Journeys.Ada, Ten.AddMinutes(4));
        journey.Time.MoveTo(order == "purchase later" ? Ten.AddMinutes(3) : Ten.AddMinutes(20));
        switch (order)
        {
            case "purchase first":
                await journey.HappenAsync(purchase);
                await journey.HappenAsync(cart);
                break;
            case "purchase later":
                await journey.HappenAsync(cart);
                await journey.HappenAsync(purchase with { OccurredAt = Ten.AddMinutes(3) });
                break;
            case "both late in one call":
                await journey.Client.AppendEventsAsync([cart, purchase], Token);
                break;
            case "both late in one call, in the wrong order":
                await journey.Client.AppendEventsAsync([purchase, cart], Token);
                break;
            default:
                await journey.Client.AppendEventsAsync([cart], Token);
                await journey.Client.AppendEventsAsync([purchase], Token);
                break;
        }

        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        journey.Sent.Should().BeEmpty();
        var enrollment = (await journey.RecordAsync()).Enrollments.Single();
        (enrollment.Outcome, enrollment.EnteredAt).Should().Be(("bought", Ten.AddMinutes(2)));
    }

    [Fact]
    public async Task A_purchase_before_the_cart_ends_nothing()
    {
        await using var journey = await CartAsync(steps => steps.Wait("think", Hours(1)).SendEmail("reminder", "reminder"));
        journey.Time.MoveTo(Ten.AddMinutes(20));
        await journey.HappenAsync(Some.Purchase(Journeys.Ada, Ten));

        await journey.HappenAsync(Cart(Ten.AddMinutes(2)));

        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("at think");
    }

    [Fact]
    public async Task A_wait_counts_from_the_event_and_not_from_its_arrival()
    {
        await using var journey = await CartAsync(steps => steps.Wait("think", Hours(1)).SendEmail("reminder", "reminder"));
        journey.Time.MoveTo(Ten.AddMinutes(20));

        await journey.HappenAsync(Cart(Ten.AddMinutes(2)));

        (await journey.RecordAsync()).Enrollments.Single().DueAt.Should().Be(Ten.AddMinutes(62));
    }

    [Fact]
    public async Task A_wait_that_is_over_on_arrival_continues_at_once_and_the_one_after_a_message_counts_from_the_message()
    {
        await using var journey = await CartAsync(
            steps => steps.Wait("think", Minutes(5)).SendEmail("reminder", "reminder").Wait("more", Hours(2)).SendEmail("last", "last"));
        journey.Time.MoveTo(Ten.AddMinutes(20));

        await journey.HappenAsync(Cart(Ten.AddMinutes(2)));

        journey.Sent.Should().Equal("reminder by email");
        (await journey.RecordAsync()).Enrollments.Single().DueAt.Should().Be(Ten.AddMinutes(140));
    }

    [Fact]
    public async Task Two_messages_whose_wait_is_over_on_arrival_keep_its_distance()
    {
        await using var journey = await CartAsync(
            steps => steps.SendEmail("first", "mail").Wait("more", Minutes(10)).SendSms("second", "text"));
        journey.Time.MoveTo(Ten.AddMinutes(30));

        await journey.HappenAsync(Cart(Ten));
        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        journey.Messages.Select(message => message.SentAt).Should().Equal(Ten.AddMinutes(30), Ten.AddMinutes(40));
    }

    [Fact]
    public async Task A_wait_for_an_event_is_passed_by_one_that_is_in_the_log_already()
    {
        await using var journey = await CartAsync(steps => steps.WaitFor("opened-shop", "shop-opened", Hours(4),
            received => received.SendEmail("welcome", "welcome"), timedOut => timedOut.SendEmail("reminder", "reminder")));
        journey.Time.MoveTo(Ten.AddMinutes(20));
        await journey.HappenAsync(new CustomerEvent { Id = "o", Customer = Journeys.Ada, Name = "shop-opened",
            OccurredAt = Ten.AddMinutes(10) });

        await journey.HappenAsync(Cart(Ten.AddMinutes(2)));

        journey.Sent.Should().Equal("welcome by email");
    }

    [Fact]
    public async Task An_event_of_a_clock_that_is_ahead_enters_now_and_a_purchase_after_it_ends_the_enrollment()
    {
        await using var journey = await CartAsync(steps => steps.Wait("think", Hours(1)).SendEmail("reminder", "reminder"));
        journey.Time.MoveTo(Ten);
        await journey.HappenAsync(Cart(Ten.AddMinutes(3)));
        var entered = (await journey.RecordAsync()).Enrollments.Single();

        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        await journey.PurchaseAsync(Journeys.Ada);

        entered.EnteredAt.Should().Be(Ten);
        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("ended as bought");
    }

    [Fact]
    public async Task Waits_before_the_first_message_follow_each_other_from_the_event_on()
    {
        await using var journey = await CartAsync(
            steps => steps.Wait("think", Minutes(5)).Wait("more", Minutes(30)).SendEmail("reminder", "reminder"));
        journey.Time.MoveTo(Ten.AddMinutes(20));

        await journey.HappenAsync(Cart(Ten.AddMinutes(2)));

        (await journey.RecordAsync()).Enrollments.Single().DueAt.Should().Be(Ten.AddMinutes(37));
    }

    [Fact]
    public async Task A_question_about_a_message_is_not_asked_before_the_message_has_had_its_time()
    {
        await using var journey = await CartAsync(steps => steps.SendEmail("first", "mail").Wait("look", Hours(12))
            .If("seen", Customer.Opened("first"), then: _ => { }, otherwise: no => no.SendSms("reminder", "text")));
        journey.Time.MoveTo(Ten.AddHours(20));
        await journey.HappenAsync(Cart(Ten));

        await journey.AdvanceAsync(TimeSpan.FromHours(1));
        await journey.OpenAsync(Journeys.Ada, "first");
        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        journey.Sent.Should().Equal("first by email");
    }

    [Fact]
    public async Task A_purchase_before_a_cart_whose_clock_is_ahead_ends_nothing()
    {
        await using var journey = await CartAsync(steps => steps.Wait("think", Hours(1)).SendEmail("reminder", "reminder"));
        journey.Time.MoveTo(Ten);
        await journey.HappenAsync(Some.Purchase(Journeys.Ada, Ten.AddHours(2))); // the shop's clock is two hours ahead
        await journey.AdvanceAsync(TimeSpan.FromMinutes(30));

        await journey.HappenAsync(Cart(Ten.AddHours(2.5)));

        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("at think");
    }

    [Fact]
    public async Task The_event_that_enrolls_does_not_pass_a_wait_for_such_an_event_also_if_its_clock_is_ahead()
    {
        await using var journey = await CartAsync(steps => steps.WaitFor("another", EventNames.CartItemAdded, Hours(1),
            received => received.SendEmail("again", "mail"), timedOut => timedOut.SendEmail("reminder", "mail")));
        journey.Time.MoveTo(Ten);
        await journey.HappenAsync(Cart(Ten.AddMinutes(3)));

        await journey.AdvanceAsync(TimeSpan.FromHours(2));

        journey.Sent.Should().Equal("reminder by email");
    }

    [Fact]
    public async Task A_cart_during_an_earlier_enrollment_that_is_told_after_its_end_does_not_enter()
    {
        await using var journey = await CartAsync(
            steps => steps.Wait("think", Hours(1)), rules => rules.Enroll.ReEntry(ReEntry.AfterExit(Minutes(1))));
        journey.Time.MoveTo(Ten);
        await journey.HappenAsync(Cart(Ten, "a"));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(10));
        await journey.PurchaseAsync(Journeys.Ada);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(10));

        await journey.HappenAsync(Cart(Ten.AddMinutes(5), "b"));
        await journey.HappenAsync(Cart(Ten.AddMinutes(15), "c"));

        (await journey.RecordAsync()).Enrollments.Select(enrollment => enrollment.EntryKey).Should().Equal("a", "c");
    }

    [Fact]
    public async Task A_customer_comes_back_after_a_purchase_when_all_of_it_is_told_in_one_call()
    {
        await using var journey = await CartAsync(
            steps => steps.Wait("think", Hours(1)), rules => rules.Enroll.ReEntry(ReEntry.AfterExit(Minutes(1))));
        journey.Time.MoveTo(Ten.AddMinutes(30));

        await journey.Client.AppendEventsAsync(
            [Cart(Ten, "a"), Some.Purchase(Journeys.Ada, Ten.AddMinutes(5)), Cart(Ten.AddMinutes(10), "b")], Token);

        (await journey.RecordAsync()).Enrollments.Select(enrollment => (enrollment.EntryKey, enrollment.Outcome)).Should()
            .Equal(("a", "bought"), ("b", null));
    }

    private static CustomerEvent Cart(DateTimeOffset at, string id = "cart") =>
        new() { Id = id, Customer = Journeys.Ada, Name = EventNames.CartItemAdded, OccurredAt = at };

    private static async Task<JourneyHarness> CartAsync(Action<StepsBuilder> steps, Action<JourneyBuilder>? more = null)
    {
        var journey = await Journeys.StartAsync(steps, more: rules =>
        {
            rules.Enroll.On(EventNames.CartItemAdded);
            rules.ExitOn("bought", EventNames.Purchase);
            more?.Invoke(rules);
        });
        await journey.Client.SaveCustomerAsync(Some.Customer(), Token);
        return journey;
    }
}
