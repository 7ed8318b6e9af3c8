using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Journeys.Steps;

namespace Retention.Workflows.Journeys;

/// <summary>One field of a step kind. It defines the JSON form, schema and validation. Created by
/// <see cref="StepFields{TOwner}"/>.</summary>
/// <remarks>
/// A field is required unless it is optional. An optional field is omitted from the JSON form if it has the value of a new record.
/// </remarks>
public sealed class StepField
{
    private readonly PropertyInfo _property;
    private readonly FieldForm _form;
    private readonly Lazy<object?> _default;
    private Func<object, bool>? _isWritten;
    private bool _isChecked = true;

    internal StepField(string name, PropertyInfo property, FieldForm form, Func<object> create)
    {
        (Name, _property, _form) = (name, property, form);
        _default = new Lazy<object?>(() => property.GetValue(create()));
    }

    /// <summary>The property's name in the JSON form, in camel case.</summary>
    public string Name { get; }

    /// <summary>True if the JSON form must contain it.</summary>
    public bool IsRequired { get; private set; } = true;

    /// <summary>The description, one sentence for the schema and editors; <see langword="null"/> if there is none.</summary>
    public string? Description { get; private set; }

    /// <summary>Makes the field optional. Its default is the value that a new record has.</summary>
    public StepField Optional()
    {
        IsRequired = false;
        return this;
    }

    /// <summary>Describes the field.</summary>
    /// <param name="text">A sentence for the schema and editors.</param>
    public StepField Describe(string text)
    {
        Description = text;
        return this;
    }

    /// <summary>The properties of the JSON form; an event pattern has two.</summary>
    internal IReadOnlyList<JsonField> JsonFields =>
        _form.Inline is { } inline ? inline : [IsRequired ? JsonField.Required(Name) : JsonField.Optional(Name)];

    internal bool IsInline => _form.Inline is not null;

    internal FieldForm Form => _form;

    /// <summary>Writes the field even if it has its default value.</summary>
    internal StepField Always() => When(_ => true);

    /// <summary>Writes the field only if a condition is true for the step.</summary>
    internal StepField When<TOwner>(Func<TOwner, bool> holds) => When(owner => holds((TOwner)owner));

    /// <summary>Leaves the validation to the step type.</summary>
    internal StepField Unchecked()
    {
        _isChecked = false;
        return this;
    }

    /// <summary>Reads the field into a new record; a missing value was reported already.</summary>
    internal void Read(JsonReading? json, object owner)
    {
        var value = json is null || (_form.Inline is null && !json.Has(Name)) ? null : _form.Read(json, Name);
        if (value is null && IsRequired)
            value = _form.Missing?.Invoke();
        if (value is null)
            return;
        try
        {
            _property.SetValue(owner, value);
        }
        catch (TargetInvocationException exception) when (exception.InnerException is ArgumentException refusal)
        {
            json?.Refuse(refusal, Name);
        }
    }

    internal void Write(Utf8JsonWriter json, object owner, IStepForms forms)
    {
        if (_property.GetValue(owner) is not { } value)
            return;
        if (_isWritten?.Invoke(owner) ?? (IsRequired || !(_form.IsEmpty?.Invoke(value) ?? value.Equals(_default.Value))))
            _form.Write(json, Name, value, forms);
    }

    internal void Check(object owner, ValidationContext at)
    {
        if (!_isChecked)
            return;
        var here = IsInline ? at : at[Name];
        if (_property.GetValue(owner) is { } value)
            _form.Check?.Invoke(value, here);
        else
            here.Require(!IsRequired, $"The {Name} is missing.");
    }

    internal IEnumerable<Condition> Conditions(object owner) =>
        _form.Conditions is { } conditions && _property.GetValue(owner) is { } value ? conditions(value) : [];

    /// <summary>The lists of steps of this field, each as its path from the step.</summary>
    internal IEnumerable<string> BranchPaths(object owner) =>
        _form.BranchPaths is { } paths && _property.GetValue(owner) is { } value
            ? paths(value).Select(path => JsonItem.Segment(Name) + path) : [];

    /// <summary>Copies the field to a new record, with other steps in its branches.</summary>
    internal void Copy(object from, object to, Queue<IReadOnlyList<JourneyStep>> branches)
    {
        var value = _property.GetValue(from);
        _property.SetValue(to, value is not null && _form.WithBranches is { } with ? with(value, branches) : value);
    }

    /// <summary>The schema of each property.</summary>
    internal IEnumerable<(string Name, JsonObject Schema)> Schema()
    {
        if (_form.Inline is not null)
            return [("event", SchemaRef.Name()), ("where", SchemaRef.List("filter"))];
        var schema = _form.Schema();
        if (Description is not null)
            schema["description"] = Description;
        return [(Name, schema)];
    }

    private StepField When(Func<object, bool> holds)
    {
        _isWritten = holds;
        return this;
    }
}
