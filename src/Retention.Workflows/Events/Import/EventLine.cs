using System.Text.Json;
using Retention.Workflows.Naming;

namespace Retention.Workflows.Events.Import;

/// <summary>Converts one line of JSON to an event, or reports all its problems.</summary>
internal sealed class EventLine(EventLimits limits, Action<string?, string> wrong)
{
    private static readonly string[] _fields = ["id", "customer", "name", "at", "properties", "amount", "currency", "lines"];
    private static readonly string[] _lineFields = ["product", "quantity", "price"];

    /// <summary>The nesting levels of an event: the event, its list of lines, a line.</summary>
    private const int MaxLevels = 3;

    // Deeper than any allowed nesting, so that nested values are reported with their field name.
    private const int MaxDepth = 500;

    private int _problems;

    internal CustomerEvent? Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return ReadEvent(document.RootElement);
        }
        catch (JsonException exception)
        {
            if (LevelsOf(text) is > MaxDepth and var levels)
                Wrong("", $"nests {levels} levels deep; at most {MaxLevels} are allowed");
            else
                Wrong("", $"is not valid JSON: there is an error at character {exception.BytePositionInLine + 1}");
            return null;
        }
        catch (ArgumentException) when (HasHalfASurrogate(text))
        {
            Wrong("", "contains half a surrogate pair, which is no character");
            return null;
        }
    }

    /// <summary>True if a text cannot be written as UTF-8. Escaped halves are reported with their field.</summary>
    private static bool HasHalfASurrogate(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
                index++;
            else if (char.IsSurrogate(text[index]))
                return true;
        }

        return false;
    }

    private CustomerEvent? ReadEvent(JsonElement root)
    {
        if (Fields(root, "", _fields) is not { } fields)
            return null;

        var id = Text(fields, "id", "", CustomerEvent.MaxIdLength);
        if (id is not null && EventLimits.IdProblem(id) is { } own)
            Wrong("id", own);
        var customer = Text(fields, "customer", "", CustomerId.MaxLength);
        var name = Text(fields, "name", "", KebabName.MaxLength);
        if (name is not null && !KebabName.IsValid(name))
        {
            Wrong("name",
                $"is not a valid event name: use lower-case letters, digits and single hyphens between them, at most {KebabName.MaxLength} characters");
        }

        var at = Text(fields, "at", "", CustomerEvent.MaxIdLength);
        DateTimeOffset occurredAt = default;
        if (at is not null && ImportText.InstantProblem(at, out occurredAt) is { } problem)
            Wrong("at", problem);
        else if (at is not null && limits.TimeProblem(occurredAt) is { } outside)
            Wrong("at", outside);
        if (customer is not null && limits.CustomerProblem(new CustomerId(customer)) is { } unknown)
            Wrong("customer", unknown);
        var (amount, currency) = Amount(fields, name);
        var properties = fields.TryGetValue("properties", out var bag) ? Properties(bag) : PropertyBag.Empty;
        var lines = fields.TryGetValue("lines", out var list) ? Lines(list) : [];
        if (_problems > 0)
            return null;

        var read = new CustomerEvent
        {
            Id = id!,
            Customer = new CustomerId(customer!),
            Name = new EventName(name!),
            OccurredAt = occurredAt,
            Amount = amount,
            Currency = currency,
            Properties = properties,
            Lines = lines,
        };
        if (AddressEvents.ChannelProblem(read) is not { } unusable)
            return read;
        Wrong($"properties.{MessageEvents.Channel}", unusable);
        return null;
    }

    private (decimal?, string?) Amount(Dictionary<string, JsonElement> fields, string? name)
    {
        var amount = Number(fields, "amount", "");
        var currency = fields.ContainsKey("currency") ? Text(fields, "currency", "", 3) : null;
        if (currency is not null && ImportText.CurrencyProblem(currency) is { } problem)
            Wrong("currency", problem);
        foreach (var (field, reason) in EventLimits.AmountProblems(name, amount, fields.ContainsKey("currency") ? currency ?? "" : null))
            Wrong(field, reason);
        return (amount, currency);
    }

    private PropertyBag Properties(JsonElement element)
    {
        var values = new Dictionary<string, PropertyValue>(StringComparer.Ordinal);
        if (Fields(element, "properties", known: null) is not { } fields)
            return PropertyBag.Empty;
        if (fields.Count > PropertyBag.MaxCount)
            Wrong("properties", $"are {fields.Count}; at most {PropertyBag.MaxCount} are allowed");
        foreach (var (key, value) in fields)
        {
            if (!PropertyBag.IsKey(key))
                Wrong("properties",
                    "contain an invalid key: use a letter or underscore, then letters, digits, underscores or hyphens, at most 64 in all");
            else if (Value(key, value) is { } read)
                values[key] = read;
        }

        return _problems > 0 ? PropertyBag.Empty : new PropertyBag(values);
    }

    private PropertyValue? Value(string key, JsonElement value)
    {
        var field = $"properties.{key}";
        switch (value.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                return value.GetBoolean();
            case JsonValueKind.Number when value.TryGetDecimal(out var number):
                return number;
            case JsonValueKind.Number:
                Wrong(field, "is a number out of range");
                return null;
            case JsonValueKind.String when Content(value.GetString) is { } text:
                var problem = text.Length > PropertyValue.MaxTextLength
                    ? $"has {text.Length} characters; at most {PropertyValue.MaxTextLength} are allowed"
                    : EventLimits.TextProblem(text);
                if (problem is null)
                    return text;
                Wrong(field, problem);
                return null;
            case JsonValueKind.String:
                Wrong(field, "contains half a character");
                return null;
            case JsonValueKind.Null:
                Wrong(field, "is null: leave the property out");
                return null;
            default:
                Wrong(field, "is nested: a property is a text, a number, true or false");
                return null;
        }
    }

    private List<OrderLine> Lines(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            Wrong("lines", "is not a list");
            return [];
        }

        if (element.GetArrayLength() > CustomerEvent.MaxLines)
            Wrong("lines", $"are {element.GetArrayLength()}; at most {CustomerEvent.MaxLines} are allowed");
        var lines = new List<OrderLine>();
        foreach (var (index, item) in element.EnumerateArray().Take(CustomerEvent.MaxLines).Index())
        {
            var path = $"lines[{index}]";
            if (Fields(item, path, _lineFields) is not { } fields)
                continue;
            var product = Text(fields, "product", path, CustomerId.MaxLength);
            var price = Number(fields, "price", path);
            var quantity = 1;
            if (fields.TryGetValue("quantity", out var number)
                && !(number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out quantity) && quantity >= 1))
                Wrong($"{path}.quantity", "is not a whole number of 1 or more");
            if (product is not null)
                lines.Add(new OrderLine { Product = new ProductId(product), Quantity = quantity, UnitPrice = price });
        }

        return lines;
    }

    /// <summary>
    /// The fields of an object by name. A duplicate field is an error, and so is an unknown field if <paramref name="known"/> is given.
    /// </summary>
    private Dictionary<string, JsonElement>? Fields(JsonElement element, string path, string[]? known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            Wrong(path, "is not a JSON object");
            return null;
        }

        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            var name = Content(() => property.Name) ?? "";
            if (known is not null && !known.Contains(name, StringComparer.Ordinal))
                Wrong(path, $"contains an unknown field: the fields are {string.Join(", ", known)}");
            else if (!fields.TryAdd(name, property.Value))
                Wrong(path, "contains a field twice");
        }

        return fields;
    }

    private string? Text(Dictionary<string, JsonElement> fields, string field, string path, int maxLength)
    {
        var problem = "is missing";
        if (fields.TryGetValue(field, out var element))
        {
            var text = element.ValueKind == JsonValueKind.String ? Content(element.GetString) : null;
            problem = text is null ? "is not a text" : ImportText.IdProblem(text, maxLength);
            if (problem is null)
                return text;
        }

        Wrong(path.Length == 0 ? field : $"{path}.{field}", problem);
        return null;
    }

    private decimal? Number(Dictionary<string, JsonElement> fields, string field, string path)
    {
        if (!fields.TryGetValue(field, out var element))
            return null;
        decimal amount = 0;
        var problem = element.ValueKind == JsonValueKind.Number
            ? ImportText.AmountProblem(element.GetRawText(), out amount)
            : "is not a number";
        if (problem is null)
            return amount;
        Wrong(path.Length == 0 ? field : $"{path}.{field}", problem);
        return null;
    }

    /// <summary>The text; null if half a surrogate pair makes it unreadable.</summary>
    private static string? Content(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The maximum nesting depth of objects and lists, closed or not.</summary>
    private static int LevelsOf(string text)
    {
        var (deepest, level, inText) = (0, 0, false);
        for (var index = 0; index < text.Length; index++)
        {
            if (inText && text[index] == '\\')
                index++;
            else if (text[index] == '"')
                inText = !inText;
            else if (!inText && text[index] is ('{' or '['))
                deepest = Math.Max(deepest, ++level);
            else if (!inText && text[index] is ('}' or ']'))
                level--;
        }

        return deepest;
    }

    private void Wrong(string field, string reason)
    {
        _problems++;
        wrong(field.Length == 0 ? null : field, reason);
    }
}
