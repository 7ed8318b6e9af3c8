using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Ingestion;

/// <summary>A refund that names its order takes the order out when it is fully paid back; an order can be withdrawn.</summary>
public sealed class RefundTests
{
    private static readonly CustomerId Ada = Journeys.Ada;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("one refund", "buy o 100, back o 100", false, 0)]
    [InlineData("three parts", "buy o 100, back o 33.33, back o 33.33, back o 33.34", false, 0)]
    [InlineData("a part", "buy o 100, back o 99.99", true, 0.01)]
    [InlineData("the refund came first", "back o 100, buy o 100", false, 0)]
    [InlineData("another order stays", "buy o 100, buy p 50, back o 100", true, 50)]
    [InlineData("no order named", "buy o 100, back - 100", true, 0)]
    [InlineData("an unknown order named", "buy o 100, back q 100", true, 0)]
    [InlineData("withdrawn", "buy o 100, withdraw o", false, 0)]
    [InlineData("withdrawn after a part was paid back", "buy o 100, back o 40, withdraw o", false, 0)]
    [InlineData("paid back after it was withdrawn", "buy o 100, buy p 50, withdraw o, back o 100", true, 50)]
    [InlineData("bought again", "buy o 100, back o 100, buy p 20", true, 20)]
    public async Task An_order_that_is_paid_back_is_no_purchase(string what, string story, bool isBuyer, decimal spent)
    {
        await using var journey = await StartAsync();
        await journey.EnrollAsync(Some.Customer());
        await TellAsync(journey, story);

        await ShouldBeAsync(journey, new EventCountCondition(EventNames.Purchase, Window.Ever, CountRule.AtLeast(1)), isBuyer, what);
        await ShouldBeAsync(journey, Customer.LastPurchaseWithin(Days(30)), isBuyer, what);
        await ShouldBeAsync(journey, Customer.SpentAtLeast(spent), true, what);
        await ShouldBeAsync(journey, Customer.SpentAtLeast(spent + 0.01m), false, what);
        await journey.AdvanceAsync(TimeSpan.FromDays(4));
        journey.Sent.Should().Equal(isBuyer ? "thanks by email" : "reminder by email");
        (await journey.CountAsync(JourneyMeasures.Converted)).Should().Be(isBuyer ? 1 : 0, what);
    }

    [Theory]
    [InlineData("buy o 100, back o 60", 60, "120.00", "100.00")]
    [InlineData("buy o 100", 100.01, "100.01", "100.00")]
    [InlineData("buy o 100, back o 100", 1, "101.00", "100.00")]
    [InlineData("buy o 0.5", 0.6, "0.60", "0.50")]
    [InlineData("buy o 100, back o 50, back o 25", 25.0001, "100.0001", "100.00")]
    public async Task More_than_the_total_is_refused_with_both_amounts(string story, decimal more, string refunded, string total)
    {
        await using var journey = await StartAsync();
        await journey.EnrollAsync(Some.Customer());
        await TellAsync(journey, story);

        var answer = await journey.Client.AppendEventAsync(Refund(journey, "too-much", "o", more), Token);

        answer.Outcome.Should().Be(EventOutcome.Refused);
        answer.Problems.Single().ToString().Should()
            .Be($"amount is too much: {refunded} would be refunded of an order of {total}");
    }

    [Fact]
    public async Task The_limit_holds_within_one_call_and_a_repeated_refund_counts_once()
    {
        await using var journey = await StartAsync();
        await journey.Client.SaveCustomersAsync([Some.Customer()], Token);
        CustomerEvent[] events =
        [
            Refund(journey, "r1", "o", 60), Buy(journey, "o", 100), Refund(journey, "r2", "o", 60), Refund(journey, "r3", "o", 30),
        ];

        var first = await journey.Client.AppendEventsAsync(events, Token);
        var second = await journey.Client.AppendEventsAsync([events[0], events[1], events[3]], Token);

        first.Select(answer => answer.Outcome).Should()
            .Equal(EventOutcome.Stored, EventOutcome.Stored, EventOutcome.Refused, EventOutcome.Stored);
        second.Select(answer => answer.Outcome).Should()
            .Equal(EventOutcome.Duplicate, EventOutcome.Duplicate, EventOutcome.Duplicate);
    }

    [Fact]
    public async Task A_refund_in_another_currency_is_refused()
    {
        await using var journey = await StartAsync();
        await journey.EnrollAsync(Some.Customer());
        await TellAsync(journey, "buy o 100");

        var answer = await journey.Client.AppendEventAsync(Refund(journey, "r", "o", 10) with { Currency = "CZK" }, Token);

        answer.Problems.Single().ToString().Should().Be("currency is CZK, and the order is in EUR");
    }

    [Fact]
    public async Task A_withdrawal_counts_once_and_an_order_that_comes_again_stays_withdrawn()
    {
        await using var journey = await StartAsync();
        await journey.EnrollAsync(Some.Customer());
        await TellAsync(journey, "buy o 100");
        var order = Buy(journey, "o", 100);

        (await journey.Client.WithdrawOrderAsync(Ada, "o", Token)).Should().BeTrue();
        (await journey.Client.WithdrawOrderAsync(Ada, "o", Token)).Should().BeFalse();
        (await journey.Client.WithdrawOrderAsync(Ada, "unknown", Token)).Should().BeFalse();
        (await journey.Client.AppendEventAsync(order, Token)).Outcome.Should().Be(EventOutcome.Duplicate);
        (await journey.CountAsync(JourneyMeasures.Converted)).Should().Be(0);
    }

    private static async Task ShouldBeAsync(JourneyHarness journey, Condition condition, bool expected, string what) =>
        (await journey.Client.ExplainAsync(condition, Ada, Token)).Holds.Should().Be(expected, "{0}: {1}", what, condition.Describe());

    private static async Task TellAsync(JourneyHarness journey, string story)
    {
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        var number = 0;
        foreach (var words in story.Split(", ").Select(sentence => sentence.Split(' ')))
        {
            if (words[0] == "withdraw")
                (await journey.Client.WithdrawOrderAsync(Ada, words[1], Token)).Should().BeTrue();
            else if (words[0] == "buy")
                await journey.HappenAsync(Buy(journey, words[1], Number(words[2])));
            else
                await journey.HappenAsync(Refund(journey, $"r{++number}", words[1], Number(words[2])));
        }
    }

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static CustomerEvent Buy(JourneyHarness journey, string order, decimal total) =>
        CustomerEvent.Of(order, new Purchase(Ada, journey.Time.GetUtcNow(), total, "EUR"));

    private static CustomerEvent Refund(JourneyHarness journey, string id, string order, decimal amount) =>
        CustomerEvent.Of(id, new Purchase(Ada, journey.Time.GetUtcNow(), -amount, "EUR")) with
        {
            Properties = order == "-" ? PropertyBag.Empty : new PropertyBag([new("order", order)]),
        };

    private static Task<JourneyHarness> StartAsync() => Journeys.StartAsync(
        steps => steps.Wait("think", Days(3)).If("bought", Customer.PurchasedSince("think"),
            yes => yes.SendEmail("thanks", template: "thanks"), no => no.SendEmail("reminder", template: "reminder")),
        more: journey => journey.Goal.On(EventNames.Purchase).Within(Days(30)));
}
