namespace Retention.Workflows;

/// <summary>What a <see cref="PropertyValue"/> holds.</summary>
public enum PropertyKind
{
    /// <summary>A text.</summary>
    Text = 0,

    /// <summary>A decimal number.</summary>
    Number = 1,

    /// <summary>Yes or no.</summary>
    Flag = 2,
}
