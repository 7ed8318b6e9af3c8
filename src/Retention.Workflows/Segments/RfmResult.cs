namespace Retention.Workflows.Segments;

/// <summary>What a scoring run found: the model, and every buyer's score and segment.</summary>
/// <remarks>Immutable and safe to share between threads.</remarks>
public sealed class RfmResult
{
    private readonly CustomerRfm[] _customers;
    private readonly int[] _counts = new int[(int)RfmSegment.Lost + 1];

    internal RfmResult(RfmModel model, CustomerRfm[] customers)
    {
        Model = model;
        _customers = customers;
        Customers = customers.AsReadOnly();
        foreach (ref readonly var customer in customers.AsSpan())
            _counts[(int)customer.Segment]++;
    }

    /// <summary>The edges that gave the scores, with version 0. Its <see cref="RfmModel.Kind"/> says whether they are a small shop's expert edges.</summary>
    public RfmModel Model { get; }

    /// <summary>Everybody with at least one purchase, in ascending order of the ids. Who only has refunds is not among them.</summary>
    public IReadOnlyList<CustomerRfm> Customers { get; }

    /// <summary>How many customers are in a segment; zero for <see cref="RfmSegment.Prospect"/>, since the result holds buyers only.</summary>
    public int Count(RfmSegment segment) => (uint)segment < (uint)_counts.Length ? _counts[(int)segment] : 0;

    /// <summary>Looks a customer up, by binary search; false where the customer has no score.</summary>
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
