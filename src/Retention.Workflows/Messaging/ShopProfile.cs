namespace Retention.Workflows;

/// <summary>The shop, as presented to its customers.</summary>
public sealed record ShopProfile
{
    /// <summary>The shop's name; "Our shop" by default.</summary>
    public string Name { get; init; } = "Our shop";

    /// <summary>The address of the shop's home page; null by default.</summary>
    public Uri? Url { get; init; }

    /// <summary>The locale of messages to customers without a locale, as a BCP 47 tag; <c>en</c> by default.</summary>
    public string Locale { get; init; } = "en";

    /// <summary>
    /// The country whose national phone numbers are understood, as two capital letters of ISO 3166-1 such as <c>CZ</c>. Null (default)
    /// means the country of <see cref="Locale"/>, if it has one.
    /// </summary>
    public string? Region { get; init; }

    /// <summary>
    /// The ISO 4217 code of the shop's amounts, such as <c>EUR</c>. Null (default) means the currency with the most purchases, as found by
    /// the daily RFM run.
    /// </summary>
    /// <remarks>Purchases in another currency are left out of RFM, of spending conditions and of the amounts of reports.</remarks>
    public string? Currency { get; init; }

    /// <summary>The IANA time zone of schedules, RFM days and customers without a time zone; <c>UTC</c> by default.</summary>
    public string TimeZone { get; init; } = "UTC";
}
