using System.Text.Json;

namespace Retention.Workflows.Storage.Json;

/// <summary>
/// Order lines as <c>[["shoe-42",1,59.90],["sock",3]]</c>: product, quantity, and unit price where it is known; an empty list as null.
/// </summary>
internal static class OrderLineJson
{
    internal static void Write(Utf8JsonWriter writer, IReadOnlyList<OrderLine> lines)
    {
        writer.WriteStartArray();
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            writer.WriteStartArray();
            writer.WriteStringValue(line.Product.Value);
            writer.WriteNumberValue(line.Quantity);
            if (line.UnitPrice is { } price)
                writer.WriteNumberValue(price);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    internal static IReadOnlyList<OrderLine> Read(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
            return [];
        var lines = new List<OrderLine>();
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            reader.Read();
            var product = reader.GetString()!;
            reader.Read();
            var quantity = reader.GetInt32();
            decimal? price = null;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                price ??= reader.GetDecimal();
            lines.Add(new OrderLine { Product = new ProductId(product), Quantity = quantity, UnitPrice = price });
        }

        return lines;
    }
}
