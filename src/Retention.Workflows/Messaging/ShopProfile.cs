namespace Retention.Workflows;

/// <summary>The shop as its customers know it.</summary>
public sealed record ShopProfile
{
    /// <summary>The shop's name; default "Our shop".</summary>
    public string Name { get; init; } = "Our shop";

    /// <summary>The address of its home page; default none.</summary>
    public Uri? Url { get; init; }

    /// <summary>The locale of messages to customers without one, as a BCP 47 tag; default <c>en</c>.</summary>
    public string Locale { get; init; } = "en";

    /// <summary>The IANA zone in which schedules, RFM days and customers without a zone live; default <c>UTC</c>.</summary>
    public string TimeZone { get; init; } = "UTC";
}
