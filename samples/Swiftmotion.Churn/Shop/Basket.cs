using Retention.Workflows;
using Retention.Workflows.Recommendations;

namespace Swiftmotion.Churn;

/// <summary>Fills a customer's baskets, mostly with products of the customer's own sport and with products that go well together.</summary>
internal sealed class Basket(Random random)
{
    private const int Sports = 8;

    private readonly int _sport = random.Next(Sports);
    private readonly int _secondSport = random.Next(Sports);

    internal IReadOnlyList<OrderLine> Fill()
    {
        var sport = random.Next(100) switch { < 70 => _sport, < 92 => _secondSport, _ => random.Next(Sports) };

        // Cheap articles sell more often than expensive ones. The expensive ones come first in the range.
        var index = (int)(ProductRange.PerSport * Math.Sqrt(random.NextDouble()));
        var first = (sport * ProductRange.PerSport) + index;
        var products = new List<int> { first };
        foreach (var companion in ProductRange.GoWellWith(first))
        {
            if (random.Next(100) < 34)
                products.Add(companion);
        }

        return [.. products.Select(Line)];
    }

    private OrderLine Line(int product)
    {
        var article = ProductRange.Products[product];
        return new OrderLine { Product = article.Id, Quantity = article.Price < 20 && random.Next(3) == 0 ? 2 : 1,
            UnitPrice = article.Price };
    }
}
