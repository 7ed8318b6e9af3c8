namespace Retention.Workflows.Testing;

/// <summary>Plausible test data, so that a test only contains the values that matter to it.</summary>
public static class Some
{
    /// <summary>A customer with addresses on every channel and consent to marketing on each.</summary>
    /// <param name="id">The id; <c>ada</c> by default.</param>
    /// <param name="timeZone">The time zone; null (default) means the shop's.</param>
    public static Customer Customer(string id = "ada", string? timeZone = null)
    {
        Channel[] channels = [Channel.Email, Channel.Sms, Channel.Push, Channel.WhatsApp, Channel.Viber];
        return new Customer
        {
            Id = new CustomerId(id),
            FirstName = "Ada",
            TimeZone = timeZone,
            Addresses = channels.ToDictionary(
                channel => channel, channel => channel == Channel.Email ? $"{id}@shop.example" : "+420601000000"),
            Consents = [.. channels.Select(channel => new Consent { Topic = Topic.Marketing, Channel = channel, Granted = true })],
        };
    }

    /// <summary>A purchase event. Its id is derived from customer and time: two purchases at the same time are one.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="at">The time of the purchase.</param>
    /// <param name="total">The total in euros; negative for a refund.</param>
    /// <param name="products">The products, one piece each.</param>
    public static CustomerEvent Purchase(
        CustomerId customer, DateTimeOffset at, decimal total = 50, params IReadOnlyList<string> products) =>
        CustomerEvent.Of(
            FormattableString.Invariant($"order-{customer}-{at.UtcTicks}"),
            new Purchase(customer, at, total, "EUR"),
            [.. products.Select(product => new OrderLine { Product = new ProductId(product) })]);
}
