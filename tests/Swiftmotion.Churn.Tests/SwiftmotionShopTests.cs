using System.Text.RegularExpressions;
using Retention.Workflows;

namespace Swiftmotion.Churn.Tests;

public sealed partial class SwiftmotionShopTests
{
    private static readonly ShopData _shop = SwiftmotionShop.Generate();

    [Fact]
    public void The_same_seed_gives_the_same_shop_and_another_seed_another()
    {
        var again = SwiftmotionShop.Generate();
        again.Events.Should().Equal(_shop.Events);
        again.Customers.Select(Described).Should().Equal(_shop.Customers.Select(Described));

        SwiftmotionShop.Generate(seed: 2).Events.Select(@event => @event.Amount).Should()
            .NotEqual(_shop.Events.Select(@event => @event.Amount));
    }

    [Fact]
    public void The_shop_has_the_size_of_a_real_one()
    {
        _shop.Customers.Should().HaveCount(5_000);
        _shop.Products.Should().HaveCount(120);
        Purchases().Should().HaveCountGreaterThan(15_000).And.HaveCountLessThan(40_000);
        Purchases().Select(purchase => purchase.Customer).Distinct().Should()
            .HaveCountGreaterThan(4_500, "some registered and have not bought in these two years");
        _shop.Events.Count(@event => @event.Name == EventNames.Refund).Should().BeInRange(Purchases().Count / 50, Purchases().Count / 15);
        SwiftmotionShop.Generate(customers: 10).Customers.Should().HaveCount(10);
    }

    [Fact]
    public void Ids_are_unique()
    {
        _shop.Customers.Select(customer => customer.Id).Should().OnlyHaveUniqueItems();
        _shop.Products.Select(product => product.Id).Should().OnlyHaveUniqueItems();
        _shop.Products.Select(product => product.UrlPath).Should().OnlyHaveUniqueItems();
        _shop.Events.Select(@event => @event.Id).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Events_are_in_order_of_time_within_the_two_years()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(SwiftmotionShop.Profile.TimeZone);

        _shop.Events.Select(@event => @event.OccurredAt).Should().BeInAscendingOrder();
        LocalDay(_shop.Events[0]).Should().Be(new DateOnly(2024, 7, 1));
        LocalDay(_shop.Events[^1]).Should().Be(new DateOnly(2026, 6, 30));

        DateOnly LocalDay(CustomerEvent @event) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(@event.OccurredAt, zone).DateTime);
    }

    [Fact]
    public void Totals_are_the_sums_of_lines_of_products_on_sale()
    {
        var prices = _shop.Products.ToDictionary(product => product.Id, product => product.Price);

        Purchases().Should().OnlyContain(
            purchase => purchase.Lines.Count > 0 && purchase.Amount == purchase.Lines.Sum(line => line.Quantity * line.UnitPrice));
        Purchases().SelectMany(purchase => purchase.Lines).Should().OnlyContain(line => prices[line.Product] == line.UnitPrice);
        Purchases().SelectMany(purchase => purchase.Lines).Select(line => line.Product).Distinct().Should().HaveCount(120);
    }

    [Fact]
    public void Some_customers_lapse_some_come_back_and_some_bought_once()
    {
        var end = new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);
        var days = Purchases().GroupBy(purchase => purchase.Customer)
            .Select(group => group.Select(purchase => purchase.OccurredAt).ToList()).ToList();

        days.Count(moments => moments.Count == 1).Should().BeGreaterThan(500);
        days.Count(moments => moments.Count >= 4 && end - moments[^1] > TimeSpan.FromDays(180)).Should()
            .BeGreaterThan(250, "regular customers fell silent");
        days.Count(moments => moments.Zip(moments.Skip(1)).Any(pair => pair.Second - pair.First > TimeSpan.FromDays(190))).Should()
            .BeGreaterThan(150, "some came back after half a year");
        days.Count(moments => moments.Count >= 12).Should().BeGreaterThan(200, "some are loyal");
    }

    [Fact]
    public void Sales_grow_and_have_a_season()
    {
        int Orders(int year, int month) =>
            Purchases().Count(purchase => purchase.OccurredAt.Year == year && purchase.OccurredAt.Month == month);

        Orders(2025, 12).Should().BeGreaterThan(Orders(2024, 12));
        Orders(2025, 12).Should().BeGreaterThan(Orders(2025, 8) * 3 / 2);
    }

    [Fact]
    public void The_journeys_segments_have_customers_in_every_month_of_the_second_year()
    {
        var totals = Purchases().GroupBy(purchase => purchase.Customer);

        for (var month = new DateTimeOffset(2025, 7, 1, 0, 0, 0, TimeSpan.Zero); month.Year < 2026; month = month.AddMonths(1))
        {
            totals.Count(group => group.Count(purchase => purchase.OccurredAt < month) >= 3
                && !group.Any(purchase => purchase.OccurredAt < month && purchase.OccurredAt > month.AddDays(-120)))
                .Should().BeGreaterThan(30);
        }
    }

    [Fact]
    public void Products_that_go_together_are_bought_together()
    {
        var pairs = Purchases()
            .SelectMany(purchase => purchase.Lines.SelectMany(line => purchase.Lines, (first, second) => (first.Product, second.Product)))
            .Where(pair => pair.Item1 != pair.Item2).CountBy(pair => pair).OrderByDescending(pair => pair.Value).ToList();

        var categories = _shop.Products.ToDictionary(product => product.Id, product => product.Category);
        pairs[0].Value.Should().BeGreaterThan(60);
        pairs.Sum(pair => categories[pair.Key.Item1] == categories[pair.Key.Item2] ? pair.Value : 0).Should()
            .Be(pairs.Sum(pair => pair.Value));
    }

    [Fact]
    public void No_customer_of_the_shop_has_a_real_address()
    {
        var mails = _shop.Customers.Select(customer => customer.AddressOn(Channel.Email)).OfType<string>().ToList();
        var phones = _shop.Customers.Select(customer => customer.AddressOn(Channel.Sms)).OfType<string>().ToList();

        mails.Should().HaveCountGreaterThan(4_400).And.HaveCountLessThan(4_600).And.OnlyHaveUniqueItems().And
            .OnlyContain(mail => Mail().IsMatch(mail));
        phones.Should().HaveCountGreaterThan(2_800).And.HaveCountLessThan(3_200).And.OnlyHaveUniqueItems().And
            .OnlyContain(phone => Phone().IsMatch(phone));
    }

    [Fact]
    public void Most_customers_consent_and_some_refuse()
    {
        var known = _shop.Customers.Where(customer => customer.AddressOn(Channel.Email) is not null).ToList();

        known.Count(customer => customer.HasConsent(Topic.Marketing, Channel.Email)).Should().BeGreaterThan(known.Count * 8 / 10);
        known.Count(customer => customer.Consents.Any(consent => !consent.Granted)).Should().BeGreaterThan(100);
        _shop.Customers.Select(customer => customer.TimeZone).Distinct().Should().HaveCount(5).And
            .OnlyContain(zone => TimeZoneInfo.FindSystemTimeZoneById(zone!) != null);
    }

    private static List<CustomerEvent> Purchases() => [.. _shop.Events.Where(@event => @event.Name == EventNames.Purchase)];

    private static string Described(Customer customer) =>
        string.Join('|', customer.Id, customer.FirstName, customer.LastName, customer.Locale, customer.PostalCode,
            customer.AddressOn(Channel.Email), customer.AddressOn(Channel.Sms), customer.Consents.Count(consent => consent.Granted));

    [GeneratedRegex(@"^[a-z]+\.[a-z]+\d+@(example\.org|example\.com|(mail|post)\.example)$")]
    private static partial Regex Mail();

    [GeneratedRegex(@"^\+(447700900\d{3}|(420|49|43|353)000\d{6}|(49|43|353|420)0000\d{5,6})$")]
    private static partial Regex Phone();
}
