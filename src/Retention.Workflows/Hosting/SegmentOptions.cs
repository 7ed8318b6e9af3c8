using Retention.Workflows.Segments;

namespace Retention.Workflows.Hosting;

/// <summary>The options of RFM segments. Checked when the host starts.</summary>
public sealed class SegmentOptions
{
    /// <summary>
    /// When a new model is computed, in the host's zone; default daily at 03:00. Between runs customers are scored against the stored
    /// model.
    /// </summary>
    public Schedule Schedule { get; set; } = Schedule.Daily(new TimeOnly(3, 0));

    /// <summary>How far back purchases count, from the as-of day; default null: all history.</summary>
    public Period? Window { get; set; }

    /// <summary>Maps score codes to segments; default <see cref="RfmMap.Default"/>.</summary>
    public RfmMap Map { get; set; } = RfmMap.Default;

    /// <summary>With fewer buyers than this, a model has fixed edges instead of quantiles; 0 or more, default 500.</summary>
    public int SmallShopBuyers { get; set; } = 500;
}
