namespace Retention.Workflows;

/// <summary>The kind of a <see cref="PropertyValue"/>.</summary>
public enum PropertyKind
{
    /// <summary>A text.</summary>
    Text = 0,

    /// <summary>A decimal number.</summary>
    Number = 1,

    /// <summary>True or false.</summary>
    Flag = 2,
}
