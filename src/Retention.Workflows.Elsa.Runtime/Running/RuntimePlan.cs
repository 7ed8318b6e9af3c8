using System.Text.Json;

namespace Retention.Workflows.Elsa.Runtime.Running;

/// <summary>The plan of a workflow that is stored with its journey version: where Elsa stores the workflow.</summary>
/// <param name="Definition">The definition's id.</param>
/// <param name="Version">The definition version's id.</param>
/// <param name="Trigger">The id of the trigger that starts it; null if it begins at its start.</param>
internal sealed record RuntimePlan(string Definition, string Version, string? Trigger)
{
    internal static RuntimePlan Parse(string text)
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        return new RuntimePlan(
            root.GetProperty("definition"u8).GetString()!,
            root.GetProperty("version"u8).GetString()!,
            root.TryGetProperty("trigger"u8, out var trigger) ? trigger.GetString() : null);
    }

    internal string ToText()
    {
        var fields = new Dictionary<string, string> { ["definition"] = Definition, ["version"] = Version };
        if (Trigger is not null)
            fields["trigger"] = Trigger;
        return JsonSerializer.Serialize(fields);
    }
}
