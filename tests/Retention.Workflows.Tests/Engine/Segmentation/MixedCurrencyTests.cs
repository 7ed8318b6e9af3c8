using Retention.Workflows.Replay;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Tests.Support;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Segmentation;

/// <summary>Purchases of one customer in several currencies do not hold up other customers.</summary>
public sealed class MixedCurrencyTests
{
    private static readonly CustomerId Ada = Journeys.Ada;
    private static readonly CustomerId Bob = new("bob");

    [Theory]
    [InlineData("EUR USD EUR", null, "EUR", "USD")]
    [InlineData("USD EUR EUR EUR", null, "EUR", "USD")]
    [InlineData("EUR USD", null, "EUR", "USD")]
    [InlineData("EUR EUR CZK", "CZK", "CZK", "EUR")]
    [InlineData("EUR CZK USD EUR", null, "EUR", "CZK USD")]
    [InlineData("EUR EUR EUR", null, "EUR", "")]
    [InlineData("EUR EUR", "CZK", null, "EUR")]
    public async Task One_purchase_in_another_currency_stops_nobody(string bought, string? configured, string? currency, string leftOut)
    {
        var log = new LogLines();
        await using var journey = await StartAsync(configured, log);
        var currencies = bought.Split(' ');
        for (var index = 0; index < currencies.Length; index++)
            await journey.Client.AppendEventsAsync([Bought($"o-{index}", new CustomerId($"c{index}"),
                journey.Time.GetUtcNow().AddDays(-30 - index), currencies[index])], Token);

        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        var model = await journey.Operations.ReadModelAsync(Token);
        model!.Currency.Should().Be(currency);
        string.Join(' ', model.LeftOut.Select(left => left.Currency)).Should().Be(leftOut);
        var listed = await journey.Operations.ListLeftOutPurchasesAsync(Token).ToListAsync(Token);
        listed.Select(row => row.Customer.Value).Order(StringComparer.Ordinal).Should().Equal(
            currencies.Select((code, index) => (code, index)).Where(one => one.code != currency).Select(one => $"c{one.index}"));
        for (var index = 0; index < currencies.Length; index++)
            ((await journey.RecordAsync(new CustomerId($"c{index}"))).Segment?.Score is not null).Should().Be(currencies[index] == currency);
        var warnings = log.Lines.Where(line => line.Contains("leaves out", StringComparison.Ordinal)).ToList();
        warnings.Should().HaveCount(leftOut.Length == 0 ? 0 : 3, "there are three runs").And.OnlyHaveUniqueItems();
        foreach (var line in warnings)
            line.Should().MatchRegex("for example order 'o-[0-9]' of customer 'c[0-9]'");
    }

    [Fact]
    public async Task A_customer_who_bought_in_two_currencies_is_scored_by_the_purchases_in_the_shops()
    {
        await using var journey = await StartAsync();
        await journey.Client.AppendEventsAsync(
            [Bought("o-1", Ada, journey.Time.GetUtcNow().AddDays(-30), "EUR"), Bought("o-2", Ada, journey.Time.GetUtcNow().AddDays(-20), "CZK"),
                Bought("o-3", Bob, journey.Time.GetUtcNow().AddDays(-30), "EUR")], Token);

        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        (await journey.RecordAsync()).Segment!.Score.Should().Be((await journey.RecordAsync(Bob)).Segment!.Score);
    }

    [Fact]
    public async Task A_purchase_in_another_currency_is_stored_and_leaves_the_segment_as_it_was()
    {
        await using var journey = await StartAsync();
        await journey.HappenAsync(Bought("o-1", Ada, journey.Time.GetUtcNow().AddDays(-400), "EUR"));
        await journey.AdvanceAsync(TimeSpan.FromDays(1));
        var before = (await journey.RecordAsync()).Segment;

        var outcomes = await journey.Client.AppendEventsAsync(
            [Bought("o-2", Ada, journey.Time.GetUtcNow(), "CZK"), Bought("o-3", Bob, journey.Time.GetUtcNow(), "EUR")],
            TestContext.Current.CancellationToken);
        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        outcomes.Select(answer => answer.Outcome).Should().Equal(EventOutcome.Stored, EventOutcome.Stored);
        before.Should().NotBeNull();
        (await journey.RecordAsync()).Segment.Should().Be(before! with { Model = (await journey.RecordAsync()).Segment!.Model });
        (await journey.RecordAsync(Bob)).Segment!.Score.Should().NotBeNull("who bought in the model's currency is scored");
    }

    [Fact]
    public async Task A_purchase_without_an_amount_is_scored_with_the_others()
    {
        await using var journey = await StartAsync();
        await journey.HappenAsync(Bought("o-1", Ada, journey.Time.GetUtcNow().AddDays(-30), "EUR"));
        await journey.HappenAsync(new CustomerEvent { Id = "o-2", Customer = Bob, Name = EventNames.Purchase,
            OccurredAt = journey.Time.GetUtcNow().AddDays(-20) });

        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        (await journey.RecordAsync()).Segment!.Score.Should().NotBeNull();
        (await journey.RecordAsync(Bob)).Segment!.Score.Should().NotBeNull();
    }

    [Theory]
    [InlineData("EUR 600, EUR 500", "EUR", true)]
    [InlineData("EUR 600, CZK 500", "EUR", false)]
    [InlineData("CZK 5000, EUR 1000", "EUR", true)]
    [InlineData("CZK 5000", "EUR", false)]
    [InlineData("CZK 5000, EUR 10", "CZK", true)]
    [InlineData("EUR 600, EUR 600, USD -900", "EUR", true)]
    [InlineData("USD 1200, USD 10, EUR 10", null, true)]
    public async Task A_condition_about_money_asks_in_the_shops_currency(string bought, string? currency, bool isRich)
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.Wait("think", Hours(1)).ExitIf("rich", Customer.SpentAtLeast(1000)).SendEmail("offer", template: "offer"),
            options => options.Configure = retention => retention.Configure(all => all.Shop = all.Shop with { Currency = currency }));
        var number = 0;
        foreach (var purchase in bought.Split(", "))
            await journey.HappenAsync(Bought($"o-{number}", Ada, journey.Time.GetUtcNow().AddDays(-10 + number++), purchase[..3]) with
            {
                Amount = decimal.Parse(purchase[4..], System.Globalization.CultureInfo.InvariantCulture),
                Name = purchase[4] == '-' ? EventNames.Refund : EventNames.Purchase,
            });
        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.EnrollAsync(Some.Customer("bob"));

        await journey.AdvanceAsync(TimeSpan.FromDays(3));

        (await journey.WhereIsAsync(Ada)).Should().Be(isRich ? "ended as rich" : "ended as completed");
        (await journey.WhereIsAsync(Bob)).Should().Be("ended as completed");
    }

    [Fact]
    public async Task A_goal_in_another_currency_counts_without_its_amount_which_is_counted_by_itself()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("offer", template: "offer").Wait("think", Days(20)),
            options => options.Configure = retention => retention.Configure(all => all.Shop = all.Shop with { Currency = "EUR" }),
            more: journey => journey.Goal.On(EventNames.Purchase).Within(Days(10)));
        foreach (var customer in (string[])["ada", "bob", "eve"])
            await journey.EnrollAsync(Some.Customer(customer));
        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        await journey.HappenAsync(Bought("o-1", Ada, journey.Time.GetUtcNow(), "EUR"));
        await journey.HappenAsync(Bought("o-2", Bob, journey.Time.GetUtcNow(), "USD"));
        await journey.HappenAsync(Bought("o-3", new CustomerId("eve"), journey.Time.GetUtcNow(), "USD"));

        var counters = await journey.Operations.ReadCountersAsync(new JourneyName("under-test"), Token);
        counters.Where(counter => counter.Measure == JourneyMeasures.Converted).Select(counter => (counter.Count, counter.Amount))
            .Should().Equal((3, 50m));
        counters.Where(counter => counter.Measure == JourneyMeasures.OtherCurrency)
            .Select(counter => (counter.Detail, counter.Count, counter.Amount)).Should().Equal(("converted:USD", 2, 100m));
        var today = DateOnly.FromDateTime(journey.Time.GetUtcNow().UtcDateTime);
        JourneyReport.Create(Journeys.Of(steps => steps.SendEmail("offer", template: "offer")), counters,
            new JourneyReportFacts { From = today, To = today }).ToText()
            .Should().Contain("revenue 50.00 EUR").And.Contain("revenue 100.00 USD; not in the amounts above");

        // An order that is withdrawn takes back what it was counted with.
        await journey.Client.WithdrawOrderAsync(Bob, "o-2", Token);
        (await journey.Operations.ReadCountersAsync(new JourneyName("under-test"), Token))
            .Where(counter => counter.Measure == JourneyMeasures.OtherCurrency).Sum(counter => counter.Amount).Should().Be(50m);
    }

    [Fact]
    public async Task The_last_purchase_is_known_in_any_currencies()
    {
        await using var journey = await Journeys.StartAsync(steps =>
            steps.Wait("think", Hours(1)).ExitIf("bought", Customer.LastPurchaseWithin(Days(5))).SendEmail("offer", template: "offer"));
        await journey.HappenAsync(Bought("o-1", Ada, journey.Time.GetUtcNow().AddDays(-9), "EUR"));
        await journey.HappenAsync(Bought("o-2", Ada, journey.Time.GetUtcNow().AddDays(-4), "CZK"));
        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.EnrollAsync(Some.Customer("bob"));

        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        journey.Messages.Select(message => message.Customer).Should().Equal(Bob);
        (await journey.WhereIsAsync(Ada)).Should().Be("ended as bought");
    }

    [Fact]
    public void An_invalid_currency_code_is_refused_at_once()
    {
        var making = () => Bought("o-1", Ada, DateTimeOffset.UnixEpoch, "eur");

        making.Should().Throw<ArgumentException>().WithMessage("*'eur'*");
    }

    private static CustomerEvent Bought(string id, CustomerId customer, DateTimeOffset at, string currency) =>
        new() { Id = id, Customer = customer, Name = EventNames.Purchase, OccurredAt = at, Amount = 50, Currency = currency };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<JourneyHarness> StartAsync(string? currency = null, LogLines? log = null)
    {
        var journey = await Journeys.StartAsync(steps => steps.SendEmail("offer", template: "offer"), options => options.Configure = retention =>
        {
            retention.Configure(all => all.Shop = all.Shop with { Currency = currency });
            if (log is not null)
                log.AddTo(retention.Services);
        });
        await journey.Client.SaveCustomersAsync([Some.Customer("ada"), Some.Customer("bob")], Token);
        return journey;
    }
}
