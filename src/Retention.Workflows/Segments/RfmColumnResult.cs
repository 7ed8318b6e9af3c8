namespace Retention.Workflows.Segments;

/// <summary>The result of scoring <see cref="RfmColumns"/>: the model, and a score for each customer number.</summary>
/// <remarks>Immutable and safe to share between threads.</remarks>
public sealed class RfmColumnResult
{
    private readonly RfmScore[] _scores;
    private readonly RfmMap _map;
    private readonly int[] _counts = new int[(int)RfmSegment.Lost + 1];

    /// <param name="model">The model.</param>
    /// <param name="map">The segment map.</param>
    /// <param name="scores">The scores by customer number; not copied.</param>
    /// <param name="cells">The number of customers with each score.</param>
    internal RfmColumnResult(RfmModel model, RfmMap map, RfmScore[] scores, ReadOnlySpan<int> cells)
    {
        Model = model;
        _map = map;
        _scores = scores;
        for (var cell = 0; cell < cells.Length; cell++)
            _counts[(int)map[RfmScore.FromCell(cell)]] += cells[cell];
        _counts[(int)RfmSegment.Prospect] = scores.Length - model.Buyers;
    }

    /// <summary>
    /// The model that gave the scores, with version 0. Its <see cref="RfmModel.Kind"/> shows whether it has the expert edges of a small
    /// shop.
    /// </summary>
    public RfmModel Model { get; }

    /// <summary>
    /// The score of each customer by number; without a value (<see cref="RfmScore.HasValue"/>) for a customer without a purchase.
    /// </summary>
    public ReadOnlySpan<RfmScore> Scores => _scores;

    /// <summary>The segment of a customer; <see cref="RfmSegment.Prospect"/> for a customer without a score.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no customer with this number.</exception>
    public RfmSegment Segment(int customer)
    {
        if ((uint)customer >= (uint)_scores.Length)
            throw new ArgumentOutOfRangeException(nameof(customer), customer, $"There are {_scores.Length} customers, numbered from 0.");
        return _scores[customer].HasValue ? _map[_scores[customer]] : RfmSegment.Prospect;
    }

    /// <summary>The number of customers in a segment; customers without a purchase are <see cref="RfmSegment.Prospect"/>.</summary>
    public int Count(RfmSegment segment) => (uint)segment < (uint)_counts.Length ? _counts[(int)segment] : 0;
}
