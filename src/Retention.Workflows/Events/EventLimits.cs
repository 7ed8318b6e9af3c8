using System.Globalization;
using Retention.Workflows.Events;
using Retention.Workflows.Events.Import;

namespace Retention.Workflows;

/// <summary>The limits for the content of events. They apply to imported files and to <see cref="IRetentionClient"/>. Immutable.</summary>
/// <remarks>
/// Maximum sizes cannot be configured; they are defined by <see cref="CustomerEvent"/>, <see cref="PropertyBag"/>,
/// <see cref="PropertyValue"/> and <see cref="CustomerId"/>. An id must not start with <c>rw:</c>, which is reserved for the engine's own
/// events. A text must not contain U+0000 or half a surrogate pair, because some stores cannot keep them.
/// </remarks>
public sealed record EventLimits
{
    /// <summary>The prefix of the ids of the engine's own events.</summary>
    internal const string OwnIds = "rw:";

    /// <summary>The earliest allowed time of an event; the start of 1970 by default.</summary>
    public DateTimeOffset Earliest { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>
    /// The latest allowed time of an event; the start of 2100 by default. For past events, use the current time plus a tolerance for clock
    /// differences.
    /// </summary>
    public DateTimeOffset Latest { get; init; } = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Returns whether a customer is known; an event of an unknown customer is an error. Null (default) accepts every customer.
    /// </summary>
    public Func<CustomerId, bool>? IsKnown { get; init; }

    /// <summary>All problems of an event, each with a field and a reason; empty if the event is valid.</summary>
    /// <param name="event">The event.</param>
    public IReadOnlyList<InputProblem> Problems(CustomerEvent @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        List<InputProblem>? problems = null;
        Check("id", IdProblem(@event.Id));
        Check("customer", CustomerProblem(@event.Customer));
        Check("name", @event.Name == default ? "is missing" : null);
        Check("at", TimeProblem(@event.OccurredAt));
        foreach (var (field, reason) in AmountProblems(@event.Name.ToString(), @event.Amount, @event.Currency))
            Check(field, reason);
        Check($"properties.{MessageEvents.Channel}", AddressEvents.ChannelProblem(@event));
        foreach (var (key, value) in @event.Properties)
        {
            if (value.Kind == PropertyKind.Text)
                Check($"properties.{key}", TextProblem(value.Text));
        }

        for (var index = 0; index < @event.Lines.Count; index++)
        {
            var line = @event.Lines[index];
            Check($"lines[{index}].product", line.Product == default ? "is missing" : TextProblem(line.Product.Value));
            Check($"lines[{index}].quantity", line.Quantity < 1 ? "is not a whole number of 1 or more" : null);
            Check($"lines[{index}].price",
                line.UnitPrice is { } price && Money.Problem(price) is { } problem ? $"is out of range: an amount {problem}" : null);
        }

        return problems ?? (IReadOnlyList<InputProblem>)[];

        void Check(string field, string? reason)
        {
            if (reason is not null)
                (problems ??= []).Add(new InputProblem { Field = field, Reason = reason });
        }
    }

    internal string? TimeProblem(DateTimeOffset at) => at >= Earliest && at <= Latest
        ? null
        : $"is {Text(at)}; it must be between {Text(Earliest)} and {Text(Latest)}";

    internal string? CustomerProblem(CustomerId customer) =>
        customer == default
            ? "is missing"
            : TextProblem(customer.Value) ?? (IsKnown is { } isKnown && !isKnown(customer) ? "is not known" : null);

    internal static string? IdProblem(string id) =>
        id.StartsWith(OwnIds, StringComparison.Ordinal)
            ? $"begins with {OwnIds}, which is reserved for the engine's own events"
            : ImportText.IdProblem(id, CustomerEvent.MaxIdLength) ?? TextProblem(id);


    /// <summary>The problem of a text that not every store can keep; null if there is none.</summary>
    internal static string? TextProblem(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '\0')
                return "contains the character U+0000";
            if (!char.IsSurrogate(text[index]))
                continue;
            if (index + 1 == text.Length || !char.IsSurrogatePair(text[index], text[index + 1]))
                return "contains half a character";
            index++;
        }

        return null;
    }

    internal static IEnumerable<(string Field, string Reason)> AmountProblems(string? name, decimal? amount, string? currency)
    {
        if (amount is not null && currency is null)
            yield return ("currency", "is missing although there is an amount");
        if (amount < 0 && name == EventNames.Purchase.Value)
            yield return ("amount", "is negative; a purchase is never negative: name the event refund");
        if (amount > 0 && name == EventNames.Refund.Value)
            yield return ("amount", "is positive; a refund is never positive");
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
