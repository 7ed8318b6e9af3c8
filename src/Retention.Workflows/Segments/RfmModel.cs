using System.Collections.ObjectModel;
using System.Globalization;
using Retention.Workflows.Events;

namespace Retention.Workflows.Segments;

/// <summary>The edges between scores, as computed for one day: with them any customer is scored alone, always alike.</summary>
/// <remarks>
/// <para>
/// A model is computed on schedule, stored under a version and used until the next run, so nobody changes segment because
/// others bought. Each of the three scores is one plus the number of edges strictly below the customer's value.
/// </para>
/// <para>Immutable, compared by value, and safe to share between threads.</para>
/// </remarks>
public sealed record RfmModel
{
    private int[] _recency = [];
    private int[] _frequency = [];
    private long[] _monetary = [];
    private TimeZoneInfo? _shopZone;

    /// <summary>The model's number in its store, from 1 up.</summary>
    /// <value>0 until somebody stores the model and numbers it: <c>model with { Version = 7 }</c>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The version is negative.</exception>
    public long Version
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Version));
            field = value;
        }
    }

    /// <summary>The day the model was computed for. Only purchases before its start, midnight in <see cref="Zone"/>, went into the edges.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>The IANA id of the shop's time zone, in which dates of purchases are taken.</summary>
    /// <exception cref="ArgumentException">This machine knows no such zone.</exception>
    public required string Zone
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value, nameof(Zone));
            _shopZone = TimeZones.Require(value, nameof(Zone));
            field = value;
        }
    }

    /// <summary>Whether the edges are fifths of the shop's own buyers, or rules of thumb for a small shop.</summary>
    public required RfmModelKind Kind { get; init; }

    /// <summary>How many customers with at least one purchase went into the model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public required int Buyers
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Buyers));
            field = value;
        }
    }

    /// <summary>The ISO 4217 code of all amounts; null where nobody had bought, and then nobody is scored until the next run.</summary>
    /// <exception cref="ArgumentException">The text is not three capital letters.</exception>
    public required string? Currency
    {
        get;
        init
        {
            if (value is not null)
                Money.ThrowIfNoCurrency(value, nameof(Currency));
            field = value;
        }
    }

    /// <summary>Four dates in ascending order, not necessarily different: whoever last bought after one of them scores a point more.</summary>
    /// <exception cref="ArgumentException">There are not four, or they descend.</exception>
    public required IReadOnlyList<DateOnly> RecencyEdges
    {
        get;
        init
        {
            field = FourAscending(value, nameof(RecencyEdges));
            _recency = [.. field.Select(day => day.DayNumber)];
        }
    }

    /// <summary>Four numbers of purchases in ascending order, not necessarily different: whoever has more than one of them scores a point more.</summary>
    /// <exception cref="ArgumentException">There are not four, or they descend.</exception>
    public required IReadOnlyList<int> FrequencyEdges
    {
        get;
        init
        {
            field = FourAscending(value, nameof(FrequencyEdges));
            _frequency = [.. field];
        }
    }

    /// <summary>Four amounts of <see cref="Currency"/> in ascending order, not necessarily different: whoever spent more than one of them scores a point more.</summary>
    /// <exception cref="ArgumentException">There are not four, or they descend, or one has more than four decimals.</exception>
    public required IReadOnlyList<decimal> MonetaryEdges
    {
        get;
        init
        {
            field = FourAscending(value, nameof(MonetaryEdges));
            _monetary = [.. field.Select(amount => MoneyUnits.From(amount, nameof(MonetaryEdges)))];
        }
    }

    internal RfmEdges Edges => new(_recency, _frequency, _monetary);

    /// <summary>Computes the model of a day from what every customer bought before it.</summary>
    /// <param name="totals">One row per customer, in any order. Rows without a purchase do not count. A customer given twice counts twice.</param>
    /// <param name="asOf">The day; all purchases must lie before its first instant in the shop's zone.</param>
    /// <param name="options">The zone and the size up to which a shop is small; defaults where null. The map is not used here.</param>
    /// <remarks>
    /// <para>Edge k of a quantile model is the value at place <c>ceil(k n / 5)</c> of the n buyers in ascending order.</para>
    /// <para>
    /// With fewer buyers than <see cref="RfmOptions.SmallShopBuyers"/> the edges are expert edges. Frequency: 1, 2, 3 and 5
    /// purchases. Monetary: the median basket times the same four, so whoever fills usual baskets scores alike in both; a
    /// customer's basket is the net amount over the number of purchases, and only customers above zero are asked. Recency: a
    /// last purchase at most 1, 2, 4 or 8 median gaps ago scores 5, 4, 3 or 2, an older one 1; a customer's gap is the mean
    /// number of days between purchases, rounded up, over customers who bought on at least two dates, and 30 days where
    /// there is none. Medians are lower medians.
    /// </para>
    /// </remarks>
    /// <exception cref="MixedCurrenciesException">The amounts are in several currencies.</exception>
    /// <exception cref="ArgumentException">A purchase does not lie before the as-of day, or that lies outside of the years 2 to 9998, or the zone is unknown.</exception>
    public static RfmModel Fit(IEnumerable<PurchaseTotals> totals, DateOnly asOf, RfmOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(totals);
        var buyers = new RfmBuyers(asOf, options ?? new RfmOptions());
        foreach (var customer in totals)
            buyers.Add(customer);
        return buyers.Fit();
    }

    /// <summary>Reads a model that <see cref="ToJson"/> wrote. Members it does not know are passed over.</summary>
    /// <exception cref="FormatException">The text is not valid JSON, or lacks something, or holds what no model can have; the message says what.</exception>
    public static RfmModel FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return RfmModelJson.Read(json);
    }

    /// <summary>Scores one customer, who must have bought something.</summary>
    /// <exception cref="ArgumentException">There is no purchase to score, or nobody had bought when the model was computed.</exception>
    /// <exception cref="MixedCurrenciesException">The customer's currency is not the model's.</exception>
    public RfmScore Score(PurchaseTotals totals) =>
        TryScore(totals, out var score)
            ? score
            : throw new ArgumentException("Without a purchase there is no score, and a model of no buyers scores nobody.", nameof(totals));

    /// <summary>Scores one customer, or answers false where there is no purchase, or nobody had bought when the model was computed.</summary>
    /// <remarks>The totals may be newer than the model: a purchase after <see cref="AsOf"/> scores as the latest do.</remarks>
    /// <exception cref="MixedCurrenciesException">The customer's currency is not the model's.</exception>
    public bool TryScore(PurchaseTotals totals, out RfmScore score)
    {
        score = default;
        if (Currency is null || totals.Purchases == 0)
            return false;
        if (!IsComparable(totals))
            throw new MixedCurrenciesException([Currency, totals.Currency]);
        score = Edges.Score(LocalDays.DayOf(totals.LastTicks, _shopZone!), totals.Purchases, totals.Units);
        return true;
    }

    /// <summary>Whether the amount is in the model's currency, or there is no amount at all.</summary>
    internal bool IsComparable(in PurchaseTotals totals) => Currency is null || totals.Currency == Currency || totals.Currency == Money.NoCurrency;

    /// <summary>Writes the model as one line of JSON, without loss.</summary>
    public string ToJson() => RfmModelJson.Write(this);

    /// <summary>Whether both have the same version, day, zone, kind, currency, number of buyers and edges.</summary>
    public bool Equals(RfmModel? other) =>
        other is not null
        && Version == other.Version
        && AsOf == other.AsOf
        && Zone == other.Zone
        && Kind == other.Kind
        && Buyers == other.Buyers
        && Currency == other.Currency
        && _recency.AsSpan().SequenceEqual(other._recency)
        && _frequency.AsSpan().SequenceEqual(other._frequency)
        && _monetary.AsSpan().SequenceEqual(other._monetary);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Version, AsOf, Buyers, _recency[0], _monetary[0], _monetary[^1]);

    /// <summary>Says version, day, kind and number of buyers.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"RFM model {Version} as of {AsOf:yyyy-MM-dd}, {Kind}, {Buyers} buyers");

    private static ReadOnlyCollection<T> FourAscending<T>(IReadOnlyList<T> edges, string name)
        where T : IComparable<T>
    {
        ArgumentNullException.ThrowIfNull(edges, name);
        if (edges.Count != Quantiles.Count)
            throw new ArgumentException($"A model has {Quantiles.Count} edges, not {edges.Count}.", name);
        for (var i = 1; i < edges.Count; i++)
        {
            if (edges[i].CompareTo(edges[i - 1]) < 0)
                throw new ArgumentException("Edges ascend.", name);
        }

        T[] copy = [.. edges];
        return copy.AsReadOnly();
    }
}
