using System.Globalization;
using System.Text.Json;

namespace Retention.Workflows.Import.Mapping;

/// <summary>Reads the JSON form of mappings.</summary>
internal static class MappingReader
{
    internal const string OrderKind = "orders";
    internal const string CustomerKind = "customers";

    private static readonly ColumnName Missing = "missing";

    internal static OrderMapping Orders(string json) => Read(json, OrderKind, ReadOrders, MappingProblems.Of);

    internal static CustomerMapping Customers(string json) => Read(json, CustomerKind, ReadCustomers, MappingProblems.Of);

    private static T Read<T>(string json, string kind, Func<MappingFields, T> read, Func<T, IReadOnlyList<string>> check)
    {
        ArgumentNullException.ThrowIfNull(json);
        var errors = new List<string>();
        try
        {
            using var document = JsonDocument.Parse(
                json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var fields = new MappingFields(document.RootElement, "", errors);
            if (fields.Text("kind") is { } said && said != kind)
                fields.Error("kind", $"is '{said}', and this is read as a mapping of {kind}");
            var mapping = read(fields);
            fields.End();
            if (errors.Count == 0)
                errors.AddRange(check(mapping));
            return errors.Count == 0 ? mapping : throw new ImportMappingException(errors);
        }
        catch (JsonException exception)
        {
            throw new ImportMappingException([string.Create(CultureInfo.InvariantCulture,
                $"it is not valid JSON: there is an error on line {exception.LineNumber + 1}, at byte {exception.BytePositionInLine + 1} of it")]);
        }
    }

    private static OrderMapping ReadOrders(MappingFields fields) => new()
    {
        Columns = ReadOrderColumns(fields),
        Format = ReadFormat(fields),
        Amounts = ReadAmounts(fields),
        Times = ReadTimes(fields),
        Currency = fields.Text("currency"),
        Statuses = ReadStatuses(fields),
        GuestIds = fields.Texts("guestIds"),
        LeaveOutAnonymous = fields.Flag("leaveOutAnonymous"),
    };

    private static OrderColumns ReadOrderColumns(MappingFields fields)
    {
        var columns = fields.Object("columns");
        if (columns is null)
        {
            fields.Error("columns", "is missing");
            return new OrderColumns { Order = Missing, OrderedAt = Missing, Total = Missing };
        }

        var read = new OrderColumns
        {
            Order = Required(columns, "order"),
            OrderedAt = Required(columns, "orderedAt"),
            Total = Required(columns, "total"),
            Customer = columns.Column("customer"),
            Email = columns.Column("email"),
            Currency = columns.Column("currency"),
            Status = columns.Column("status"),
            Cancelled = columns.Column("cancelled"),
            Refunded = columns.Column("refunded"),
            RefundedAt = columns.Column("refundedAt"),
            RefundOf = columns.Column("refundOf"),
            Product = columns.Column("product"),
            Quantity = columns.Column("quantity"),
            UnitPrice = columns.Column("unitPrice"),
            LinePrice = columns.Column("linePrice"),
            Items = columns.Column("items"),
            Properties = ReadMap(columns.Object("properties"), (properties, key) => properties.Column(key)),
        };
        columns.End();
        return read;
    }

    private static ColumnName Required(MappingFields columns, string field)
    {
        if (columns.Column(field) is { } column)
            return column;
        if (!columns.Has(field))
            columns.Error(field, "is missing");
        return Missing;
    }

    private static OrderStatuses? ReadStatuses(MappingFields fields)
    {
        if (fields.Object("statuses") is not { } statuses)
            return null;
        var read = new OrderStatuses
        {
            Counting = statuses.Texts("counting"),
            Refunded = statuses.Texts("refunded"),
            Withdrawn = statuses.Texts("withdrawn"),
            Open = statuses.Texts("open"),
        };
        statuses.End();
        return read;
    }

    private static CustomerMapping ReadCustomers(MappingFields fields) => new()
    {
        Columns = ReadCustomerColumns(fields.Object("columns")),
        Addresses = [.. fields.Objects("addresses").Select(ReadAddress)],
        Consents = [.. fields.Objects("consents").Select(ReadConsent)],
        Attributes = ReadMap(fields.Object("attributes"), (attributes, key) => attributes.Object(key) is { } attribute ? ReadAttribute(attribute) : null),
        Format = ReadFormat(fields),
        Amounts = ReadAmounts(fields),
        Times = ReadTimes(fields),
        Region = fields.Text("region"),
        LeaveOutAnonymous = fields.Flag("leaveOutAnonymous"),
    };

    private static CustomerColumns ReadCustomerColumns(MappingFields? columns)
    {
        if (columns is null)
            return new CustomerColumns();
        var read = new CustomerColumns
        {
            Customer = columns.Column("customer"),
            FirstName = columns.Column("firstName"),
            LastName = columns.Column("lastName"),
            FullName = columns.Column("fullName"),
            Language = columns.Column("language"),
            TimeZone = columns.Column("timeZone"),
            PostalCode = columns.Column("postalCode"),
            Birthday = columns.Column("birthday"),
            Country = columns.Column("country"),
        };
        columns.End();
        return read;
    }

    private static AddressColumn ReadAddress(MappingFields fields)
    {
        var read = new AddressColumn
        {
            Channel = ReadChannel(fields),
            Column = Required(fields, "column"),
            Separator = fields.Character("separator"),
            LeaveOutInvalid = fields.Flag("leaveOutInvalid"),
        };
        fields.End();
        return read;
    }

    private static ConsentColumn ReadConsent(MappingFields fields)
    {
        var read = new ConsentColumn
        {
            Channel = ReadChannel(fields),
            Topic = fields.Value("topic", text => new Topic(text)) ?? Topic.Marketing,
            Column = Required(fields, "column"),
            Yes = fields.Texts("yes"),
            No = fields.Texts("no"),
        };
        fields.End();
        return read;
    }

    private static Channel ReadChannel(MappingFields fields)
    {
        if (!fields.Has("channel"))
            fields.Error("channel", "is missing");
        return fields.Value("channel", text => new Channel(text)) ?? Channel.Email;
    }

    private static AttributeColumn ReadAttribute(MappingFields fields)
    {
        var column = Required(fields, "column");
        var kind = fields.Text("kind") ?? "text";
        if (!Enum.TryParse<AttributeKind>(kind, ignoreCase: true, out var known) || char.IsAsciiDigit(kind[0]))
            fields.Error("kind", "is none of text, number, flag, date");
        fields.End();
        return new AttributeColumn { Column = column, Kind = known };
    }

    private static CsvFormat ReadFormat(MappingFields fields)
    {
        if (fields.Object("format") is not { } format)
            return new CsvFormat();
        var read = new CsvFormat
        {
            Separator = format.Character("separator"),
            Encoding = format.Text("encoding") ?? "utf-8",
            IgnoreOtherColumns = format.Flag("ignoreOtherColumns"),
        };
        format.End();
        return read;
    }

    private static AmountFormat ReadAmounts(MappingFields fields)
    {
        if (fields.Object("amounts") is not { } amounts)
            return new AmountFormat();
        var read = new AmountFormat
        {
            Decimal = amounts.Character("decimal"),
            Group = amounts.Character("group"),
            Round = amounts.Flag("round"),
        };
        amounts.End();
        return read;
    }

    private static TimeFormat ReadTimes(MappingFields fields)
    {
        if (fields.Object("times") is not { } times)
            return new TimeFormat();
        var read = new TimeFormat
        {
            Formats = times.Texts("formats"),
            TimeZone = times.Text("timeZone"),
            TimeOfDay = times.Value("timeOfDay", text => TimeOnly.ParseExact(text, "HH:mm", CultureInfo.InvariantCulture))
                ?? new TimeFormat().TimeOfDay,
        };
        times.End();
        return read;
    }

    private static Dictionary<string, T> ReadMap<T>(MappingFields? fields, Func<MappingFields, string, T?> read) where T : class
    {
        var map = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var key in fields?.Names ?? [])
        {
            if (read(fields!, key) is { } value)
                map[key] = value;
        }

        return map;
    }
}
