using System.Globalization;
using System.Text.Json;
using Retention.Workflows.Naming;

namespace Retention.Workflows.Journeys.Json;

/// <summary>Reads the properties of one object. Missing, unknown or wrong properties become errors, and reading continues.</summary>
/// <remarks>A getter returns null for an absent or wrong property. The caller continues with a default, since the error rejects the result
/// anyway.</remarks>
internal sealed class JsonReading
{
    private static readonly string[] Times = ["HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF"];
    private static readonly string[] Instants = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
        "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mmzzz"];

    private readonly JsonItem _item;

    private JsonReading(JsonItem item, ReadingContext context)
    {
        _item = item;
        Context = context;
    }

    internal ReadingContext Context { get; }

    /// <summary>Opens an object that may have these properties.</summary>
    /// <returns>Null if the value is not an object.</returns>
    internal static JsonReading? Open(JsonItem item, ReadingContext context, params IReadOnlyList<JsonField> fields)
    {
        if (!context.Expect(item, JsonValueKind.Object, "an object"))
            return null;

        foreach (var (name, member) in item.Members)
        {
            if (!fields.Any(field => field.Name == name))
                context.Error(
                    member,
                    $"Unknown property '{name}'.{NameHint.DidYouMean(name, fields.Select(field => field.Name))} Allowed: {string.Join(", ", fields.Select(field => field.Name))}.");
        }

        foreach (var field in fields)
        {
            if (field.IsRequired && !item.Members.ContainsKey(field.Name))
                context.Error(item.Path + JsonItem.Segment(field.Name), $"The property '{field.Name}' is missing.");
        }

        return new JsonReading(item, context);
    }

    internal JsonItem? Item(string property) => _item.Members.GetValueOrDefault(property);

    internal bool Has(string property) => _item.Members.ContainsKey(property);

    internal string? Text(string property) =>
        Item(property) is { } item && Context.Expect(item, JsonValueKind.String, "a text") ? item.Text : null;

    /// <summary>Reads a text in kebab case.</summary>
    internal string? Name(string property, string what) =>
        Read(property, (string text, out string name) => KebabName.IsValid(name = text) ? null : KebabName.Problem(text, what));

    internal Channel Channel(string property) => Name(property, "channel") is { } name ? new Channel(name) : default;

    internal EventName Event(string property) => Name(property, "event") is { } name ? new EventName(name) : default;

    internal Topic? Topic(string property) => Name(property, "topic") is { } name ? new Topic(name) : default(Topic?);

    internal Period? Period(string property) =>
        ReadValue(property,
            (string text, out Period period) => Retention.Workflows.Period.TryParse(text, out period, out var error) ? null : error);

    internal TimeOnly? Time(string property) =>
        ReadValue(property, (string text, out TimeOnly time) =>
            TimeOnly.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out time)
                ? null : $"'{text}' is not a valid time of day. Write it as 09:00.");

    internal DateTimeOffset? Instant(string property) =>
        ReadValue(property, (string text, out DateTimeOffset instant) =>
            DateTimeOffset.TryParseExact(text, Instants, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant)
                ? null
                : $"'{text}' is not a valid instant. Write it with its offset, such as 2026-11-01T09:00:00Z.");

    internal Uri? Uri(string property) =>
        Read(property, (string text, out Uri uri) =>
            System.Uri.TryCreate(text, UriKind.Absolute, out uri!)
                && (uri.Scheme == System.Uri.UriSchemeHttp || uri.Scheme == System.Uri.UriSchemeHttps)
                ? null
                : $"'{text}' is not an address that begins with https:// or http://.");

    internal TEnum? Choice<TEnum>(string property) where TEnum : struct, Enum =>
        Item(property) is { } item ? Context.Choice<TEnum>(item) : null;

    internal bool? Flag(string property) => Item(property) switch
    {
        null => null,
        { Kind: JsonValueKind.True } => true,
        { Kind: JsonValueKind.False } => false,
        var item => Context.Wrong<bool>(item, "true or false"),
    };

    internal decimal? Number(string property) => Item(property) is { } item ? Context.Number(item) : null;

    internal int? Integer(string property)
    {
        if (Item(property) is not { } item || Context.Number(item) is not { } number)
            return null;
        if (number == decimal.Truncate(number) && number is >= int.MinValue and <= int.MaxValue)
            return (int)number;
        return Context.Wrong<int>(item, "a whole number", item.Text);
    }

    /// <summary>Reads the items of a list; empty if it is absent.</summary>
    internal IReadOnlyList<JsonItem> List(string property) =>
        Item(property) is { } item && Context.Expect(item, JsonValueKind.Array, "a list") ? item.Items : [];

    /// <summary>Reads a list of texts; empty if it is absent, null if an item is not a text.</summary>
    internal IReadOnlyList<string>? Texts(string property)
    {
        var items = List(property);
        string[] texts = [.. items.Where(item => Context.Expect(item, JsonValueKind.String, "a text")).Select(item => item.Text)];
        return texts.Length == items.Count ? texts : null;
    }

    internal IReadOnlyList<JourneyStep> Steps(string property) =>
        Item(property) is { } item ? StepReading.List(item, Context) : [];

    internal Condition Condition(string property) => OptionalCondition(property) ?? UnreadableCondition.Instance;

    /// <summary>Reads a condition; null only if it is absent.</summary>
    internal Condition? OptionalCondition(string property) => Item(property) is { } item ? ConditionKinds.Read(item, Context) : null;

    internal Window Window() => Item("window") is { } item
        ? WindowKinds.All.Read(item, Context) ?? Retention.Workflows.Window.Ever : Retention.Workflows.Window.Ever;

    /// <summary>
    /// Creates a value whose constructor may throw. The exception becomes an error at a property or, without one, at the object.
    /// </summary>
    internal T? Make<T>(Func<T> make, string? property = null) where T : class
    {
        try
        {
            return make();
        }
        catch (ArgumentException exception)
        {
            Refuse(exception, property);
            return null;
        }
    }

    /// <summary>Reports that a value cannot be created, at a property or, without one, at the object.</summary>
    internal void Refuse(ArgumentException refusal, string? property)
    {
        var parameter = refusal.Message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        Context.Error(property is null ? _item : Item(property) ?? _item, parameter < 0 ? refusal.Message : refusal.Message[..parameter]);
    }

    /// <summary>Returns the only present one of several properties; null and an error if there is not exactly one.</summary>
    internal string? OneOf(params IReadOnlyList<string> properties)
    {
        string[] present = [.. properties.Where(Has)];
        if (present.Length == 1)
            return present[0];
        Context.Error(
            _item, $"Give exactly one of {string.Join(", ", properties)}{(present.Length == 0 ? "; none is given" : $", not {string.Join(" and ", present)}")}.");
        return null;
    }

    private T? Read<T>(string property, TextReader<T> read) where T : class =>
        Text(property) is not { } text ? null
        : read(text, out var value) is { } error ? Context.Failed<T>(Item(property)!, error)
        : value;

    private T? ReadValue<T>(string property, TextReader<T> read) where T : struct
    {
        if (Text(property) is not { } text)
            return null;
        if (read(text, out var value) is not { } error)
            return value;
        Context.Error(Item(property)!, error);
        return null;
    }

    private delegate string? TextReader<T>(string text, out T value);
}
