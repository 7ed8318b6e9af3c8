using System.Collections.ObjectModel;
using System.Globalization;
using Retention.Workflows.Events;

namespace Retention.Workflows.Segments;

/// <summary>The edges between scores, computed for one day. A model scores any customer individually and always in the same way.</summary>
/// <remarks>
/// <para>
/// A model is computed on schedule, stored under a version and used until the next run. So a customer's segment does not change because
/// others bought. Each of the three scores is one plus the number of edges strictly below the customer's value.
/// </para>
/// <para>Immutable, compared by value, and thread-safe.</para>
/// </remarks>
public sealed record RfmModel
{
    private int[] _recency = [];
    private int[] _frequency = [];
    private long[] _monetary = [];
    private TimeZoneInfo? _shopZone;

    /// <summary>The version of the model in its store, 1 or more.</summary>
    /// <value>0 until the model is stored and numbered: <c>model with { Version = 7 }</c>.</value>
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

    /// <summary>The day of the model. Only purchases before its start, midnight in <see cref="Zone"/>, were used for the edges.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>The IANA id of the shop's time zone, which decides the dates of purchases.</summary>
    /// <exception cref="ArgumentException">The time zone is unknown on this machine.</exception>
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

    /// <summary>Whether the edges are fifths of the shop's own buyers, or expert edges for a small shop.</summary>
    public required RfmModelKind Kind { get; init; }

    /// <summary>The number of customers with at least one purchase that were used for the model.</summary>
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

    /// <summary>
    /// The ISO 4217 code of all amounts; <c>XXX</c> if no purchase had an amount. Null if there were no buyers; then no customer is scored
    /// until the next run.
    /// </summary>
    /// <exception cref="ArgumentException">The text does not consist of three capital letters.</exception>
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

    /// <summary>
    /// Four dates in ascending order, possibly equal. A customer gets one more point for each date before the last purchase.
    /// </summary>
    /// <exception cref="ArgumentException">There are not four dates, or they are not in ascending order.</exception>
    public required IReadOnlyList<DateOnly> RecencyEdges
    {
        get;
        init
        {
            field = FourAscending(value, nameof(RecencyEdges));
            _recency = [.. field.Select(day => day.DayNumber)];
        }
    }

    /// <summary>
    /// Four numbers of purchases in ascending order, possibly equal. A customer gets one more point for each number that the customer's
    /// purchases exceed.
    /// </summary>
    /// <exception cref="ArgumentException">There are not four numbers, or they are not in ascending order.</exception>
    public required IReadOnlyList<int> FrequencyEdges
    {
        get;
        init
        {
            field = FourAscending(value, nameof(FrequencyEdges));
            _frequency = [.. field];
        }
    }

    /// <summary>
    /// Four amounts in <see cref="Currency"/> in ascending order, possibly equal. A customer gets one more point for each amount that the
    /// customer's spending exceeds.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// There are not four amounts, they are not in ascending order, or one has more than four decimals.
    /// </exception>
    public required IReadOnlyList<decimal> MonetaryEdges
    {
        get;
        init
        {
            field = FourAscending(value, nameof(MonetaryEdges));
            _monetary = [.. field.Select(amount => MoneyUnits.From(amount, nameof(MonetaryEdges)))];
        }
    }

    /// <summary>
    /// The purchases in other currencies, which the model leaves out of all three scores, by currency; empty if there were none.
    /// </summary>
    public IReadOnlyList<LeftOutPurchases> LeftOut
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(LeftOut));
            field = [.. value];
        }
    }
    = [];

    internal RfmEdges Edges => new(_recency, _frequency, _monetary);

    /// <summary>Computes the model of a day from all purchases before it.</summary>
    /// <param name="totals">
    /// One row for each customer, in any order. Rows without a purchase do not count. A customer that occurs twice counts twice. Rows in
    /// another currency than the model's are left out and counted in <see cref="LeftOut"/>.
    /// </param>
    /// <param name="asOf">The day; all purchases must be before its first instant in the shop's time zone.</param>
    /// <param name="options">The currency, the time zone and the size of a small shop; defaults if null. The map is not used.</param>
    /// <remarks>
    /// <para>Edge k of a quantile model is the value at position <c>ceil(k n / 5)</c> of the n buyers in ascending order.</para>
    /// <para>
    /// With fewer buyers than <see cref="RfmOptions.SmallShopBuyers"/> the edges are expert edges. Frequency: 1, 2, 3 and 5 purchases.
    /// Monetary: the median basket times the same four numbers, so a customer with usual baskets gets equal scores in both; a customer's
    /// basket is the net amount divided by the number of purchases, and only customers with a positive net amount are used. Recency: a last
    /// purchase at most 1, 2, 4 or 8 median gaps ago scores 5, 4, 3 or 2, an older one 1; a customer's gap is the mean number of days
    /// between purchases, rounded up, over customers who bought on at least two dates; the gap is 30 days if there are none. Medians are
    /// lower medians.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// A purchase is not before the as-of day, the day is outside the years 2 to 9998, or the time zone is unknown.
    /// </exception>
    public static RfmModel Fit(IEnumerable<PurchaseTotals> totals, DateOnly asOf, RfmOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(totals);
        options ??= new RfmOptions();
        PurchaseTotals[] rows = [.. totals];
        var buyers = Collect(null);
        return (buyers.Missed is { } currency ? Collect(currency) : buyers).Fit();

        RfmBuyers Collect(string? currency)
        {
            var collected = new RfmBuyers(asOf, options, currency);
            for (var index = 0; index < rows.Length; index++)
                collected.Add(new CustomerPurchases(rows, index, 1));
            return collected;
        }
    }

    /// <summary>Parses a model that <see cref="ToJson"/> wrote. Unknown members are ignored.</summary>
    /// <exception cref="FormatException">
    /// The text is not valid JSON, a member is missing, or a value is not possible in a model; the message describes the problem.
    /// </exception>
    public static RfmModel FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return RfmModelJson.Read(json);
    }

    /// <summary>Scores one customer with at least one purchase.</summary>
    /// <exception cref="ArgumentException">There is no purchase to score, or the model has no buyers.</exception>
    /// <exception cref="MixedCurrenciesException">The customer's currency is not the model's.</exception>
    public RfmScore Score(PurchaseTotals totals) =>
        TryScore(totals, out var score)
            ? score
            : throw new ArgumentException(
                "A customer without a purchase has no score, and a model without buyers cannot score.", nameof(totals));

    /// <summary>Scores one customer. Returns false if there is no purchase, or if the model has no buyers.</summary>
    /// <remarks>The totals may be newer than the model: a purchase after <see cref="AsOf"/> gets the highest recency score.</remarks>
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

    /// <summary>True if the amount is in the model's currency, or if there is no amount.</summary>
    internal bool IsComparable(in PurchaseTotals totals) =>
        Currency is null || totals.Currency == Currency || totals.Currency == Money.NoCurrency;

    /// <summary>Returns the model as one line of JSON, without loss.</summary>
    public string ToJson() => RfmModelJson.Write(this);

    /// <summary>
    /// True if both have the same version, day, time zone, kind, currency, number of buyers, left-out purchases and edges.
    /// </summary>
    public bool Equals(RfmModel? other) =>
        other is not null
        && Version == other.Version
        && AsOf == other.AsOf
        && Zone == other.Zone
        && Kind == other.Kind
        && Buyers == other.Buyers
        && Currency == other.Currency
        && LeftOut.SequenceEqual(other.LeftOut)
        && _recency.AsSpan().SequenceEqual(other._recency)
        && _frequency.AsSpan().SequenceEqual(other._frequency)
        && _monetary.AsSpan().SequenceEqual(other._monetary);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Version, AsOf, Buyers, _recency[0], _monetary[0], _monetary[^1]);

    /// <summary>Returns version, day, kind and number of buyers.</summary>
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
                throw new ArgumentException("The edges must be in ascending order.", name);
        }

        T[] copy = [.. edges];
        return copy.AsReadOnly();
    }
}
