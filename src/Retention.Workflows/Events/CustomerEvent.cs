using Retention.Workflows.Events;
using Retention.Workflows.Time;

namespace Retention.Workflows;

/// <summary>Something that happened to a customer, at a moment. Immutable.</summary>
/// <remarks>
/// The id makes appending idempotent: the same event twice is stored once; the same id with another content is refused as
/// a conflict. Two events are equal when everything they say is equal. Conditions look at <see cref="OccurredAt"/>,
/// never at when the event arrived.
/// </remarks>
public sealed record CustomerEvent
{
    /// <summary>The greatest length of an event's id, in UTF-16 code units.</summary>
    public const int MaxIdLength = 200;

    /// <summary>The greatest number of order lines.</summary>
    public const int MaxLines = 500;

    private readonly string _id = "";

    /// <summary>The sender's own id of the event, such as an order number; unique for the customer.</summary>
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

    /// <summary>To whom it happened.</summary>
    public required CustomerId Customer { get; init; }

    /// <summary>What happened.</summary>
    public required EventName Name { get; init; }

    /// <summary>When it happened; kept in UTC with a precision of a millisecond.</summary>
    public required DateTimeOffset OccurredAt
    {
        get;
        init => field = Instants.Normalize(value);
    }

    /// <summary>An amount of money, such as the order's total; default none. At most four decimals.</summary>
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

    /// <summary>The ISO 4217 code of <see cref="Amount"/>; default none.</summary>
    /// <exception cref="ArgumentException">The text is not three capital letters.</exception>
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

    /// <summary>Whatever else the event says and journeys ask about.</summary>
    public PropertyBag Properties { get; init; } = PropertyBag.Empty;

    /// <summary>What was bought or lies in the cart; default none. At most <see cref="MaxLines"/>.</summary>
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

    /// <summary>Describes an order as a <c>purchase</c>, or as a <c>refund</c> when the total is negative.</summary>
    /// <param name="orderId">The order's number; becomes the event's id.</param>
    /// <param name="purchase">Who, when and how much.</param>
    /// <param name="lines">What was bought; may be empty.</param>
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

    /// <summary>Whether both events say the same.</summary>
    public bool Equals(CustomerEvent? other) =>
        other is not null && Id == other.Id && Customer == other.Customer && Name == other.Name
        && OccurredAt == other.OccurredAt && Amount == other.Amount && Currency == other.Currency
        && Properties.Equals(other.Properties) && Lines.SequenceEqual(other.Lines);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Customer, Name, OccurredAt);
}
