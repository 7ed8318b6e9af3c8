using System.Text.Json;
using static Retention.Workflows.Journeys.Json.JsonField;

namespace Retention.Workflows.Journeys.Json;

internal sealed class AllKind() : ConditionKind<AllCondition>("all", Required("of"))
{
    internal override Condition? Read(JsonReading json) => JoinedConditions.Read(json, parts => new AllCondition(parts));

    protected override void Write(AllCondition condition, Utf8JsonWriter json) => JoinedConditions.Write(condition.Parts, json);

    protected override void Check(AllCondition condition, ValidationContext at) => JoinedConditions.Check(condition.Parts, at);
}

internal sealed class AnyKind() : ConditionKind<AnyCondition>("any", Required("of"))
{
    internal override Condition? Read(JsonReading json) => JoinedConditions.Read(json, parts => new AnyCondition(parts));

    protected override void Write(AnyCondition condition, Utf8JsonWriter json) => JoinedConditions.Write(condition.Parts, json);

    protected override void Check(AnyCondition condition, ValidationContext at) => JoinedConditions.Check(condition.Parts, at);
}

internal sealed class NotKind() : ConditionKind<NotCondition>("not", Required("of"))
{
    internal override Condition Read(JsonReading json) => new NotCondition(json.Condition("of"));

    protected override void Write(NotCondition condition, Utf8JsonWriter json) => json.Write("of", condition.Part);

    protected override void Check(NotCondition condition, ValidationContext at) => at["of"].Condition(condition.Part);
}

/// <summary>The common part of <c>all</c> and <c>any</c>.</summary>
file static class JoinedConditions
{
    internal static Condition? Read(JsonReading json, Func<IEnumerable<Condition>, Condition> join)
    {
        if (json.Item("of") is not { Kind: JsonValueKind.Array } list)
        {
            json.List("of");
            return null;
        }

        Condition[] parts = [.. list.Items.Select(part => ConditionKinds.Read(part, json.Context))];
        return json.Make(() => join(parts), "of");
    }

    internal static void Write(IReadOnlyList<Condition> parts, Utf8JsonWriter json)
    {
        json.WriteStartArray("of");
        foreach (var part in parts)
            ConditionKinds.Write(part, json);
        json.WriteEndArray();
    }

    internal static void Check(IReadOnlyList<Condition> parts, ValidationContext at)
    {
        for (var index = 0; index < parts.Count; index++)
            at["of"][index].Condition(parts[index]);
    }
}
