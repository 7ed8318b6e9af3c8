using System.Text;
using Retention.Workflows.Events;
using Retention.Workflows.Events.Import;

namespace Retention.Workflows;

/// <summary>
/// Reads orders and refunds from a CSV file with the columns <c>customer_id,order_id,ordered_at,total[,currency[,channel]]</c>.
/// </summary>
/// <remarks>
/// The first line names the columns, in any order. Cells are quoted by RFC 4180; the file is UTF-8 with or without a byte order mark.
/// <c>ordered_at</c> is an ISO 8601 instant with its offset. <c>total</c> is a decimal number with a point and at most four decimals,
/// negative for a refund. An unknown column is an error, because it may be misspelled. Blank lines are skipped. An order that occurs twice
/// with the same content counts once. A negative row under the number of an order of the file pays that order back: its <c>refund</c> event
/// names the order, and more than the order's total is an error.
/// </remarks>
public static class PurchaseCsv
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The path of the file; errors contain it unchanged.</param>
    /// <param name="currency">The ISO 4217 code of totals without a currency; EUR by default.</param>
    /// <returns>All rows as <c>purchase</c> and <c>refund</c> events, with the channel as the property <c>channel</c>.</returns>
    /// <exception cref="ImportException">The file is invalid. All errors are listed and nothing is returned.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static ImportedEvents Read(string path, string currency = "EUR")
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var reader = ImportText.Open(path);
        return Read(reader, path, currency);
    }

    /// <summary>Reads from an open reader. The reader is not closed.</summary>
    /// <param name="reader">The text, positioned at its first line.</param>
    /// <param name="name">The name of the file in errors.</param>
    /// <param name="currency">The ISO 4217 code of totals without a currency; EUR by default.</param>
    /// <returns>All rows as <c>purchase</c> and <c>refund</c> events, with the channel as the property <c>channel</c>.</returns>
    /// <exception cref="ImportException">The text is invalid. All errors are listed and nothing is returned.</exception>
    public static ImportedEvents Read(TextReader reader, string name, string currency = "EUR")
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentException.ThrowIfNullOrEmpty(name);
        Money.ThrowIfInvalid(0, currency);

        var errors = new ImportErrors(name);
        var rows = new PurchaseRows(errors, currency);
        var records = new CsvRecords(reader);
        try
        {
            if (reader.Peek() == '\uFEFF')
                reader.Read();
            var cells = new List<string>();
            while (records.Read(cells, out var problem))
                rows.Add(records.Line, cells, problem);
        }
        catch (DecoderFallbackException)
        {
            errors.Add(records.Line, null, "this line or one shortly after it contains a byte that is not UTF-8: save the file as UTF-8");
        }

        return rows.Finish();
    }
}
