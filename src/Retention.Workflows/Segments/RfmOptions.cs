namespace Retention.Workflows.Segments;

/// <summary>How a shop scores: its time zone, its segment map, and from how many buyers on quantiles are trusted.</summary>
/// <remarks>
/// Read once when a run starts. The window is not among these settings: whoever asks for a run passes the purchases, or
/// totals, of the window, and all history is the default.
/// </remarks>
public sealed class RfmOptions
{
    /// <summary>The shop's time zone as an IANA id, such as <c>Europe/Ljubljana</c>. It decides on which date a purchase was made and when the as-of day begins.</summary>
    /// <value><c>UTC</c> by default.</value>
    public string Zone
    {
        get;
        set
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value, nameof(Zone));
            field = value;
        }
    }
    = "UTC";

    /// <summary>Which codes belong to which segment.</summary>
    /// <value><see cref="RfmMap.Default"/> by default.</value>
    public RfmMap Map
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Map));
            field = value;
        }
    }
    = RfmMap.Default;

    /// <summary>With fewer buyers than this a run uses expert edges, since fifths of a few people say little.</summary>
    /// <value>500 by default; zero means quantiles at any size.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int SmallShopBuyers
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(SmallShopBuyers));
            field = value;
        }
    }
    = 500;
}
