using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Retention.Workflows.Segments;

/// <summary>The stored form of a model. Its names must not change, because stores keep old models for years.</summary>
internal static class RfmModelJson
{
    private const string DateFormat = "yyyy-MM-dd";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    internal static string Write(RfmModel model)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("version", model.Version);
            json.WriteString("asOf", Text(model.AsOf));
            json.WriteString("zone", model.Zone);
            json.WriteString("kind", Name(model.Kind));
            json.WriteNumber("buyers", model.Buyers);
            json.WriteString("currency", model.Currency);
            WriteEdges(json, "recency", model.RecencyEdges, (writer, edge) => writer.WriteStringValue(Text(edge)));
            WriteEdges(json, "frequency", model.FrequencyEdges, (writer, edge) => writer.WriteNumberValue(edge));
            WriteEdges(json, "monetary", model.MonetaryEdges, (writer, edge) => writer.WriteNumberValue(edge));
            if (model.LeftOut.Count > 0)
                WriteEdges(json, "leftOut", model.LeftOut, WriteLeftOut);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    internal static RfmModel Read(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, Strict);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new FormatException("A stored RFM model must be a JSON object.");
            return new RfmModel
            {
                Version = Get(root, "version", "a whole number", Int64),
                AsOf = Get(root, "asOf", "a date like 2026-01-31", Date),
                Zone = Get(root, "zone", "a text", String) ?? throw new FormatException("The stored RFM model has no zone."),
                Kind = Get(root, "kind", "quantile or expert", Kind),
                Buyers = Get(root, "buyers", "a whole number", Int32),
                Currency = Get(root, "currency", "a text or null", String),
                RecencyEdges = Get(root, "recency", "an array of dates like 2026-01-31", element => Edges(element, Date)),
                FrequencyEdges = Get(root, "frequency", "an array of whole numbers", element => Edges(element, Int32)),
                MonetaryEdges = Get(root, "monetary", "an array of numbers", element => Edges(element, Decimal)),
                LeftOut = root.TryGetProperty("leftOut", out _) // models of earlier versions lack it
                    ? Get(root, "leftOut", "an array of currencies with counts", element => Edges(element, LeftOut)) : [],
            };
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"The stored RFM model is not valid JSON: {wrong.Message}", wrong);
        }
        catch (ArgumentException wrong)
        {
            throw new FormatException($"The stored RFM model is not valid. {wrong.Message}", wrong);
        }
    }

    private static T Get<T>(JsonElement root, string name, string expected, Func<JsonElement, (bool, T)> read)
    {
        if (!root.TryGetProperty(name, out var element))
            throw new FormatException($"The stored RFM model lacks '{name}'.");
        var (readable, value) = read(element);
        return readable ? value : throw new FormatException($"'{name}' of the stored RFM model is not {expected}.");
    }

    private static void WriteEdges<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> edges, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var edge in edges)
            write(json, edge);
        json.WriteEndArray();
    }

    private static (bool, IReadOnlyList<T>) Edges<T>(JsonElement element, Func<JsonElement, (bool, T)> read)
    {
        var edges = new List<T>();
        if (element.ValueKind != JsonValueKind.Array)
            return (false, edges);
        foreach (var item in element.EnumerateArray())
        {
            var (readable, edge) = read(item);
            if (!readable)
                return (false, edges);
            edges.Add(edge);
        }

        return (true, edges);
    }

    private static void WriteLeftOut(Utf8JsonWriter json, LeftOutPurchases left)
    {
        json.WriteStartObject();
        json.WriteString("currency", left.Currency);
        json.WriteNumber("customers", left.Customers);
        json.WriteNumber("purchases", left.Purchases);
        json.WriteEndObject();
    }

    private static (bool, LeftOutPurchases) LeftOut(JsonElement element) => element.ValueKind == JsonValueKind.Object
        ? (true, new LeftOutPurchases
        {
            Currency = Get(element, "currency", "a text", String) ?? "",
            Customers = Get(element, "customers", "a whole number", Int32),
            Purchases = Get(element, "purchases", "a whole number", Int64),
        })
        : (false, null!);

    private static (bool, long) Int64(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var value) ? (true, value) : (false, 0);

    private static (bool, int) Int32(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var value) ? (true, value) : (false, 0);

    private static (bool, decimal) Decimal(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDecimal(out var value) ? (true, value) : (false, 0);

    private static (bool, string?) String(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => (true, element.GetString()),
        JsonValueKind.Null => (true, null),
        _ => (false, null),
    };

    private static (bool, DateOnly) Date(JsonElement element) =>
        (DateOnly.TryParseExact(
            String(element).Item2, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var value), value);

    private static (bool, RfmModelKind) Kind(JsonElement element) => String(element).Item2 switch
    {
        "quantile" => (true, RfmModelKind.Quantile),
        "expert" => (true, RfmModelKind.Expert),
        _ => (false, default),
    };

    private static string Name(RfmModelKind kind) => kind == RfmModelKind.Expert ? "expert" : "quantile";

    private static string Text(DateOnly date) => date.ToString(DateFormat, CultureInfo.InvariantCulture);
}
