using Retention.Workflows.Messaging;
using Retention.Workflows.Recommendations;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Channels.Tests;

internal static class Some
{
    internal static DateTimeOffset Moment { get; } = new(2026, 7, 1, 9, 30, 0, TimeSpan.Zero);

    internal const string Token = "aaaaaaaaaaea2xqk7w4vjr5hmtc3zbnp6gdsyuf2oieal7qx";

    internal static OutgoingMessage Sms(string to = "+420601123456", string text = "Your code: SWIFT-B7KM", string key = "12/3/sms/1") =>
        new()
        {
            IdempotencyKey = key,
            Channel = Channel.Sms,
            Customer = new CustomerId("c-17"),
            Address = to,
            Topic = Topic.Marketing,
            Content = new MessageContent { Text = text },
            ReportToken = Token,
            SentAt = Moment,
        };

    internal static OutgoingMessage To(Channel channel, string to, string text = "Hello", string? subject = null,
        string key = "12/3/nudge/1", string? html = null) => new()
    {
        IdempotencyKey = key,
        Channel = channel,
        Customer = new CustomerId("c-17"),
        Address = to,
        Topic = Topic.Marketing,
        Content = new MessageContent { Subject = subject, Text = text, Html = html },
        ReportToken = Token,
        SentAt = Moment,
    };

    internal static Customer Customer(string? firstName = "Ada", string? locale = null, PropertyBag? attributes = null) => new()
    {
        Id = new CustomerId("c-17"),
        FirstName = firstName,
        Locale = locale,
        Attributes = attributes ?? PropertyBag.Empty,
    };

    internal static Voucher Voucher(Discount? discount = null, decimal minimum = 20) => new()
    {
        Code = "SWIFT-B7KM-2QXR",
        Customer = new CustomerId("c-17"),
        IdempotencyKey = "12/3/voucher/1",
        Journey = new JourneyName("churn"),
        Offer = new VoucherOffer { Name = "comeback-20", Discount = discount ?? Discount.Percent(20), MinimumSpend = minimum },
        IssuedAt = Moment,
        ExpiresAt = new DateTimeOffset(2026, 7, 10, 22, 30, 0, TimeSpan.Zero),
    };

    internal static Product Product(string id, string? name = null, decimal? price = 49.9m, string? path = null,
        string? image = "https://img.swiftmotion.example/1.jpg") => new()
    {
        Id = new ProductId(id),
        Name = name ?? $"Shoe {id}",
        Price = price,
        Currency = "EUR",
        UrlPath = path,
        ImageUrl = image is null ? null : new Uri(image),
        Category = "Running",
    };

    internal static RecommendedProducts Recommended(RecommendationBlock? block = null, params Product[] products) => new()
    {
        Block = block ?? new RecommendationBlock(),
        Products = products,
    };

    internal static MessageModel Model(Customer? customer = null, Voucher? voucher = null, RecommendedProducts? recommendations = null,
        string shopLocale = "en", string? shopUrl = "https://swiftmotion.example") => new()
    {
        Customer = customer ?? Customer(),
        Shop = new ShopProfile { Name = "Swiftmotion", Url = shopUrl is null ? null : new Uri(shopUrl), Locale = shopLocale },
        Journey = new JourneyName("churn"),
        Step = "offer",
        Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Prague"),
        Voucher = voucher,
        Recommendations = recommendations,
    };
}
