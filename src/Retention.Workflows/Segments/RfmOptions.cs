using Retention.Workflows.Events;

namespace Retention.Workflows.Segments;

/// <summary>
/// The settings of scoring: the shop's time zone and currency, the segment map, and the number of buyers from which quantiles are used.
/// </summary>
/// <remarks>
/// The settings are read once when a run starts. The window is not a setting: the caller passes the purchases or totals of the window. The
/// default is all history.
/// </remarks>
public sealed class RfmOptions
{
    /// <summary>
    /// The shop's time zone as an IANA id, such as <c>Europe/Ljubljana</c>. It decides the date of a purchase and the start of the as-of
    /// day.
    /// </summary>
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

    /// <summary>The ISO 4217 code of the amounts that are scored. Purchases in other currencies are left out, counted and listed.</summary>
    /// <value>Null by default: the currency with the most purchases; of several, the first in alphabetical order.</value>
    /// <exception cref="ArgumentException">The text does not consist of three capital letters.</exception>
    public string? Currency
    {
        get;
        set
        {
            if (value is not null)
                Money.ThrowIfNoCurrency(value, nameof(Currency));
            field = value;
        }
    }

    /// <summary>The map from codes to segments.</summary>
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

    /// <summary>The number of buyers below which a run uses expert edges, because fifths of few buyers are not meaningful.</summary>
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

    /// <summary>
    /// The most threads on which <see cref="Rfm"/> scores many customers. It returns when all have finished, and the result does not depend
    /// on their number. The engine ignores this option and computes its models on the thread of its worker.
    /// </summary>
    /// <value>2 by default; never more than the machine has processors.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Threads
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Threads));
            field = value;
        }
    }
    = 2;
}
