using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Retention.Workflows.Import.Cells;

/// <summary>
/// Several items in one cell, as WooCommerce's export of one row an order writes them: <c>sku:A-1|quantity:2|total:9.40;sku:B-2|…</c>,
/// where a backslash makes a separator a part of a text; or the same fields as JSON.
/// </summary>
internal static class LineItems
{
    /// <summary>What the export writes for the SKU of a product that was deleted.</summary>
    private const string DeletedProduct = "unknown_product";

    private const string Separators = ":|;";

    /// <summary>Reads a cell that is not empty.</summary>
    /// <returns>The items; null if there is a problem.</returns>
    internal static IReadOnlyList<LineItem>? Read(string cell, out CellProblem? problem)
    {
        problem = null;
        var items = new List<LineItem>();
        foreach (var fields in cell[0] == '[' ? OfJson(cell) : OfText(cell))
        {
            if (fields is null)
                problem = Problem(items.Count + 1, "is not written as fields such as sku:A-1|quantity:2");
            else if (ProductOf(fields) is not { } product)
                problem = Problem(items.Count + 1, "names no product: sku, product_id and name are empty or missing");
            else
                items.Add(new LineItem(product, fields.GetValueOrDefault("quantity", ""),
                    fields.GetValueOrDefault("subtotal", "") is { Length: > 0 } price ? price : fields.GetValueOrDefault("total", "")));
            if (problem is not null)
                return null;
        }

        return items;
    }

    private static CellProblem Problem(int item, string reason) =>
        new(Cause.NotAnItem, string.Create(CultureInfo.InvariantCulture, $"item {item} {reason}"));

    private static string? ProductOf(Dictionary<string, string> fields) =>
        fields.GetValueOrDefault("sku") is { Length: > 0 } sku && sku != DeletedProduct ? sku
            : fields.GetValueOrDefault("product_id") is { Length: > 0 } id && id != "0" ? id
            : fields.GetValueOrDefault("name") is { Length: > 0 } name ? name
            : null;

    /// <summary>The fields of each item; null for an item with a part that is no field.</summary>
    private static IEnumerable<Dictionary<string, string>?> OfText(string cell)
    {
        foreach (var item in Split(cell, ';').Where(item => !string.IsNullOrWhiteSpace(item)))
        {
            Dictionary<string, string>? fields = new(StringComparer.OrdinalIgnoreCase);
            foreach (var field in Split(item, '|'))
            {
                if (EndOf(field, 0, ':') is var colon && (colon == field.Length || fields is null))
                    fields = null;
                else
                    fields[Unescape(field[..colon])] = Unescape(field[(colon + 1)..]);
            }

            yield return fields;
        }
    }

    private static IEnumerable<Dictionary<string, string>?> OfJson(string cell)
    {
        using var document = Parse(cell);
        if (document is null)
        {
            yield return null;
            yield break;
        }

        foreach (var item in document.RootElement.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object)
            {
                yield return null;
                yield break;
            }

            var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var field in item.EnumerateObject().Where(
                field => field.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number))
                fields[field.Name] = field.Value.ToString().Replace("&quot;", "\"", StringComparison.Ordinal).Trim();
            yield return fields;
        }
    }

    private static JsonDocument? Parse(string cell)
    {
        try
        {
            return JsonDocument.Parse(cell);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Split(string text, char separator)
    {
        for (var start = 0; start <= text.Length;)
        {
            var end = EndOf(text, start, separator);
            yield return text[start..end];
            start = end + 1;
        }
    }

    /// <summary>The position of the next separator without a backslash; the length of the text if there is none.</summary>
    private static int EndOf(string text, int start, char separator)
    {
        for (var index = start; index < text.Length; index++)
        {
            if (IsEscape(text, index))
                index++;
            else if (text[index] == separator)
                return index;
        }

        return text.Length;
    }

    private static string Unescape(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length; index++)
            plain.Append(text[IsEscape(text, index) ? ++index : index]);
        return plain.ToString().Trim();
    }

    private static bool IsEscape(string text, int index) =>
        text[index] == '\\' && index + 1 < text.Length && Separators.Contains(text[index + 1], StringComparison.Ordinal);
}
