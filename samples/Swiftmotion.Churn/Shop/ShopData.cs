using Retention.Workflows;
using Retention.Workflows.Recommendations;

namespace Swiftmotion.Churn;

/// <summary>A shop with its customers, products and history: what the sample stores and replays.</summary>
public sealed record ShopData
{
    /// <summary>The shop's name, address and time zone.</summary>
    public required ShopProfile Profile { get; init; }

    /// <summary>The currency of all amounts.</summary>
    public required string Currency { get; init; }

    /// <summary>The customers, by id.</summary>
    public required IReadOnlyList<Customer> Customers { get; init; }

    /// <summary>The products; empty when the history names none.</summary>
    public required IReadOnlyList<Product> Products { get; init; }

    /// <summary>Purchases and refunds, in order of time.</summary>
    public required IReadOnlyList<CustomerEvent> Events { get; init; }

    /// <summary>The first day of the history, in the shop's zone.</summary>
    public required DateOnly FirstDay { get; init; }

    /// <summary>The last day of the history, in the shop's zone.</summary>
    public required DateOnly LastDay { get; init; }
}
