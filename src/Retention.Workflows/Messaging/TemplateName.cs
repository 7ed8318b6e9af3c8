using Retention.Workflows.Naming;

namespace Retention.Workflows;

/// <summary>The name of a template in kebab case. One name covers all languages and channels.</summary>
[System.ComponentModel.TypeConverter(typeof(TemplateNameConverter))]
public readonly record struct TemplateName
{
    private readonly string? _value;

    /// <summary>Creates a template name.</summary>
    /// <exception cref="ArgumentException">The name is not kebab case.</exception>
    public TemplateName(string value) => _value = KebabName.Require(value, "template");

    /// <summary>The name, as stored, as used in file names and as written in JSON.</summary>
    public string Value => _value ?? throw new InvalidOperationException("This TemplateName has no value (default value).");

    /// <summary>Converts a text to a template name.</summary>
    /// <exception cref="ArgumentException">The name is not kebab case.</exception>
    public static implicit operator TemplateName(string value) => new(value);

    /// <summary>Returns the name.</summary>
    public override string ToString() => _value ?? "";
}

internal sealed class TemplateNameConverter() : TextConverter<TemplateName>(static text => new TemplateName(text));
