using Retention.Workflows.Events;
using Retention.Workflows.Time;

namespace Retention.Workflows;

/// <summary>Something that happened to a customer at a moment. Immutable.</summary>
/// <remarks>
/// The id makes appending idempotent: the same event twice is stored once; the same id with different content is refused as a conflict. Two
/// events are equal when all their members are equal. Conditions use <see cref="OccurredAt"/>, never the time of arrival.
/// </remarks>
public sealed record CustomerEvent
{
    /// <summary>The maximum length of an event's id, in UTF-16 code units.</summary>
    public const int MaxIdLength = 200;

    /// <summary>The maximum number of order lines.</summary>
    public const int MaxLines = 500;

    private readonly string _id = "";

    /// <summary>The sender's id of the event, such as an order number; unique for each customer.</summary>
    /// <exception cref="ArgumentException">The id is empty, white space or too long.</exception>
    public required string Id
    {
        get => _id;
        init
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value, nameof(Id));
            if (value.Length > MaxIdLength)
                throw new ArgumentException($"An event id has at most {MaxIdLength} characters; this one has {value.Length}.", nameof(Id));
            _id = value;
        }
    }

    /// <summary>The customer.</summary>
    public required CustomerId Customer { get; init; }

    /// <summary>The name of the event.</summary>
    public required EventName Name { get; init; }

    /// <summary>The time of the event; stored in UTC with millisecond precision.</summary>
    public required DateTimeOffset OccurredAt
    {
        get;
        init => field = Instants.Normalize(value);
    }

    /// <summary>An amount of money, such as the order's total; at most four decimals. Null by default.</summary>
    /// <exception cref="ArgumentException">The amount has more than four decimals or is out of range.</exception>
    public decimal? Amount
    {
        get;
        init
        {
            if (value is { } amount)
                Money.ThrowIfInvalid(amount);
            field = value;
        }
    }

    /// <summary>The ISO 4217 code of <see cref="Amount"/>; null by default.</summary>
    /// <exception cref="ArgumentException">The text does not consist of three capital letters.</exception>
    public string? Currency
    {
        get;
        init
        {
            if (value is not null)
                Money.ThrowIfNoCurrency(value, nameof(Currency));
            field = value;
        }
    }

    /// <summary>Further properties that conditions and templates can use; empty by default.</summary>
    public PropertyBag Properties { get; init; } = PropertyBag.Empty;

    /// <summary>The lines of the order or cart; at most <see cref="MaxLines"/>. Empty by default.</summary>
    /// <exception cref="ArgumentException">There are too many lines.</exception>
    public IReadOnlyList<OrderLine> Lines
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Lines));
            if (value.Count > MaxLines)
                throw new ArgumentException($"An event has at most {MaxLines} lines; this one has {value.Count}.", nameof(Lines));
            field = value;
        }
    } = [];

    /// <summary>Creates a <c>purchase</c> event for an order, or a <c>refund</c> event if the total is negative.</summary>
    /// <param name="orderId">The order's number; becomes the event's id.</param>
    /// <param name="purchase">The customer, the time and the total.</param>
    /// <param name="lines">The bought products; may be empty.</param>
    public static CustomerEvent Of(string orderId, Purchase purchase, params IReadOnlyList<OrderLine> lines) => new()
    {
        Id = orderId,
        Customer = purchase.Customer,
        Name = purchase.Total < 0 ? EventNames.Refund : EventNames.Purchase,
        OccurredAt = purchase.OrderedAt,
        Amount = purchase.Total,
        Currency = purchase.Currency,
        Lines = lines,
    };

    /// <summary>True if both events have the same content.</summary>
    public bool Equals(CustomerEvent? other) =>
        other is not null && Id == other.Id && Customer == other.Customer && Name == other.Name
        && OccurredAt == other.OccurredAt && Amount == other.Amount && Currency == other.Currency
        && Properties.Equals(other.Properties) && Lines.SequenceEqual(other.Lines);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Customer, Name, OccurredAt);
}
