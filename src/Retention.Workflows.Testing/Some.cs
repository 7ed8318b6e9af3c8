namespace Retention.Workflows.Testing;

/// <summary>Plausible test data, so that a test names only what it is about.</summary>
public static class Some
{
    /// <summary>A customer who can be reached over every channel and agreed to marketing on each.</summary>
    /// <param name="id">The id; default <c>ada</c>.</param>
    /// <param name="timeZone">The zone; default none, so the shop's.</param>
    public static Customer Customer(string id = "ada", string? timeZone = null)
    {
        Channel[] channels = [Channel.Email, Channel.Sms, Channel.Push, Channel.WhatsApp, Channel.Viber];
        return new Customer
        {
            Id = new CustomerId(id),
            FirstName = "Ada",
            TimeZone = timeZone,
            Addresses = channels.ToDictionary(channel => channel, channel => channel == Channel.Email ? $"{id}@shop.example" : "+420601000000"),
            Consents = [.. channels.Select(channel => new Consent { Topic = Topic.Marketing, Channel = channel, Granted = true })],
        };
    }

    /// <summary>A purchase event, whose id follows from customer and moment: two at the same moment are one.</summary>
    /// <param name="customer">Who buys.</param>
    /// <param name="at">When.</param>
    /// <param name="total">For how much, in euros; negative is a refund.</param>
    /// <param name="products">What is bought, a piece each.</param>
    public static CustomerEvent Purchase(CustomerId customer, DateTimeOffset at, decimal total = 50, params IReadOnlyList<string> products) =>
        CustomerEvent.Of(
            FormattableString.Invariant($"order-{customer}-{at.UtcTicks}"),
            new Purchase(customer, at, total, "EUR"),
            [.. products.Select(product => new OrderLine { Product = new ProductId(product) })]);
}
