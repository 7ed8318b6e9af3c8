using Retention.Workflows;

namespace PackedTests;

/// <summary>The customers and events that these tests share.</summary>
internal static class Shop
{
    public static readonly CustomerId Ada = new("ada");
    public static readonly CustomerId Bob = new("bob");

    private static int _events;

    /// <summary>An event of a customer, with an id of its own.</summary>
    public static CustomerEvent Event(CustomerId customer, EventName name, DateTimeOffset at) =>
        new() { Id = $"e-{Interlocked.Increment(ref _events)}", Customer = customer, Name = name, OccurredAt = at };

    /// <summary>A product that a customer puts into the cart or takes out of it.</summary>
    public static CustomerEvent CartEvent(CustomerId customer, EventName name, DateTimeOffset at, string product, decimal price) =>
        Event(customer, name, at) with
        {
            Currency = "EUR",
            Lines = [new OrderLine { Product = new ProductId(product), Quantity = 1, UnitPrice = price }],
        };
}
