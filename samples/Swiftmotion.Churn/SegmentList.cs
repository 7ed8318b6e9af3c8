using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows;
using Retention.Workflows.Import;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;

namespace Swiftmotion.Churn;

/// <summary>Writes every customer's RFM segment at the end of the replay, as CSV.</summary>
internal static class SegmentList
{
    private const int PageSize = 1000;

    internal static async Task WriteAsync(IServiceProvider provider, string path, CancellationToken cancellationToken)
    {
        var store = provider.GetRequiredService<IRetentionStore>();
        var segments = new List<CustomerSegment>();
        for (var partition = 0; partition < store.PartitionCount; partition++)
        {
            var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                IReadOnlyList<CustomerSegment> page;
                CustomerId? after = null;
                do
                {
                    page = await transaction.Segments.ReadAsync(after, PageSize, cancellationToken).ConfigureAwait(false);
                    segments.AddRange(page);
                    after = page.Count > 0 ? page[^1].Customer : after;
                }
                while (page.Count == PageSize);
            }
        }

        var writer = new StreamWriter(path);
        await using (writer.ConfigureAwait(false))
        {
            var csv = new CsvWriter(writer);
            csv.WriteRow("customer_id", "r", "f", "m", "segment");
            foreach (var segment in segments.OrderBy(segment => segment.Customer))
                csv.WriteRow(segment.Customer.Value, Text(segment.Score?.Recency), Text(segment.Score?.Frequency), Text(segment.Score?.Monetary),
                    segment.Segment.ToString());
        }
    }

    private static string? Text(int? score) => score?.ToString(CultureInfo.InvariantCulture);
}
