using System.Text.Json.Nodes;

namespace Retention.Workflows.Elsa;

/// <summary>Conditions in the JSON form of journeys.</summary>
internal static class ConditionText
{
    internal static string Of(Condition condition) =>
        JsonNode.Parse(JourneyJson.WriteStep(new IfStep { Name = "ask", Condition = condition, Then = [] }))!["condition"]!.ToJsonString();
}
