using System.Globalization;
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
        {
            if (events[index].IsRunningTotal && results[index].Outcome == EventOutcome.Conflict)
                await StoreGrowthAsync(events[index], results[index], cancellationToken).ConfigureAwait(false);
            else
                Count(events[index], results[index]);
        }

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

    /// <summary>
    /// Stores what was paid back since the last import as a further refund. Its id says how much was paid back before, so that each further
    /// refund is stored once, and its conflict names what the next one adds to.
    /// </summary>
    private async Task StoreGrowthAsync(OrderItem item, AppendEventResult result, CancellationToken cancellationToken)
    {
        var refund = item.Event!;
        var (refunded, before) = (-refund.Amount, 0m);
        while (result is { Outcome: EventOutcome.Conflict, Existing: { Amount: < 0 and var known } existing }
            && existing.Currency == refund.Currency && before < refunded)
        {
            before -= known;
            if (before < refunded)
                result = await client.AppendEventAsync(refund with
                {
                    Id = string.Create(CultureInfo.InvariantCulture, $"{refund.Id}/{before:0.####}"),
                    Amount = before - refunded,
                }, cancellationToken).ConfigureAwait(false);
        }

        if (before == refunded)
            _storedBefore++;
        else if (before > refunded)
            _problems.Add(item.Line, string.Create(CultureInfo.InvariantCulture,
                $"{refunded:0.00##} is less than the {before:0.00##} that were refunded of the order before; they stay as they are"));
        else
            Count(item, result);
    }

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
