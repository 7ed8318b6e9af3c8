namespace Retention.Workflows.Journeys;

/// <summary>How a property is compared.</summary>
public enum PropertyComparison
{
    /// <summary>The same kind and content.</summary>
    Equal = 0,

    /// <summary>Equal to one of several.</summary>
    In = 1,

    /// <summary>A greater number, or a text that sorts after the value (ordinal comparison).</summary>
    Greater = 2,

    /// <summary>A smaller number, or a text that sorts before the value (ordinal comparison).</summary>
    Less = 3,

    /// <summary>A text that contains the value; case-sensitive.</summary>
    Contains = 4,
}
