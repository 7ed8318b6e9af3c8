using System.Text.Json;
using Retention.Workflows.Segments;
using static Retention.Workflows.Journeys.Json.JsonField;

namespace Retention.Workflows.Journeys.Json;

internal sealed class SegmentKind() : ConditionKind<SegmentCondition>("segment", Required("segments"))
{
    internal override Condition? Read(JsonReading json)
    {
        var items = json.List("segments");
        RfmSegment?[] segments = [.. items.Select(json.Context.Choice<RfmSegment>)];
        return json.Item("segments") is not { Kind: JsonValueKind.Array } || segments.Contains(null)
            ? null
            : json.Make(() => new SegmentCondition([.. segments.Select(segment => segment!.Value)]), "segments");
    }

    protected override void Write(SegmentCondition condition, Utf8JsonWriter json)
    {
        json.WriteStartArray("segments");
        foreach (var segment in condition.Segments)
            json.WriteStringValue(segment.ToName());
        json.WriteEndArray();
    }

    protected override void Check(SegmentCondition condition, ValidationContext at)
    {
        for (var index = 0; index < condition.Segments.Count; index++)
            at["segments"][index].Defined(condition.Segments[index]);
    }
}

internal sealed class CustomSegmentKind() : ConditionKind<NamedCondition>("custom-segment", Required("name"))
{
    internal override Condition? Read(JsonReading json) => json.Name("name", "segment") is { } name ? new NamedCondition(name) : null;

    protected override void Write(NamedCondition condition, Utf8JsonWriter json) => json.WriteString("name", condition.Name);

    protected override void Check(NamedCondition condition, ValidationContext at) =>
        at["name"].Registered(condition.Name, "custom segment", at.References?.Segments, RfmHint(condition.Name));

    /// <summary>A text names a custom segment, so the name of an RFM segment is easily mistaken for one.</summary>
    private static string RfmHint(string name) =>
        RfmSegmentNames.TryParse(name, out var segment) ? $" For the RFM segment, use InSegment(RfmSegment.{segment})." : "";
}

internal sealed class PredicateKind() : ConditionKind<CustomCondition>("predicate", Required("name"), Optional("arguments"))
{
    internal override Condition? Read(JsonReading json)
    {
        var name = json.Name("name", "condition");
        var arguments = json.Item("arguments") is { } item ? PropertyValues.Bag(item, json.Context) : PropertyBag.Empty;
        return name is null ? null : new CustomCondition(name, arguments);
    }

    protected override void Write(CustomCondition condition, Utf8JsonWriter json)
    {
        json.WriteString("name", condition.Name);
        if (condition.Arguments.Count > 0)
            PropertyValues.Write("arguments", condition.Arguments, json);
    }

    protected override void Check(CustomCondition condition, ValidationContext at)
    {
        at["name"].Registered(condition.Name, "predicate", at.References?.Predicates);
        foreach (var (key, value) in condition.Arguments)
            at["arguments"][key].Text(value);
    }
}

internal sealed class AttributeKind() : ConditionKind<AttributeCondition>("attribute", PropertyValues.FilterFields)
{
    internal override Condition? Read(JsonReading json) =>
        PropertyValues.Filter(json) is { } filter ? new AttributeCondition(filter) : null;

    protected override void Write(AttributeCondition condition, Utf8JsonWriter json) => PropertyValues.Write(condition.Filter, json);

    protected override void Check(AttributeCondition condition, ValidationContext at) => at.Filter(condition.Filter);
}

internal sealed class HasAddressKind() : ConditionKind<AddressCondition>("has-address", Required("channel"))
{
    internal override Condition Read(JsonReading json) => new AddressCondition(json.Channel("channel"));

    protected override void Write(AddressCondition condition, Utf8JsonWriter json) => json.WriteString("channel", condition.Channel.Name);

    protected override void Check(AddressCondition condition, ValidationContext at) => at["channel"].Given(condition.Channel);
}

internal sealed class HasConsentKind() : ConditionKind<ConsentCondition>("has-consent", Required("topic"), Required("channel"))
{
    internal override Condition Read(JsonReading json) => new ConsentCondition(json.Topic("topic") ?? default, json.Channel("channel"));

    protected override void Write(ConsentCondition condition, Utf8JsonWriter json)
    {
        json.WriteString("topic", condition.Topic.Name);
        json.WriteString("channel", condition.Channel.Name);
    }

    protected override void Check(ConsentCondition condition, ValidationContext at)
    {
        at["topic"].Given(condition.Topic);
        at["channel"].Given(condition.Channel);
    }
}
