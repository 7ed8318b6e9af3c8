namespace Retention.Workflows.Import.Orders;

/// <summary>The lines of an order; pieces of one product at one price are one line.</summary>
internal sealed class OrderLines
{
    private readonly Dictionary<(ProductId Product, decimal? Price), int> _lines = [];

    /// <summary>Adds pieces of a product.</summary>
    /// <returns>False if the order has too many lines or pieces.</returns>
    internal bool Add(ProductId product, int quantity, decimal? price)
    {
        if (_lines.TryGetValue((product, price), out var before))
        {
            if (quantity > int.MaxValue - before)
                return false;
            _lines[(product, price)] = before + quantity;
            return true;
        }

        if (_lines.Count == CustomerEvent.MaxLines)
            return false;
        _lines.Add((product, price), quantity);
        return true;
    }

    internal IReadOnlyList<OrderLine> ToList() => _lines.Count == 0 ? [] :
        [.. _lines.Select(line => new OrderLine { Product = line.Key.Product, Quantity = line.Value, UnitPrice = line.Key.Price })];
}
