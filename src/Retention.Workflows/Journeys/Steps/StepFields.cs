using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using Retention.Workflows.Journeys.Steps;

namespace Retention.Workflows.Journeys;

/// <summary>
/// Defines the fields of a record in the order of the JSON form. Reading, writing, schema and validation are derived from them.
/// </summary>
/// <typeparam name="TOwner">A record with a public constructor without parameters and <c>init</c> properties.</typeparam>
/// <remarks>Every field is required unless it is <see cref="StepField.Optional"/>. Names are camel case and unique.</remarks>
public sealed class StepFields<[DynamicallyAccessedMembers(Kept)] TOwner> where TOwner : class
{
    internal const DynamicallyAccessedMemberTypes Kept =
        DynamicallyAccessedMemberTypes.PublicParameterlessConstructor | DynamicallyAccessedMemberTypes.PublicProperties;

    internal StepFields() => Set = new StepFieldSet(() => Activator.CreateInstance<TOwner>());

    internal StepFieldSet Set { get; }

    /// <summary>A text; a required one is not empty.</summary>
    public StepField Text(string name, Expression<Func<TOwner, string?>> property) => Add(name, property, FieldForms.Text);

    /// <summary>A list of texts.</summary>
    public StepField Texts(string name, Expression<Func<TOwner, IReadOnlyList<string>>> property) => Add(name, property, FieldForms.Texts);

    /// <summary>A text in kebab case.</summary>
    /// <param name="name">The field's name.</param>
    /// <param name="property">The property that holds the value.</param>
    /// <param name="what">The named thing, for error messages: "step", "experiment".</param>
    public StepField Name(string name, Expression<Func<TOwner, string?>> property, string what) =>
        Add(name, property, FieldForms.Name(what));

    /// <summary>A number with decimals.</summary>
    public StepField Number(string name, Expression<Func<TOwner, decimal>> property) => Add(name, property, FieldForms.Number);

    /// <summary>A number with decimals that may be absent.</summary>
    public StepField Number(string name, Expression<Func<TOwner, decimal?>> property) => Add(name, property, FieldForms.Number);

    /// <summary>A whole number.</summary>
    public StepField Integer(string name, Expression<Func<TOwner, int>> property) => Add(name, property, FieldForms.Integer);

    /// <summary>A whole number that may be absent.</summary>
    public StepField Integer(string name, Expression<Func<TOwner, int?>> property) => Add(name, property, FieldForms.Integer);

    /// <summary>True or false.</summary>
    public StepField Flag(string name, Expression<Func<TOwner, bool>> property) => Add(name, property, FieldForms.Flag);

    /// <summary>A period longer than zero.</summary>
    public StepField Period(string name, Expression<Func<TOwner, Period>> property) => Add(name, property, FieldForms.Period);

    /// <summary>A period longer than zero that may be absent.</summary>
    public StepField Period(string name, Expression<Func<TOwner, Period?>> property) => Add(name, property, FieldForms.Period);

    /// <summary>A time of day.</summary>
    public StepField Time(string name, Expression<Func<TOwner, TimeOnly>> property) => Add(name, property, FieldForms.Time);

    /// <summary>One of the members of an enum, in kebab case.</summary>
    public StepField Choice<TEnum>(string name, Expression<Func<TOwner, TEnum>> property) where TEnum : struct, Enum =>
        Add(name, property, FieldForms.Choice<TEnum>());

    /// <summary>One of the members of an enum, in kebab case, which may be absent.</summary>
    public StepField Choice<TEnum>(string name, Expression<Func<TOwner, TEnum?>> property) where TEnum : struct, Enum =>
        Add(name, property, FieldForms.Choice<TEnum>());

    /// <summary>The name of an event.</summary>
    public StepField Event(string name, Expression<Func<TOwner, EventName>> property) => Add(name, property, FieldForms.Event);

    /// <summary>A channel.</summary>
    public StepField Channel(string name, Expression<Func<TOwner, Channel>> property) => Add(name, property, FieldForms.Channel);

    /// <summary>A topic.</summary>
    public StepField Topic(string name, Expression<Func<TOwner, Topic>> property) => Add(name, property, FieldForms.Topic);

    /// <summary>The name of a template.</summary>
    public StepField Template(string name, Expression<Func<TOwner, TemplateName>> property) => Add(name, property, FieldForms.Template);

    /// <summary>The name of a voucher offer.</summary>
    public StepField Offer(string name, Expression<Func<TOwner, OfferName>> property) => Add(name, property, FieldForms.Offer);

    /// <summary>An absolute address that begins with https:// or http://.</summary>
    public StepField Address(string name, Expression<Func<TOwner, Uri?>> property) => Add(name, property, FieldForms.Address);

    /// <summary>A condition. It is checked like those of the library's own steps.</summary>
    public StepField Condition(string name, Expression<Func<TOwner, Condition?>> property) => Add(name, property, FieldForms.Condition);

    /// <summary>An event pattern, as the properties <c>event</c> and <c>where</c> beside the other fields; at most one a record.</summary>
    public StepField Pattern(Expression<Func<TOwner, EventPattern>> property) => Add("event", property, FieldForms.Pattern);

    /// <summary>Freely named values.</summary>
    public StepField Properties(string name, Expression<Func<TOwner, PropertyBag>> property) => Add(name, property, FieldForms.Properties);

    /// <summary>
    /// The steps of a branch. The record's <see cref="JourneyStep.Branches"/> lists the branches in the order of these fields.
    /// </summary>
    public StepField Steps(string name, Expression<Func<TOwner, IReadOnlyList<JourneyStep>>> property) =>
        Add(name, property, FieldForms.Steps);

    /// <summary>A list of records with their own fields.</summary>
    /// <param name="name">The field's name.</param>
    /// <param name="property">The property that holds the value.</param>
    /// <param name="define">Defines the fields of an item.</param>
    public StepField List<[DynamicallyAccessedMembers(StepFields<JourneyStep>.Kept)] TItem>(
        string name, Expression<Func<TOwner, IReadOnlyList<TItem>>> property, Action<StepFields<TItem>> define) where TItem : class
    {
        ArgumentNullException.ThrowIfNull(define);
        var fields = new StepFields<TItem>();
        define(fields);
        return Add(name, property, FieldForms.List<TItem>(fields.Set));
    }

    /// <summary>A field with its own form.</summary>
    internal StepField Add<TValue>(string name, Expression<Func<TOwner, TValue>> property, FieldForm form)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(property);
        if (property.Body is not MemberExpression { Member: PropertyInfo { SetMethod: not null } held })
            throw new ArgumentException(
                $"The field '{name}' needs a property that can be initialized: step => step.Edition, with '{{ get; init; }}'.",
                nameof(property));
        return Set.Add(new StepField(name, held, form, Set.Create));
    }
}
