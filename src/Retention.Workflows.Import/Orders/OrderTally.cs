namespace Retention.Workflows.Import.Orders;

/// <summary>What is counted while a file of orders is read.</summary>
internal sealed class OrderTally
{
    private const int MaxStatuses = 100;

    private readonly Dictionary<string, (long Count, bool IsKnown)> _leftOut = new(StringComparer.OrdinalIgnoreCase);

    internal long Rows { get; set; }

    internal long Anonymous { get; set; }

    /// <summary>Orders with errors in their rows.</summary>
    internal long Invalid { get; set; }

    internal IReadOnlyDictionary<string, long> LeftOut => _leftOut.ToDictionary(status => status.Key, status => status.Value.Count);

    internal IReadOnlyList<string> UnknownStatuses =>
        [.. _leftOut.Where(status => !status.Value.IsKnown).OrderByDescending(status => status.Value.Count).Select(status => status.Key)];

    internal void LeaveOut(string status, bool isKnown)
    {
        var name = status.Length == 0 ? "(empty)" : status;
        if (_leftOut.TryGetValue(name, out var known))
            _leftOut[name] = known with { Count = known.Count + 1 };
        else if (_leftOut.Count < MaxStatuses)
            _leftOut.Add(name, (1, isKnown));
    }
}
