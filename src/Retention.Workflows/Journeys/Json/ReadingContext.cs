using System.Globalization;
using System.Text.Json;
using Retention.Workflows.Naming;

namespace Retention.Workflows.Journeys.Json;

/// <summary>Collects errors and tracks the depth of steps and conditions.</summary>
internal sealed record ReadingContext(List<JourneyError> Errors, IStepForms Forms)
{
    internal int StepLevel { get; init; }

    internal int ConditionLevel { get; init; }

    internal void Error(JsonItem item, string message) =>
        Errors.Add(new JourneyError { Path = item.Path, Message = message, Line = item.Line });

    internal void Error(string path, string message) => Errors.Add(new JourneyError { Path = path, Message = message });

    internal T? Failed<T>(string path, string message) where T : class
    {
        Error(path, message);
        return null;
    }

    internal T? Failed<T>(JsonItem item, string message) where T : class
    {
        Error(item, message);
        return null;
    }

    internal bool Expect(JsonItem item, JsonValueKind kind, string wanted)
    {
        if (item.Kind != kind && item.Kind != JsonValueKind.Undefined)
            Error(item, $"Expected {wanted}, but found {item.What}.");
        return item.Kind == kind;
    }

    internal T? Wrong<T>(JsonItem item, string wanted, string? found = null) where T : struct
    {
        if (item.Kind != JsonValueKind.Undefined)
            Error(item, $"Expected {wanted}, but found {found ?? item.What}.");
        return null;
    }

    internal decimal? Number(JsonItem item)
    {
        if (!Expect(item, JsonValueKind.Number, "a number"))
            return null;
        return decimal.TryParse(item.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : Wrong<decimal>(item, "a number of at most 28 digits", item.Text.Length > 40 ? "a greater one" : item.Text);
    }

    /// <summary>Reads an enum member in kebab case.</summary>
    internal TEnum? Choice<TEnum>(JsonItem item) where TEnum : struct, Enum
    {
        if (!Expect(item, JsonValueKind.String, "a text"))
            return null;
        if (KebabName.TryParse<TEnum>(item.Text, out var value))
            return value;
        var known = Enum.GetValues<TEnum>().Select(KebabName.Of);
        Error(item, $"Unknown value '{item.Text}'.{NameHint.DidYouMean(item.Text, known)} Known: {string.Join(", ", known)}.");
        return null;
    }
}
