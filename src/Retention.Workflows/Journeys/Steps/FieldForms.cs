using System.Text.Json;
using System.Text.Json.Nodes;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Naming;

namespace Retention.Workflows.Journeys.Steps;

/// <summary>The kinds of fields.</summary>
internal static class FieldForms
{
    internal static FieldForm Text { get; } = new(
        (json, name) => json.Text(name),
        (json, name, value, _) => json.WriteString(name, (string)value),
        () => new JsonObject { ["type"] = "string" })
    {
        Missing = () => "",
        Check = (value, at) =>
        {
            if (at.Require(((string)value).Length > 0, $"The {at.Path[(at.Path.LastIndexOf('.') + 1)..]} is missing."))
                at.Text((string)value);
        },
    };

    internal static FieldForm Texts { get; } = new(
        (json, name) => json.Texts(name),
        (json, name, value, _) => json.Write(name, (IReadOnlyList<string>)value),
        () => new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } })
    {
        Missing = () => (IReadOnlyList<string>)[],
        IsEmpty = value => ((IReadOnlyList<string>)value).Count == 0,
        Check = (value, at) =>
        {
            foreach (var (index, text) in ((IReadOnlyList<string>)value).Index())
                at[index].Text(text ?? "");
        },
    };

    internal static FieldForm Number { get; } = new(
        (json, name) => json.Number(name), (json, name, value, _) => json.Write(name, (decimal)value),
        () => new JsonObject { ["type"] = "number" });

    internal static FieldForm Integer { get; } = new(
        (json, name) => json.Integer(name), (json, name, value, _) => json.WriteNumber(name, (int)value),
        () => new JsonObject { ["type"] = "integer" });

    internal static FieldForm Flag { get; } = new(
        (json, name) => json.Flag(name), (json, name, value, _) => json.WriteBoolean(name, (bool)value),
        () => new JsonObject { ["type"] = "boolean" });

    internal static FieldForm Period { get; } = new(
        (json, name) => json.Period(name), (json, name, value, _) => json.Write(name, (Period)value), () => SchemaRef.Of("period"))
    {
        Check = (value, at) => at.Require(!((Period)value).IsZero, "A wait must be longer than zero."),
    };

    internal static FieldForm Time { get; } = new(
        (json, name) => json.Time(name), (json, name, value, _) => json.Write(name, (TimeOnly)value), () => SchemaRef.Of("timeOfDay"));

    internal static FieldForm Event { get; } = Named(text => new EventName(text), value => value.Value, "event");

    internal static FieldForm Channel { get; } = Named(text => new Channel(text), value => value.Name, "channel");

    internal static FieldForm Topic { get; } = Named(text => new Topic(text), value => value.Name, "topic");

    internal static FieldForm Template { get; } = Named(text => new TemplateName(text), value => value.Value, "template");

    internal static FieldForm Offer { get; } = Named(text => new OfferName(text), value => value.Value, "offer");

    internal static FieldForm Address { get; } = new(
        (json, name) => json.Uri(name),
        (json, name, value, _) => json.WriteString(name, ((Uri)value).OriginalString),
        () => new JsonObject { ["type"] = "string", ["pattern"] = "^https?://" });

    internal static FieldForm Condition { get; } = new(
        (json, name) => json.OptionalCondition(name), (json, name, value, _) => json.Write(name, (Condition)value),
        () => SchemaRef.Of("condition"))
    {
        Missing = () => UnreadableCondition.Instance,
        Check = (value, at) => at.Condition((Condition)value),
        Conditions = value => [(Condition)value],
    };

    /// <summary>A pattern without its own object: its properties are written beside the other fields.</summary>
    internal static FieldForm Pattern { get; } = new(
        (json, _) => EventPatternForm.Read(json), (json, _, value, _) => EventPatternForm.Write((EventPattern)value, json),
        () => SchemaRef.Of("eventPattern"))
    {
        Inline = EventPatternForm.Fields,
        Missing = () => new EventPattern(default),
        Check = (value, at) => EventPatternForm.Check((EventPattern)value, at),
    };

    internal static FieldForm Steps { get; } = new(
        (json, name) => json.Steps(name),
        (json, name, value, forms) => json.Write(name, (IReadOnlyList<JourneyStep>)value, forms),
        () => SchemaRef.Of("steps"))
    {
        Missing = () => (IReadOnlyList<JourneyStep>)[],
        IsEmpty = value => ((IReadOnlyList<JourneyStep>)value).Count == 0,
        BranchPaths = _ => [""],
        WithBranches = (_, branches) => branches.Dequeue(),
    };

    internal static FieldForm Properties { get; } = new(
        (json, name) => PropertyValues.Bag(json.Item(name)!, json.Context),
        (json, name, value, _) => PropertyValues.Write(name, (PropertyBag)value, json),
        () => new JsonObject { ["type"] = "object", ["propertyNames"] = SchemaRef.Of("key"),
            ["additionalProperties"] = SchemaRef.Of("value") })
    {
        Missing = () => PropertyBag.Empty,
        IsEmpty = value => ((PropertyBag)value).Count == 0,
        Check = (value, at) =>
        {
            foreach (var (key, property) in (PropertyBag)value)
                at[key].Text(property);
        },
    };

    /// <summary>A text in kebab case.</summary>
    internal static FieldForm Name(string what) => new(
        (json, name) => json.Name(name, what), (json, name, value, _) => json.WriteString(name, (string)value), SchemaRef.Name)
    {
        Missing = () => "",
        Check = (value, at) => at.Name((string)value, what),
    };

    internal static FieldForm Choice<TEnum>() where TEnum : struct, Enum => new(
        (json, name) => json.Choice<TEnum>(name),
        (json, name, value, _) => json.Write(name, (TEnum)value),
        () => new JsonObject { ["enum"] = new JsonArray([.. Enum.GetValues<TEnum>().Select(value => (JsonNode)KebabName.Of(value))]) })
    {
        Check = (value, at) => at.Defined((TEnum)value),
    };

    /// <summary>A list of objects with their own fields.</summary>
    internal static FieldForm List<TItem>(StepFieldSet fields) where TItem : class => new(
        (json, name) => (IReadOnlyList<TItem>)[.. json.List(name)
            .Select(item => (TItem)fields.Read(JsonReading.Open(item, json.Context, fields.JsonFields)))],
        (json, name, value, forms) =>
        {
            json.WriteStartArray(name);
            foreach (var item in (IReadOnlyList<TItem>)value)
            {
                json.WriteStartObject();
                fields.Write(json, item, forms);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        },
        () => new JsonObject { ["type"] = "array", ["items"] = fields.Schema() })
    {
        Missing = () => (IReadOnlyList<TItem>)[],
        IsEmpty = value => ((IReadOnlyList<TItem>)value).Count == 0,
        Check = (value, at) =>
        {
            foreach (var (index, item) in ((IReadOnlyList<TItem>)value).Index())
                fields.Check(item, at[index]);
        },
        Conditions = value => ((IReadOnlyList<TItem>)value).SelectMany(fields.Conditions),
        BranchPaths = value => ((IReadOnlyList<TItem>)value)
            .SelectMany((item, index) => fields.BranchPaths(item).Select(path => JsonItem.Segment(index) + path)),
        WithBranches = (value, branches) =>
            (IReadOnlyList<TItem>)[.. ((IReadOnlyList<TItem>)value).Select(item => (TItem)fields.Copy(item, branches))],
    };

    private static FieldForm Named<TName>(Func<string, TName> make, Func<TName, string> text, string what)
        where TName : struct, IEquatable<TName> => new(
        (json, name) => json.Name(name, what) is { } read ? make(read) : null,
        (json, name, value, _) => json.WriteString(name, text((TName)value)),
        SchemaRef.Name)
    {
        Check = (value, at) => at.Given((TName)value),
    };
}
