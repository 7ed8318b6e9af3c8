using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Retention.Workflows.Import.Mapping;

/// <summary>Writes the JSON form of mappings. What has its default is left out.</summary>
internal static class MappingWriter
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string Write(OrderMapping mapping) => Write(MappingReader.OrderKind, json =>
    {
        WriteColumns(json, mapping.Columns.All().Where(column => !column.Field.Contains('.', StringComparison.Ordinal)), () =>
        {
            if (mapping.Columns.Properties.Count == 0)
                return;
            json.WriteStartObject("properties");
            foreach (var (key, column) in mapping.Columns.Properties)
                WriteColumn(json, key, column);
            json.WriteEndObject();
        });
        WriteShared(json, mapping.Format, mapping.Amounts, mapping.Times);
        WriteText(json, "currency", mapping.Currency);
        if (mapping.Statuses is { } statuses)
        {
            json.WriteStartObject("statuses");
            foreach (var (field, list) in statuses.All())
                WriteTexts(json, field, list);
            json.WriteEndObject();
        }

        WriteTexts(json, "guestIds", mapping.GuestIds);
        WriteFlag(json, "leaveOutAnonymous", mapping.LeaveOutAnonymous);
    });

    internal static string Write(CustomerMapping mapping) => Write(MappingReader.CustomerKind, json =>
    {
        WriteColumns(json, mapping.Columns.All(), () => { });
        WriteObjects(json, "addresses", mapping.Addresses, address =>
        {
            json.WriteString("channel", address.Channel.Name);
            WriteColumn(json, "column", address.Column);
            WriteText(json, "separator", address.Separator?.ToString());
            WriteFlag(json, "leaveOutInvalid", address.LeaveOutInvalid);
        });
        WriteObjects(json, "consents", mapping.Consents, consent =>
        {
            json.WriteString("channel", consent.Channel.Name);
            json.WriteString("topic", consent.Topic.Name);
            WriteColumn(json, "column", consent.Column);
            WriteTexts(json, "yes", consent.Yes);
            WriteTexts(json, "no", consent.No);
        });
        if (mapping.Attributes.Count > 0)
        {
            json.WriteStartObject("attributes");
            foreach (var (key, attribute) in mapping.Attributes)
            {
                json.WriteStartObject(key);
                WriteColumn(json, "column", attribute.Column);
                if (attribute.Kind != AttributeKind.Text)
                    json.WriteString("kind", attribute.Kind.ToString().ToLowerInvariant());
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        WriteShared(json, mapping.Format, mapping.Amounts, mapping.Times);
        WriteText(json, "region", mapping.Region);
        WriteFlag(json, "leaveOutAnonymous", mapping.LeaveOutAnonymous);
    });

    private static string Write(string kind, Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("kind", kind);
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()).ReplaceLineEndings("\n") + "\n";
    }

    private static void WriteColumns(Utf8JsonWriter json, IEnumerable<(string Field, ColumnName? Column)> columns, Action more)
    {
        json.WriteStartObject("columns");
        foreach (var (field, column) in columns)
        {
            if (column is not null)
                WriteColumn(json, field, column);
        }

        more();
        json.WriteEndObject();
    }

    private static void WriteColumn(Utf8JsonWriter json, string field, ColumnName column)
    {
        if (column.IsOptional)
        {
            json.WriteStartObject(field);
            WriteTexts(json, "names", column.Names);
            json.WriteBoolean("optional", true);
            json.WriteEndObject();
        }
        else if (column.Names.Count == 1)
        {
            json.WriteString(field, column.Names[0]);
        }
        else
        {
            WriteTexts(json, field, column.Names);
        }
    }

    private static void WriteShared(Utf8JsonWriter json, CsvFormat format, AmountFormat amounts, TimeFormat times)
    {
        if (format != new CsvFormat())
        {
            json.WriteStartObject("format");
            WriteText(json, "separator", format.Separator?.ToString());
            WriteText(json, "encoding", format.Encoding == "utf-8" ? null : format.Encoding);
            WriteFlag(json, "ignoreOtherColumns", format.IgnoreOtherColumns);
            json.WriteEndObject();
        }

        if (amounts != new AmountFormat())
        {
            json.WriteStartObject("amounts");
            WriteText(json, "decimal", amounts.Decimal?.ToString());
            WriteText(json, "group", amounts.Group?.ToString());
            WriteFlag(json, "round", amounts.Round);
            json.WriteEndObject();
        }

        if (times != new TimeFormat())
        {
            json.WriteStartObject("times");
            WriteTexts(json, "formats", times.Formats);
            WriteText(json, "timeZone", times.TimeZone);
            WriteText(json, "timeOfDay", times.TimeOfDay == new TimeFormat().TimeOfDay
                ? null : times.TimeOfDay.ToString("HH:mm", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }
    }

    private static void WriteObjects<T>(Utf8JsonWriter json, string field, IReadOnlyList<T> items, Action<T> write)
    {
        if (items.Count == 0)
            return;
        json.WriteStartArray(field);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, string field, string? text)
    {
        if (text is not null)
            json.WriteString(field, text);
    }

    private static void WriteTexts(Utf8JsonWriter json, string field, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
            return;
        json.WriteStartArray(field);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void WriteFlag(Utf8JsonWriter json, string field, bool flag)
    {
        if (flag)
            json.WriteBoolean(field, true);
    }
}
