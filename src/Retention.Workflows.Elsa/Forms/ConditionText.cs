using System.Text.Json.Nodes;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Elsa.Forms;

/// <summary>Conditions in the JSON form of journeys.</summary>
internal static class ConditionText
{
    internal static string Of(Condition condition) =>
        JsonNode.Parse(JourneyJson.WriteStep(new IfStep { Name = "ask", Condition = condition, Then = [] }))!["condition"]!.ToJsonString();
}
