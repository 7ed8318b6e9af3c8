namespace Retention.Workflows.Segments;

/// <summary>The result of scoring: the model, and the score and segment of every buyer.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class RfmResult
{
    /// <summary>The maximum length of <see cref="LeftOut"/>.</summary>
    internal const int MostLeftOut = 100;

    private readonly CustomerRfm[] _customers;
    private readonly int[] _counts = new int[(int)RfmSegment.Lost + 1];

    internal RfmResult(RfmModel model, RfmMap map, CustomerRfm[] customers, ReadOnlySpan<int> cells, IReadOnlyList<PurchaseTotals> leftOut)
    {
        Model = model;
        LeftOut = leftOut;
        _customers = customers;
        Customers = customers.AsReadOnly();
        for (var cell = 0; cell < cells.Length; cell++)
            _counts[(int)map[RfmScore.FromCell(cell)]] += cells[cell];
    }

    /// <summary>
    /// The model that gave the scores, with version 0. Its <see cref="RfmModel.Kind"/> shows whether it has the expert edges of a small
    /// shop.
    /// </summary>
    public RfmModel Model { get; }

    /// <summary>
    /// All customers with at least one purchase, in ascending order of their ids. Customers with refunds only are not included.
    /// </summary>
    public IReadOnlyList<CustomerRfm> Customers { get; }

    /// <summary>
    /// The purchases in other currencies than the model's, one entry for each customer and currency: the first 100, ordered by customer.
    /// <see cref="RfmModel.LeftOut"/> counts all of them.
    /// </summary>
    public IReadOnlyList<PurchaseTotals> LeftOut { get; }

    /// <summary>
    /// The number of customers in a segment; 0 for <see cref="RfmSegment.Prospect"/>, because the result contains buyers only.
    /// </summary>
    public int Count(RfmSegment segment) => (uint)segment < (uint)_counts.Length ? _counts[(int)segment] : 0;

    /// <summary>Finds a customer by binary search. Returns false if the customer has no score.</summary>
    public bool TryFind(CustomerId customer, out CustomerRfm found)
    {
        var (low, high) = (0, _customers.Length - 1);
        while (low <= high)
        {
            var middle = low + ((high - low) / 2);
            var order = _customers[middle].CustomerId.CompareTo(customer);
            if (order == 0)
            {
                found = _customers[middle];
                return true;
            }

            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }

        found = default;
        return false;
    }
}
