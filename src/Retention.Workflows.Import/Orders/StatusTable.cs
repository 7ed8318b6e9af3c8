using Retention.Workflows.Import.Mapping;

namespace Retention.Workflows.Import.Orders;

/// <summary>What each status means.</summary>
internal sealed class StatusTable
{
    private readonly Dictionary<string, OrderStanding> _standings = new(StringComparer.Ordinal);

    internal StatusTable(OrderStatuses statuses)
    {
        Add(statuses.Counting, OrderStanding.Counts);
        Add(statuses.Refunded, OrderStanding.Refunded);
        Add(statuses.Withdrawn, OrderStanding.Withdrawn);
        Add(statuses.Open, OrderStanding.LeftOut);
    }

    /// <summary>The standing of a status; null if the mapping does not name it.</summary>
    internal OrderStanding? Of(string status) =>
        _standings.TryGetValue(StatusText.Normalize(status), out var standing) ? standing : null;

    private void Add(IEnumerable<string> statuses, OrderStanding standing)
    {
        foreach (var status in statuses)
            _standings[StatusText.Normalize(status)] = standing;
    }
}
