using System.Globalization;
using Retention.Workflows.Events;
using Retention.Workflows.Events.Import;

namespace Retention.Workflows;

/// <summary>What events may say, besides being well formed: the same for those of a file and those that are handed to <see cref="IRetentionClient"/>. Immutable.</summary>
/// <remarks>
/// Sizes are not chosen: they are those of <see cref="CustomerEvent"/>, <see cref="PropertyBag"/>, <see cref="PropertyValue"/> and <see cref="CustomerId"/>. No id begins
/// with <c>rw:</c>, since the engine's own events do, and no text holds U+0000 or half a surrogate pair, since not every store could keep it.
/// </remarks>
public sealed record EventLimits
{
    /// <summary>How the ids of the engine's own events begin.</summary>
    internal const string OwnIds = "rw:";

    /// <summary>The earliest moment at which an event may have happened; default the start of 1970.</summary>
    public DateTimeOffset Earliest { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>The latest moment at which an event may have happened; default the start of 2100. A shop that reads what has happened says now, and a little for clocks that differ.</summary>
    public DateTimeOffset Latest { get; init; } = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Whether a customer is known; an event of another one is an error. Default: everybody may stand in a file.</summary>
    public Func<CustomerId, bool>? IsKnown { get; init; }

    /// <summary>Everything that is wrong with an event that was made in code, a field and a reason each; empty when it is fine.</summary>
    internal IReadOnlyList<InputProblem> Problems(CustomerEvent @event)
    {
        List<InputProblem>? problems = null;
        Check("id", IdProblem(@event.Id));
        Check("customer", CustomerProblem(@event.Customer));
        Check("name", @event.Name == default ? "is missing" : null);
        Check("at", TimeProblem(@event.OccurredAt));
        foreach (var (field, reason) in AmountProblems(@event.Name.ToString(), @event.Amount, @event.Currency))
            Check(field, reason);
        foreach (var (key, value) in @event.Properties)
        {
            if (value.Kind == PropertyKind.Text)
                Check($"properties.{key}", TextProblem(value.Text));
        }

        for (var index = 0; index < @event.Lines.Count; index++)
        {
            var line = @event.Lines[index];
            Check($"lines[{index}].product", line.Product == default ? "is missing" : TextProblem(line.Product.Value));
            Check($"lines[{index}].quantity", line.Quantity < 1 ? "is no whole number of 1 or more" : null);
            Check($"lines[{index}].price", line.UnitPrice is { } price && Money.Problem(price) is { } problem ? $"is out of range: an amount {problem}" : null);
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
        : string.Create(CultureInfo.InvariantCulture, $"is {at.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}; it lies within {Earliest.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} and {Latest.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}");

    internal string? CustomerProblem(CustomerId customer) =>
        customer == default ? "is missing" : TextProblem(customer.Value) ?? (IsKnown is { } isKnown && !isKnown(customer) ? "is not known" : null);

    internal static string? IdProblem(string id) =>
        id.StartsWith(OwnIds, StringComparison.Ordinal) ? $"begins with {OwnIds}, as only the engine's own events do" : ImportText.IdProblem(id, CustomerEvent.MaxIdLength) ?? TextProblem(id);

    /// <summary>What no store has to keep in a text.</summary>
    internal static string? TextProblem(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '\0')
                return "holds the character U+0000";
            if (!char.IsSurrogate(text[index]))
                continue;
            if (index + 1 == text.Length || !char.IsSurrogatePair(text[index], text[index + 1]))
                return "holds half a character";
            index++;
        }

        return null;
    }

    internal static IEnumerable<(string Field, string Reason)> AmountProblems(string? name, decimal? amount, string? currency)
    {
        if (amount is not null && currency is null)
            yield return ("currency", "is missing beside the amount");
        if (amount < 0 && name == EventNames.Purchase.Value)
            yield return ("amount", "is negative, and a purchase never is: name the event refund");
        if (amount > 0 && name == EventNames.Refund.Value)
            yield return ("amount", "is positive, and a refund never is");
    }
}
