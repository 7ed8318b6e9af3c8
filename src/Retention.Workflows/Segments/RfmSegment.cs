namespace Retention.Workflows;

/// <summary>The eleven names that an RFM code maps to, and <see cref="Prospect"/> for who has no code.</summary>
/// <remarks>In JSON, templates and events a segment is written in kebab case: <c>about-to-sleep</c>. The numbers are stored and never change.</remarks>
public enum RfmSegment
{
    /// <summary>No purchase in the window, so no score.</summary>
    Prospect = 0,

    /// <summary>Bought lately, buys often, spends the most.</summary>
    Champions = 1,

    /// <summary>Buys regularly and spends well.</summary>
    Loyal = 2,

    /// <summary>Recent, with an average frequency: may become loyal.</summary>
    PotentialLoyalist = 3,

    /// <summary>Bought lately for the first time or two.</summary>
    New = 4,

    /// <summary>Recent shoppers who have not spent much yet, or spent much at once.</summary>
    Promising = 5,

    /// <summary>Above average so far, and getting quieter.</summary>
    NeedAttention = 6,

    /// <summary>Below average in all three and fading.</summary>
    AboutToSleep = 7,

    /// <summary>Bought often and spent well, but long ago.</summary>
    AtRisk = 8,

    /// <summary>The biggest spenders, silent for longest.</summary>
    CannotLoseThem = 9,

    /// <summary>Long ago, rarely and little.</summary>
    Hibernating = 10,

    /// <summary>The lowest in recency and nearly so in the rest.</summary>
    Lost = 11,
}
