using Retention.Workflows.Import.Cells;
using Retention.Workflows.Import.Csv;

namespace Retention.Workflows.Import.Mapping;

/// <summary>What is wrong with a mapping, whatever file it reads. Each problem begins with the path of its field.</summary>
internal static class MappingProblems
{
    internal static IReadOnlyList<string> Of(OrderMapping mapping)
    {
        var problems = new List<string>();
        AddShared(problems, mapping.Format, mapping.Amounts, mapping.Times);
        if (mapping.Columns.Customer is null && mapping.Columns.Email is null)
            problems.Add("columns.customer: is missing, and so is columns.email: orders need one of them");
        if (mapping.Currency is { } currency && !IsCurrency(currency))
            problems.Add("currency: is not an ISO 4217 code of three capital letters such as EUR");
        if (mapping.Columns.Status is not null && mapping.Statuses is null)
            problems.Add("statuses: is missing although columns.status is mapped");
        if (mapping.Statuses is { } statuses)
        {
            if (mapping.Columns.Status is null)
                problems.Add("columns.status: is missing although there are statuses");
            foreach (var twice in statuses.All().SelectMany(list => list.Statuses).GroupBy(StatusText.Normalize).Where(status => status.Count() > 1))
                problems.Add($"statuses: '{twice.First()}' stands there twice");
        }

        if (mapping.GuestIds.Count > 0 && mapping.Columns.Email is null)
            problems.Add("columns.email: is missing although there are guestIds");
        if (mapping.Columns.RefundedAt is not null && mapping.Columns.Refunded is null)
            problems.Add("columns.refunded: is missing although columns.refundedAt is mapped");
        foreach (var (field, column) in (ReadOnlySpan<(string, ColumnName?)>)[("quantity", mapping.Columns.Quantity),
            ("unitPrice", mapping.Columns.UnitPrice), ("linePrice", mapping.Columns.LinePrice)])
        {
            if (column is not null && mapping.Columns.Product is null)
                problems.Add($"columns.product: is missing although columns.{field} is mapped");
        }

        AddKeys(problems, "columns.properties", mapping.Columns.Properties.Keys);
        return problems;
    }

    internal static IReadOnlyList<string> Of(CustomerMapping mapping)
    {
        var problems = new List<string>();
        AddShared(problems, mapping.Format, mapping.Amounts, mapping.Times);
        if (mapping.Columns.Customer is null && mapping.Addresses.All(address => address.Channel != Channel.Email))
            problems.Add("columns.customer: is missing, and so is an address of the channel email: customers need one of them");
        foreach (var twice in mapping.Addresses.GroupBy(address => address.Channel)
            .Where(channel => channel.Key != Channel.Push && channel.Count() > 1))
            problems.Add($"addresses: the channel '{twice.Key}' stands there twice");
        for (var index = 0; index < mapping.Addresses.Count; index++)
        {
            if (mapping.Addresses[index] is not { Separator: { } separator } address)
                continue;
            if (address.Channel != Channel.Push)
                problems.Add(FormattableString.Invariant($"addresses[{index}].separator: only the channel push has several addresses"));
            else if (char.IsLetterOrDigit(separator) || separator is '-' or '_' or ':' or '.' or '%')
                problems.Add(FormattableString.Invariant($"addresses[{index}].separator: may be part of a token"));
        }

        foreach (var twice in mapping.Consents.GroupBy(consent => (consent.Channel, consent.Topic)).Where(consent => consent.Count() > 1))
            problems.Add($"consents: the channel '{twice.Key.Channel}' with the topic '{twice.Key.Topic}' stands there twice");
        if (mapping.Region is { } region && !(region.Length == 2 && region.All(char.IsAsciiLetterUpper)))
            problems.Add("region: is not a country of two capital letters such as CZ");
        AddKeys(problems, "attributes", mapping.Attributes.Keys);
        return problems;
    }

    private static bool IsCurrency(string code) => code.Length == 3 && code.All(char.IsAsciiLetterUpper);

    private static void AddShared(List<string> problems, CsvFormat format, AmountFormat amounts, TimeFormat times)
    {
        if (format.Separator is { } separator && !CsvFormat.Separators.Contains(separator))
            problems.Add("format.separator: is none of comma, semicolon, tab and vertical bar");
        try
        {
            CsvFile.EncodingOf(format.Encoding);
        }
        catch (ArgumentException)
        {
            problems.Add($"format.encoding: '{format.Encoding}' is not known");
        }

        if (amounts.Decimal is not (null or '.' or ','))
            problems.Add("amounts.decimal: is neither a point nor a comma");
        if (amounts.Group is { } group && (!AmountParser.IsGroup(group) || group == amounts.Decimal))
            problems.Add("amounts.group: is none of point, comma, space and apostrophe, or it is the decimal sign");
        if (times.TimeZone is { } zone && !TimeZones.TryGet(zone, out _))
            problems.Add($"times.timeZone: '{zone}' is unknown on this machine; use an IANA name such as Europe/Prague");
        for (var index = 0; index < times.Formats.Count; index++)
        {
            if (TimeParser.FormatProblem(times.Formats[index]) is { } problem)
                problems.Add($"times.formats[{index}]: {problem}");
        }
    }

    private static void AddKeys(List<string> problems, string path, IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            try
            {
                _ = new PropertyBag([new(key, true)]);
            }
            catch (ArgumentException exception)
            {
                problems.Add($"{path}: {exception.Message.Split(" (Parameter", 2)[0]}");
            }
        }
    }
}
