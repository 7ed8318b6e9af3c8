namespace Retention.Workflows;

/// <summary>The eleven segments of RFM codes, and <see cref="Prospect"/> for customers without a code.</summary>
/// <remarks>
/// In JSON, templates and events a segment is written in kebab case: <c>about-to-sleep</c>. The numbers are stored and never change.
/// </remarks>
public enum RfmSegment
{
    /// <summary>No purchase in the window, so no score.</summary>
    Prospect = 0,

    /// <summary>Bought recently, buys often, spends the most.</summary>
    Champions = 1,

    /// <summary>Buys regularly and spends well.</summary>
    Loyal = 2,

    /// <summary>Bought recently, with an average frequency; may become loyal.</summary>
    PotentialLoyalist = 3,

    /// <summary>Made the first or second purchase recently.</summary>
    New = 4,

    /// <summary>Recent customers who have not spent much yet, or spent much at once.</summary>
    Promising = 5,

    /// <summary>Above average so far, with declining activity.</summary>
    NeedAttention = 6,

    /// <summary>Below average in all three, with declining activity.</summary>
    AboutToSleep = 7,

    /// <summary>Bought often and spent well, but long ago.</summary>
    AtRisk = 8,

    /// <summary>The biggest spenders, inactive for the longest time.</summary>
    CannotLoseThem = 9,

    /// <summary>Bought long ago, rarely and little.</summary>
    Hibernating = 10,

    /// <summary>The lowest recency, and close to the lowest frequency and monetary value.</summary>
    Lost = 11,
}
