using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows;
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
        var lines = new List<string>();
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
                    lines.AddRange(page.Select(Line));
                    after = page.Count > 0 ? page[^1].Customer : after;
                }
                while (page.Count == PageSize);
            }
        }

        lines.Sort(StringComparer.Ordinal);
        await File.WriteAllLinesAsync(path, lines.Prepend("customer_id,r,f,m,segment"), cancellationToken).ConfigureAwait(false);
    }

    private static string Line(CustomerSegment segment) => segment.Score is { } score
        ? string.Create(
            CultureInfo.InvariantCulture, $"{segment.Customer},{score.Recency},{score.Frequency},{score.Monetary},{segment.Segment}")
        : $"{segment.Customer},,,,{segment.Segment}";
}
