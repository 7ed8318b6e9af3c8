using System.Text;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Naming;

namespace Retention.Workflows.Journeys;

/// <summary>
/// A location in a journey that is being validated. A step type checks its requirements; each violation becomes an error with this path.
/// </summary>
public readonly record struct ValidationContext
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    internal ValidationContext(JourneyScope journey, string path)
    {
        Journey = journey;
        Path = path;
    }

    /// <summary>The location, as a path into the JSON form: <c>$.steps[3].period</c>.</summary>
    public string Path { get; internal init; }

    internal JourneyScope Journey { get; }

    /// <summary>The number of conditions that enclose this location.</summary>
    internal int ConditionLevel { get; init; }

    /// <summary>True if a workflow engine decides the next step, so that a step needs no branches.</summary>
    internal bool IsLed { get; init; }

    /// <summary>The registered names; null if they are not known.</summary>
    public IJourneyReferences? References => Journey.References;

    /// <summary>The location of a property of the JSON form.</summary>
    public ValidationContext this[string property] => this with { Path = $"{Path}.{property}" };

    /// <summary>The location of an item of a list.</summary>
    public ValidationContext this[int index] => this with { Path = Path + JsonItem.Segment(index) };

    /// <summary>Reports an error here.</summary>
    /// <param name="message">The problem and how to fix it, in one sentence.</param>
    public void Error(string message) => Journey.Errors.Add(new JourneyError { Path = Path, Message = message });

    /// <summary>Reports an error here unless the requirement is met.</summary>
    /// <returns>True if it is met.</returns>
    public bool Require(bool holds, string message)
    {
        if (!holds)
            Error(message);
        return holds;
    }

    internal void Name(string name, string what) =>
        Require(KebabName.IsValid(name), string.IsNullOrEmpty(name) ? $"The {what} has no name." : KebabName.Problem(name, what));

    /// <summary>Requires that a name is given.</summary>
    internal void Given<TName>(TName name) where TName : struct, IEquatable<TName> =>
        Require(!name.Equals(default), $"The {Path[(Path.LastIndexOf('.') + 1)..]} is missing.");

    internal void Defined<TEnum>(TEnum value) where TEnum : struct, Enum =>
        Require(Enum.IsDefined(value), $"Unknown value '{value}'. Known: {KebabName.Choices<TEnum>()}.");

    /// <summary>Requires that the name is registered. Skipped if the registrations are not known.</summary>
    internal void Registered(string name, string what, IEnumerable<string>? known, string hint = "")
    {
        if (known is null || name.Length == 0)
            return;
        string[] names = [.. known];
        Require(names.Contains(name), $"There is no {what} '{name}'.{NameHint.DidYouMean(name, names)}{NameHint.Known(names)}{hint}");
    }

    internal void Condition(Condition condition) => ConditionKinds.Check(condition, this);

    internal void Window(Window window) => WindowKinds.All.Of(window).Check(window, this);

    internal void Filter(PropertyFilter filter)
    {
        var demand = this[KebabName.Of(filter.Comparison)];
        for (var index = 0; index < filter.Values.Count; index++)
            (filter.Comparison == PropertyComparison.In ? demand[index] : demand).Text(filter.Values[index]);
    }

    /// <summary>Requires that a text can be stored: it must be valid Unicode.</summary>
    internal void Text(PropertyValue value)
    {
        try
        {
            if (value.Kind == PropertyKind.Text)
                Strict.GetByteCount(value.Text);
        }
        catch (EncoderFallbackException)
        {
            Error("The text is not valid Unicode.");
        }
    }

    /// <summary>Requires that there is an enrollment when this is evaluated.</summary>
    internal bool RequireEnrollment() =>
        Require(
            Journey.Reached is not null,
            Path.StartsWith("$.exits", StringComparison.Ordinal)
                ? "An exit rule applies at every step, so its condition cannot refer to the enrollment or its steps."
                : "The audience is evaluated before the enrollment begins, so its condition cannot refer to the enrollment or its steps.");

    /// <summary>Requires that customers can have passed this step when they arrive here.</summary>
    internal void EarlierStep(string step)
    {
        if (!RequireEnrollment() || Journey.Reached!.Contains(step))
            return;
        if (!Journey.Steps.TryGetValue(step, out var known))
            Error($"There is no step '{step}'.{NameHint.DidYouMean(step, Journey.Steps.Keys)}");
        else if (Path.StartsWith($"{known.Path}.", StringComparison.Ordinal))
            Error($"The step '{step}' refers to itself. Refer to an earlier step.");
        else
            Error($"The step '{step}' ({known.Path}) is not on any path to this step: it comes later or on another branch.");
    }

    /// <summary>Requires that this earlier step chooses products.</summary>
    internal void EarlierChoice(string step)
    {
        EarlierStep(step);
        if (Journey.Steps.TryGetValue(step, out var known) && known.Step is not UnreadableStep)
            Require(Journey.Forms.Chooses(known.Step), $"The step '{step}' ({known.Path}) does not choose products.");
    }

    /// <summary>Requires that this earlier step sends messages.</summary>
    internal void EarlierSend(string step)
    {
        EarlierStep(step);
        if (Journey.Steps.TryGetValue(step, out var known) && known.Step is not UnreadableStep)
            Require(Journey.Forms.Sends(known.Step), $"The step '{step}' ({known.Path}) does not send a message, so it has no opens.");
    }
}
