using System.Text.Json;

namespace Retention.Workflows.Journeys.Json;

/// <summary>A kind of condition: its JSON form and its validation.</summary>
internal abstract class ConditionKind(string name, params IReadOnlyList<JsonField> fields) : Kind<Condition>(name, fields)
{
    internal abstract void Check(Condition condition, ValidationContext at);
}

/// <summary>A kind of condition with the type <typeparamref name="TCondition"/>.</summary>
internal abstract class ConditionKind<TCondition>(string name, params IReadOnlyList<JsonField> fields) : ConditionKind(name, fields)
    where TCondition : Condition
{
    internal sealed override Type Type => typeof(TCondition);

    internal sealed override void Write(Condition value, Utf8JsonWriter json) => Write((TCondition)value, json);

    internal sealed override void Check(Condition condition, ValidationContext at) => Check((TCondition)condition, at);

    protected abstract void Write(TCondition condition, Utf8JsonWriter json);

    /// <summary>Reports errors that the condition's constructor does not reject.</summary>
    protected virtual void Check(TCondition condition, ValidationContext at)
    {
    }
}

/// <summary>All kinds of conditions.</summary>
internal static class ConditionKinds
{
    internal static KindList<Condition, ConditionKind> All { get; } = new("condition",
        new AllKind(),
        new AnyKind(),
        new NotKind(),
        new SegmentKind(),
        new CustomSegmentKind(),
        new AttributeKind(),
        new HasAddressKind(),
        new HasConsentKind(),
        new EventCountKind(),
        new LastPurchaseKind(),
        new TotalSpentKind(),
        new OpenedKind(),
        new CartTotalKind(),
        new CartHoldsKind(),
        new PredicateKind());

    internal static Condition Read(JsonItem item, ReadingContext context)
    {
        if (context.ConditionLevel < JourneyLimits.MaxDepth)
            return All.Read(item, context with { ConditionLevel = context.ConditionLevel + 1 }) ?? UnreadableCondition.Instance;
        context.Error(item, JourneyLimits.ConditionsTooDeep);
        return UnreadableCondition.Instance;
    }

    internal static void Write(Condition condition, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        All.Write(condition, json);
        json.WriteEndObject();
    }

    internal static void Check(Condition condition, ValidationContext at)
    {
        if (condition is UnreadableCondition)
            return;
        if (at.ConditionLevel >= JourneyLimits.MaxDepth)
            at.Error(JourneyLimits.ConditionsTooDeep);
        else
            All.Of(condition).Check(condition, at with { ConditionLevel = at.ConditionLevel + 1 });
    }
}
