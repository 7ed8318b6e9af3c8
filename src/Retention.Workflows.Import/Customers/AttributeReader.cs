using System.Globalization;
using Retention.Workflows.Import.Cells;
using Retention.Workflows.Import.Columns;

namespace Retention.Workflows.Import.Customers;

/// <summary>Reads the attributes of a row.</summary>
internal sealed class AttributeReader(CustomerMapping mapping, BoundColumns columns, Row row, TimeParser times)
{
    private readonly AmountParser _amounts = new(mapping.Amounts);
    private readonly IReadOnlyList<(string Key, BoundColumn Column, AttributeKind Kind)> _attributes =
        [.. mapping.Attributes.Select(attribute => (attribute.Key, columns[$"attributes.{attribute.Key}.column"], attribute.Value.Kind))];

    internal PropertyBag Read()
    {
        List<KeyValuePair<string, PropertyValue>>? read = null;
        foreach (var (key, column, kind) in _attributes)
        {
            if (row.Cell(column).IsEmpty)
                continue;
            var value = kind switch
            {
                AttributeKind.Number => ReadNumber(column),
                AttributeKind.Flag => ReadFlag(column),
                AttributeKind.Date => ReadDate(column),
                _ => row.Text(column, PropertyValue.MaxTextLength) is { } text ? new PropertyValue(text) : (PropertyValue?)null,
            };
            if (value is { } known)
                (read ??= []).Add(new(key, known));
        }

        return read is null ? PropertyBag.Empty : new PropertyBag(read);
    }

    private PropertyValue? ReadNumber(BoundColumn column)
    {
        if (_amounts.Read(row.Cell(column), out var amount) is not { } problem)
            return amount.Value;
        row.Report(column, problem);
        return null;
    }

    private PropertyValue? ReadFlag(BoundColumn column)
    {
        var word = row.Text(column, 100);
        if (word is null)
            return null;
        if (FlagWords.Yes.Contains(word))
            return true;
        if (FlagWords.No.Contains(word))
            return false;
        row.Report(column, Cause.NotAFlag, string.Create(
            CultureInfo.InvariantCulture, $"is a text of {word.Length} characters that means neither yes nor no"));
        return null;
    }

    private PropertyValue? ReadDate(BoundColumn column)
    {
        if (times.ReadDate(row.Cell(column), out var date) is not { } problem)
            return date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (problem.Cause != Cause.Empty)
            row.Report(column, problem);
        return null;
    }
}
