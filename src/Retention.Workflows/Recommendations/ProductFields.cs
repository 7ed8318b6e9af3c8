namespace Retention.Workflows;

/// <summary>The fields of a product that a message shows. The name is the text of the link, so it should be included.</summary>
[Flags]
public enum ProductFields
{
    /// <summary>No field; not allowed in a block.</summary>
    None = 0,

    /// <summary>The name.</summary>
    Name = 1,

    /// <summary>The price with its currency.</summary>
    Price = 2,

    /// <summary>The picture.</summary>
    Image = 4,

    /// <summary>The category.</summary>
    Category = 8,
}
