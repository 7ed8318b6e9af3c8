using Retention.Workflows.Naming;

namespace Retention.Workflows;

/// <summary>Names a template in kebab case, whatever its languages and channels.</summary>
public readonly record struct TemplateName
{
    private readonly string? _value;

    /// <summary>Names a template.</summary>
    /// <exception cref="ArgumentException">The name is not kebab case.</exception>
    public TemplateName(string value) => _value = KebabName.Require(value, "template");

    /// <summary>The name, as stored, as the file's name, and as written in JSON.</summary>
    public string Value => _value ?? throw new InvalidOperationException("This TemplateName was never given a value (default).");

    /// <summary>Takes the text as a template name.</summary>
    /// <exception cref="ArgumentException">The name is not kebab case.</exception>
    public static implicit operator TemplateName(string value) => new(value);

    /// <summary>Returns the name.</summary>
    public override string ToString() => _value ?? "";
}
