using System.Text.Json;

namespace Retention.Workflows.Journeys.Json;

/// <summary>Reads and writes lists of steps.</summary>
internal static class StepReading
{
    internal static IReadOnlyList<JourneyStep> List(JsonItem item, ReadingContext context)
    {
        if (!context.Expect(item, JsonValueKind.Array, "a list of steps"))
            return [];
        if (context.StepLevel >= JourneyLimits.MaxDepth && item.Items.Count > 0)
        {
            context.Error(item, JourneyLimits.StepsTooDeep);
            return [Unreadable(item)];
        }

        var active = context with { StepLevel = context.StepLevel + 1, ConditionLevel = 0 };
        return [.. item.Items.Select(step => context.Forms.Read(step, active) ?? Unreadable(step))];
    }

    internal static void Write(this Utf8JsonWriter json, string property, IReadOnlyList<JourneyStep> steps, IStepForms forms)
    {
        json.WriteStartArray(property);
        foreach (var step in steps)
        {
            json.WriteStartObject();
            json.WriteString("name", step.Name);
            forms.Write(step, json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static UnreadableStep Unreadable(JsonItem item) =>
        new([.. item.All().Select(inner => inner.Members.GetValueOrDefault("name")).Where(name => name?.Kind == JsonValueKind.String)
            .Select(name => name!.Text)]) { Name = "" };
}
