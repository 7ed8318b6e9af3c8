namespace Retention.Workflows.Benchmarks;

/// <summary>Customers and their events, the same on every run.</summary>
internal static class Shop
{
    /// <summary>Customers generated at a time, so that the shop's data does not count as the engine's memory.</summary>
    internal const int Chunk = 20_000;

    internal static string Id(int number) => FormattableString.Invariant($"customer-{number:0000000}");

    internal static Customer Customer(int number) => new()
    {
        Id = new CustomerId(Id(number)),
        FirstName = "Ada",
        Addresses = new Dictionary<Channel, string> { [Channel.Email] = $"{Id(number)}@shop.example" },
        Consents = [new Consent { Topic = Topic.Marketing, Channel = Channel.Email, Granted = true }],
    };

    internal static CustomerEvent Purchase(int customer, DateTimeOffset at, decimal total = 50) =>
        CustomerEvent.Of(FormattableString.Invariant($"order-{customer}-{at.ToUnixTimeMilliseconds()}"),
            new Purchase(new CustomerId(Id(customer)), at, total, "EUR"));

    internal static async Task SaveCustomersAsync(IRetentionClient client, IEnumerable<int> numbers)
    {
        foreach (var chunk in numbers.Chunk(Chunk))
            await client.SaveCustomersAsync([.. chunk.Select(Customer)]);
    }

    internal static async Task AppendAsync(IRetentionClient client, IEnumerable<CustomerEvent> events)
    {
        foreach (var chunk in events.Chunk(Chunk))
            await client.AppendEventsAsync(chunk);
    }
}
