using System.Buffers;
using System.Text;
using System.Text.Json;
using Retention.Workflows.Time;

namespace Retention.Workflows.Storage;

/// <summary>The state of an enrollment besides its position. Immutable; stores keep it as the text of <see cref="ToJson"/>.</summary>
public sealed record EnrollmentState
{
    /// <summary>The empty state.</summary>
    public static EnrollmentState Empty { get; } = new();

    /// <summary>The times when steps were reached, by step name. Contains only steps that a condition refers to.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> ReachedAt { get; init; } = new Dictionary<string, DateTimeOffset>();

    /// <summary>The code of the voucher that was issued last; null if none was issued.</summary>
    public string? VoucherCode { get; init; }

    /// <summary>The products that steps chose, by step name. Each list starts with the best product.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ProductId>> Products { get; init; } =
        new Dictionary<string, IReadOnlyList<ProductId>>();

    /// <summary>
    /// The time of the first call to an external system at the current step; it does not change when the call is retried. Null if no call
    /// was made.
    /// </summary>
    public DateTimeOffset? CalledAt { get; init; }

    /// <summary>The number of rounds that each repeating step has started, by step name.</summary>
    public IReadOnlyDictionary<string, int> Rounds { get; init; } = new Dictionary<string, int>();

    /// <summary>The visit of the step, counted over all repetitions, 1 or more; 1 by default.</summary>
    public int Visit { get; init; } = 1;

    /// <summary>
    /// The state that an external workflow engine stores for this enrollment; only that engine reads it. Null if there is none.
    /// </summary>
    public string? Workflow { get; init; }

    /// <summary>The last step's result that the workflow engine has not processed yet because it failed; otherwise null.</summary>
    public string? Answer { get; init; }

    /// <summary>The time when it was due, while it catches up after a pause and skips messages whose time has passed.</summary>
    public DateTimeOffset? CatchUpFrom { get; init; }

    /// <summary>
    /// The moment at which it was to be at its step, from its entry by an event until its first wait: the event may have arrived late.
    /// Waits count from there, and no message is skipped. Null otherwise.
    /// </summary>
    public DateTimeOffset? BehindFrom { get; init; }

    /// <summary>
    /// The time of the event that enrolled the customer, if the clock that stamped it was ahead of the time of entry; otherwise null. The
    /// event does not count as one since the entry.
    /// </summary>
    public DateTimeOffset? TriggeredAt { get; init; }

    /// <summary>
    /// True while an exit rule is asked again because it could not be decided when its event came: the enrollment does not move, and none
    /// of its messages leaves.
    /// </summary>
    public bool ExitUndecided { get; init; }

    /// <summary>
    /// The time since which no process was found that can run it, such as one that registers its journey; otherwise null.
    /// </summary>
    public DateTimeOffset? LeftSince { get; init; }

    /// <summary>
    /// The id of the event that reached the goal, such as the number of an order; null before, and if an earlier build stored the goal.
    /// </summary>
    public string? ConvertedBy { get; init; }

    /// <summary>Stores the round that a repeating step starts; 0 removes it.</summary>
    public EnrollmentState WithRound(string step, int round)
    {
        var rounds = new Dictionary<string, int>(Rounds);
        if (round == 0)
            rounds.Remove(step);
        else
            rounds[step] = round;
        return this with { Rounds = rounds, Visit = round > 1 ? Visit + 1 : Visit };
    }

    /// <summary>Stores when a step was reached. A later visit of the step replaces the time.</summary>
    public EnrollmentState WithReached(string step, DateTimeOffset at)
    {
        var reached = new Dictionary<string, DateTimeOffset>(ReachedAt) { [step] = Instants.Normalize(at) };
        return this with { ReachedAt = reached };
    }

    /// <summary>Stores the products that a step chose and replaces its earlier choice. An empty list removes the choice.</summary>
    public EnrollmentState WithChosen(string step, IReadOnlyList<ProductId> products)
    {
        ArgumentNullException.ThrowIfNull(products);
        var chosen = new Dictionary<string, IReadOnlyList<ProductId>>(Products);
        if (products.Count == 0)
            chosen.Remove(step);
        else
            chosen[step] = [.. products];
        return this with { Products = chosen };
    }

    internal IReadOnlyList<ProductId> ChosenBy(string step) => Products.GetValueOrDefault(step) ?? [];

    /// <summary>Writes the state as a small JSON object; returns <see langword="null"/> if the state is empty.</summary>
    public string? ToJson()
    {
        if (IsEmpty)
            return null;

        var buffer = new ArrayBufferWriter<byte>(128);
        using (var writer = new Utf8JsonWriter(buffer))
            WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>True if the state is empty.</summary>
    public bool IsEmpty =>
        ReachedAt.Count == 0 && VoucherCode is null && Products.Count == 0 && CalledAt is null
        && Rounds.Count == 0 && Visit == 1 && Workflow is null && Answer is null && CatchUpFrom is null
        && BehindFrom is null && TriggeredAt is null && !ExitUndecided && LeftSince is null && ConvertedBy is null;

    /// <summary>Writes the object of <see cref="ToJson"/>, even if the state is empty.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        if (ReachedAt.Count > 0)
        {
            writer.WriteStartObject("reached"u8);
            foreach (var (step, at) in ReachedAt)
                writer.WriteNumber(step, at.ToUnixTimeMilliseconds());
            writer.WriteEndObject();
        }

        if (VoucherCode is not null)
            writer.WriteString("voucher"u8, VoucherCode);
        if (Products.Count > 0)
            WriteProducts(writer);
        if (CalledAt is { } calledAt)
            writer.WriteNumber("called"u8, calledAt.ToUnixTimeMilliseconds());
        if (Rounds.Count > 0)
        {
            writer.WriteStartObject("rounds"u8);
            foreach (var (step, round) in Rounds)
                writer.WriteNumber(step, round);
            writer.WriteEndObject();
        }

        if (Visit > 1)
            writer.WriteNumber("visit"u8, Visit);
        if (Workflow is not null)
            writer.WriteString("workflow"u8, Workflow);
        if (Answer is not null)
            writer.WriteString("answer"u8, Answer);
        if (CatchUpFrom is { } catchUpFrom)
            writer.WriteNumber("catchUp"u8, catchUpFrom.ToUnixTimeMilliseconds());
        if (BehindFrom is { } behindFrom)
            writer.WriteNumber("behind"u8, behindFrom.ToUnixTimeMilliseconds());
        if (TriggeredAt is { } triggeredAt)
            writer.WriteNumber("triggered"u8, triggeredAt.ToUnixTimeMilliseconds());
        if (ExitUndecided)
            writer.WriteBoolean("exitUndecided"u8, true);
        if (LeftSince is { } leftSince)
            writer.WriteNumber("left"u8, leftSince.ToUnixTimeMilliseconds());
        if (ConvertedBy is not null)
            writer.WriteString("convertedBy"u8, ConvertedBy);
        writer.WriteEndObject();
    }

    /// <summary>
    /// Parses the text that <see cref="ToJson"/> wrote. Members that a later version added are ignored. Null returns the empty state.
    /// </summary>
    /// <exception cref="FormatException">The text is not such an object.</exception>
    public static EnrollmentState Parse(string? json)
    {
        if (json is null)
            return Empty;
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var state = Empty;
            if (root.TryGetProperty("reached"u8, out var reached))
            {
                state = state with
                {
                    ReachedAt = reached.EnumerateObject().ToDictionary(
                        property => property.Name,
                        property => DateTimeOffset.FromUnixTimeMilliseconds(property.Value.GetInt64())),
                };
            }

            if (root.TryGetProperty("voucher"u8, out var voucher))
                state = state with { VoucherCode = voucher.GetString() };
            if (root.TryGetProperty("products"u8, out var products))
            {
                state = state with
                {
                    Products = products.EnumerateObject().ToDictionary(
                        property => property.Name, property =>
                            (IReadOnlyList<ProductId>)[.. property.Value.EnumerateArray().Select(id => new ProductId(id.GetString()!))]),
                };
            }

            if (root.TryGetProperty("rounds"u8, out var rounds))
                state = state with { Rounds = rounds.EnumerateObject()
                    .ToDictionary(property => property.Name, property => property.Value.GetInt32()) };
            if (root.TryGetProperty("visit"u8, out var visit))
                state = state with { Visit = visit.GetInt32() };
            if (root.TryGetProperty("workflow"u8, out var workflow))
                state = state with { Workflow = workflow.GetString() };
            if (root.TryGetProperty("answer"u8, out var answer))
                state = state with { Answer = answer.GetString() };
            if (root.TryGetProperty("catchUp"u8, out var catchUp))
                state = state with { CatchUpFrom = DateTimeOffset.FromUnixTimeMilliseconds(catchUp.GetInt64()) };
            if (root.TryGetProperty("behind"u8, out var behind))
                state = state with { BehindFrom = DateTimeOffset.FromUnixTimeMilliseconds(behind.GetInt64()) };
            if (root.TryGetProperty("triggered"u8, out var triggered))
                state = state with { TriggeredAt = DateTimeOffset.FromUnixTimeMilliseconds(triggered.GetInt64()) };
            if (root.TryGetProperty("exitUndecided"u8, out var undecided))
                state = state with { ExitUndecided = undecided.GetBoolean() };
            if (root.TryGetProperty("left"u8, out var left))
                state = state with { LeftSince = DateTimeOffset.FromUnixTimeMilliseconds(left.GetInt64()) };
            if (root.TryGetProperty("convertedBy"u8, out var convertedBy))
                state = state with { ConvertedBy = convertedBy.GetString() };
            return root.TryGetProperty("called"u8, out var called)
                ? state with { CalledAt = DateTimeOffset.FromUnixTimeMilliseconds(called.GetInt64()) }
                : state;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException("The stored state of an enrollment cannot be read.", exception);
        }
    }

    private void WriteProducts(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("products"u8);
        foreach (var (step, products) in Products)
        {
            writer.WriteStartArray(step);
            foreach (var product in products)
                writer.WriteStringValue(product.Value);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>True if both have the same content.</summary>
    public bool Equals(EnrollmentState? other) =>
        other is not null && VoucherCode == other.VoucherCode && Products.Count == other.Products.Count
        && Products.All(entry => other.Products.TryGetValue(entry.Key, out var products) && products.SequenceEqual(entry.Value))
        && CalledAt == other.CalledAt && Visit == other.Visit && Workflow == other.Workflow && Answer == other.Answer
        && CatchUpFrom == other.CatchUpFrom && BehindFrom == other.BehindFrom && TriggeredAt == other.TriggeredAt
        && ExitUndecided == other.ExitUndecided && LeftSince == other.LeftSince && ConvertedBy == other.ConvertedBy
        && Rounds.Count == other.Rounds.Count
        && Rounds.All(entry => other.Rounds.TryGetValue(entry.Key, out var round) && round == entry.Value)
        && ReachedAt.Count == other.ReachedAt.Count
        && ReachedAt.All(entry => other.ReachedAt.TryGetValue(entry.Key, out var at) && at == entry.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(VoucherCode, ReachedAt.Count);
}
