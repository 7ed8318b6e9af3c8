using System.Text.Json;
using static Retention.Workflows.Journeys.Json.JsonField;

namespace Retention.Workflows.Journeys.Json;

internal sealed class EventCountKind()
    : ConditionKind<EventCountCondition>("event-count", Required("event"), Required("count"), Optional("window"), Optional("where"))
{
    /// <summary>The comparisons of a count, written as an object with exactly one of these.</summary>
    internal static IReadOnlyList<(JsonField Field, Func<int, CountRule> Make, CountComparison Comparison)> Counts { get; } =
    [
        (Optional("atLeast"), CountRule.AtLeast, CountComparison.AtLeast),
        (Optional("atMost"), CountRule.AtMost, CountComparison.AtMost),
        (Optional("moreThan"), CountRule.MoreThan, CountComparison.MoreThan),
        (Optional("exactly"), CountRule.Exactly, CountComparison.Exactly),
    ];

    internal override Condition Read(JsonReading json)
    {
        var (name, count, window) = (json.Event("event"), Count(json), json.Window());
        return new EventCountCondition(name, window, count, EventPatternForm.Filters(json));
    }

    protected override void Write(EventCountCondition condition, Utf8JsonWriter json)
    {
        json.WriteString("event", condition.Event.Value);
        json.WriteStartObject("count");
        json.WriteNumber(Counts.Single(count => count.Comparison == condition.Count.Comparison).Field.Name, condition.Count.Number);
        json.WriteEndObject();
        json.Write(condition.Window);
        EventPatternForm.Write(condition.Filters, json);
    }

    protected override void Check(EventCountCondition condition, ValidationContext at)
    {
        at["event"].Given(condition.Event);
        at["window"].Window(condition.Window);
        for (var index = 0; index < condition.Filters.Count; index++)
            at["where"][index].Filter(condition.Filters[index]);
    }

    private static CountRule Count(JsonReading json)
    {
        if (json.Item("count") is not { } item
            || JsonReading.Open(item, json.Context, [.. Counts.Select(count => count.Field)]) is not { } counts
            || counts.OneOf([.. Counts.Select(count => count.Field.Name)]) is not { } name
            || counts.Integer(name) is not { } number)
            return default;
        if (number >= 0)
            return Counts.Single(count => count.Field.Name == name).Make(number);
        json.Context.Error(counts.Item(name)!, $"The number of events must be 0 or more, not {number}.");
        return default;
    }
}

internal sealed class LastPurchaseKind() : ConditionKind<LastPurchaseCondition>("last-purchase", Optional("within"), Optional("before"))
{
    internal override Condition? Read(JsonReading json) =>
        json.OneOf("within", "before") is { } side && json.Period(side) is { } period
            ? json.Make(() => new LastPurchaseCondition(period, side == "within"), side)
            : null;

    protected override void Write(LastPurchaseCondition condition, Utf8JsonWriter json) =>
        json.Write(condition.IsWithin ? "within" : "before", condition.Period);
}

internal sealed class TotalSpentKind() : ConditionKind<TotalSpentCondition>("total-spent", Required("atLeast"), Optional("window"))
{
    internal override Condition? Read(JsonReading json)
    {
        var (atLeast, window) = (json.Number("atLeast"), json.Window());
        return atLeast is { } amount ? json.Make(() => new TotalSpentCondition(amount, window), "atLeast") : null;
    }

    protected override void Write(TotalSpentCondition condition, Utf8JsonWriter json)
    {
        json.Write("atLeast", condition.AtLeast);
        json.Write(condition.Window);
    }

    protected override void Check(TotalSpentCondition condition, ValidationContext at) => at["window"].Window(condition.Window);
}

internal sealed class OpenedKind() : ConditionKind<OpenedCondition>("opened", Required("step"), Optional("humanOnly"))
{
    internal override Condition? Read(JsonReading json)
    {
        var (step, humanOnly) = (json.Name("step", "step"), json.Flag("humanOnly"));
        return step is null ? null : new OpenedCondition(step, humanOnly ?? false);
    }

    protected override void Write(OpenedCondition condition, Utf8JsonWriter json)
    {
        json.WriteString("step", condition.Step);
        if (condition.HumanOnly)
            json.WriteBoolean("humanOnly", true);
    }

    protected override void Check(OpenedCondition condition, ValidationContext at) => at["step"].EarlierSend(condition.Step);
}
