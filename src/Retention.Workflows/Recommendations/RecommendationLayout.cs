namespace Retention.Workflows;

/// <summary>The layout of the products in a message.</summary>
public enum RecommendationLayout
{
    /// <summary>Side by side; wraps on a narrow screen.</summary>
    SideBySide = 0,

    /// <summary>One below the other.</summary>
    Vertical = 1,
}
