using System.Globalization;
using System.Text.Json;

namespace Retention.Workflows.Journeys.Json;

/// <summary>Reads a JSON text into <see cref="JsonItem"/>s, at any depth.</summary>
internal ref struct JsonText
{
    internal const int MaxBytes = 4 * 1024 * 1024;

    // A step takes up to four levels of JSON, a condition two. Deeper values are parsed as JSON but not read.
    private const int MaxDepth = 512;

    private readonly ReadOnlySpan<byte> _utf8;
    private readonly List<JourneyError> _errors;
    private Utf8JsonReader _reader;
    private int _line = 1;
    private int _counted;

    private JsonText(ReadOnlySpan<byte> utf8, List<JourneyError> errors)
    {
        _utf8 = utf8;
        _errors = errors;
        _reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
    }

    /// <summary>Reads a text.</summary>
    /// <returns>The root value; null if the text is not JSON, which is one error.</returns>
    internal static JsonItem? Read(ReadOnlySpan<byte> utf8, List<JourneyError> errors)
    {
        if (utf8.Length > MaxBytes)
        {
            errors.Add(new JourneyError { Path = "$", Message = $"The text is longer than {MaxBytes / 1024 / 1024} MiB, the maximum for a journey." });
            return null;
        }

        if (utf8.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];
        try
        {
            return new JsonText(utf8, errors).Read();
        }
        catch (JsonException exception)
        {
            var place = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
            var (line, column) = ((int)(exception.LineNumber ?? 0) + 1, (exception.BytePositionInLine ?? 0) + 1);
            errors.Add(new JourneyError
            {
                Path = "$",
                Line = line,
                Message = string.Create(CultureInfo.InvariantCulture,
                    $"Invalid JSON at column {column}: {(place < 0 ? exception.Message : exception.Message[..place])}"),
            });
            return null;
        }
    }

    private JsonItem Read()
    {
        JsonItem? root = null, open = null;
        var name = "";
        while (_reader.Read())
        {
            CountLines();
            switch (_reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = Text(open!, "") ?? "?";
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    open = open!.Parent;
                    break;
                default:
                    var item = Item(open, name);
                    root ??= item;
                    if (_reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
                        break;
                    if (_reader.CurrentDepth >= MaxDepth)
                        _reader.Skip();
                    else
                        open = item;
                    break;
            }
        }

        return root!;
    }

    private readonly JsonItem Item(JsonItem? parent, string name)
    {
        var segment = parent is null ? "" : parent.Kind == JsonValueKind.Array
            ? JsonItem.Segment(parent.Items.Count) : JsonItem.Segment(name);
        var kind = _reader.TokenType switch
        {
            JsonTokenType.StartObject => JsonValueKind.Object,
            JsonTokenType.StartArray => JsonValueKind.Array,
            JsonTokenType.String => JsonValueKind.String,
            JsonTokenType.Number => JsonValueKind.Number,
            JsonTokenType.True => JsonValueKind.True,
            JsonTokenType.False => JsonValueKind.False,
            _ => JsonValueKind.Null,
        };
        var text = kind switch
        {
            JsonValueKind.String => Text(parent, segment),
            JsonValueKind.Number => System.Text.Encoding.UTF8.GetString(_reader.ValueSpan),
            _ => "",
        };
        var item = new JsonItem(text is null ? JsonValueKind.Undefined : kind, text ?? "", _line, parent, segment);
        if (parent?.Kind == JsonValueKind.Array)
            parent.Items.Add(item);
        else if (parent is not null && !parent.Members.TryAdd(name, item))
            Add(item.Path, $"The property '{name}' occurs twice.");
        return item;
    }

    /// <summary>Returns the token's text; null and an error if it is not valid Unicode.</summary>
    private readonly string? Text(JsonItem? parent, string segment)
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            Add((parent?.Path ?? "$") + segment, "The text is not valid Unicode.");
            return null;
        }
    }

    private readonly void Add(string path, string message) =>
        _errors.Add(new JourneyError { Path = path, Message = message, Line = _line });

    private void CountLines()
    {
        var start = (int)_reader.TokenStartIndex;
        _line += _utf8[_counted..start].Count((byte)'\n');
        _counted = start;
    }
}
