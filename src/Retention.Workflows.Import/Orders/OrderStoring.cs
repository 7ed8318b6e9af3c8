using Retention.Workflows.Import.Reports;

namespace Retention.Workflows.Import.Orders;

/// <summary>Hands orders to the client and counts its answers.</summary>
internal sealed class OrderStoring(IRetentionClient client, string file)
{
    private readonly StoringProblems _problems = new(file);
    private long _stored;
    private long _storedBefore;
    private long _withdrawn;
    private long _erased;

    internal async Task StoreAsync(IReadOnlyList<OrderItem> items, CancellationToken cancellationToken)
    {
        List<OrderItem> events = [.. items.Where(item => item.Event is not null)];
        var results = await client.AppendEventsAsync([.. events.Select(item => item.Event!)], cancellationToken).ConfigureAwait(false);
        for (var index = 0; index < events.Count; index++)
            Count(events[index], results[index]);
        foreach (var item in items.Where(item => item.Event is null))
        {
            if (await client.WithdrawOrderAsync(item.Customer, item.Order, cancellationToken).ConfigureAwait(false))
                _withdrawn++;
        }
    }

    internal ImportResult<OrderReport> Result(OrderReport report) => new()
    {
        Report = report,
        Stored = _stored,
        StoredBefore = _storedBefore,
        Withdrawn = _withdrawn,
        Erased = _erased,
        NotStored = _problems.Total,
        Problems = _problems.First,
    };

    private void Count(OrderItem item, AppendEventResult result)
    {
        switch (result.Outcome)
        {
            case EventOutcome.Stored:
                _stored++;
                break;
            case EventOutcome.Duplicate:
                _storedBefore++;
                break;
            case EventOutcome.Erased:
                _erased++;
                break;
            case EventOutcome.Conflict:
                _problems.Add(item.Line, item.Event!.Name == EventNames.Refund
                    ? "another refund of the order is stored under the same id; it stays as it is"
                    : "the order is stored with other content; it stays as it is");
                break;
            default:
                _problems.Add(item.Line, result.Problems.Count > 0 ? string.Join("; ", result.Problems) : "the event was not stored");
                break;
        }
    }
}
