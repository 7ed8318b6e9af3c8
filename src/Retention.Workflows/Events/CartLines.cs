using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Retention.Workflows.Events;

/// <summary>Computes the lines of a cart; each product occurs once.</summary>
internal static class CartLines
{
    private const int FingerprintBytes = 16;

    /// <summary>Adds lines. The latest price applies to all pieces of a product.</summary>
    internal static IReadOnlyList<OrderLine> Added(IReadOnlyList<OrderLine> lines, IEnumerable<OrderLine> more)
    {
        var all = new OrderedDictionary<ProductId, OrderLine>();
        foreach (var line in lines.Concat(more).Where(line => line.Quantity > 0))
        {
            all[line.Product] = all.TryGetValue(line.Product, out var known)
                ? line with { Quantity = (int)Math.Min(int.MaxValue, (long)known.Quantity + line.Quantity),
                    UnitPrice = line.UnitPrice ?? known.UnitPrice }
                : line;
        }

        return [.. all.Values];
    }

    /// <summary>Removes lines. A product whose quantity reaches zero is removed; a product that is not in the cart is ignored.</summary>
    internal static IReadOnlyList<OrderLine> Removed(IReadOnlyList<OrderLine> lines, IReadOnlyList<OrderLine> less)
    {
        var gone = Added([], less).ToDictionary(line => line.Product, line => line.Quantity);
        return [.. lines.Select(line => line with { Quantity = line.Quantity - gone.GetValueOrDefault(line.Product) })
            .Where(line => line.Quantity > 0)];
    }

    /// <summary>The sum of the lines; null if a price is unknown, or if the sum exceeds the range of an amount.</summary>
    internal static decimal? Sum(IReadOnlyList<OrderLine> lines)
    {
        try
        {
            return lines.Aggregate<OrderLine, decimal?>(0, static (sum, line) => sum + (line.UnitPrice * line.Quantity));
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>A hash that is equal for equal products and quantities; empty if there are no lines.</summary>
    internal static string Fingerprint(IReadOnlyList<OrderLine> lines)
    {
        if (lines.Count == 0)
            return "";
        var text = new StringBuilder();
        foreach (var line in Added([], lines).OrderBy(line => line.Product.Value, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{line.Product.Value.Length}:{line.Product.Value}*{line.Quantity};");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, FingerprintBytes));
    }
}
