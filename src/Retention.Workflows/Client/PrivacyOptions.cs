namespace Retention.Workflows;

/// <summary>
/// The key for hashes and signatures, and the unsubscribe page. A group of <see cref="RetentionOptions"/>.
/// </summary>
public sealed class PrivacyOptions
{
    /// <summary>The placeholder in <see cref="UnsubscribeUrl"/> that is replaced by the customer's token.</summary>
    public const string UnsubscribeToken = "{token}";

    /// <summary>
    /// A secret key for the keyed hashes of addresses and erased ids in the suppression list, and for the signatures of unsubscribe links
    /// and report tokens: at least 16 bytes in UTF-8. Take it from configuration and never change it. Default empty; then reports cannot
    /// name their message, and <see cref="UnsubscribeUrl"/> cannot be set.
    /// </summary>
    public string Key { get; set; } = "";

    /// <summary>The URL of the unsubscribe page, with <c>{token}</c> in it; default null. Needs a <see cref="Key"/>.</summary>
    /// <remarks>
    /// E-mail that is not transactional has it in the headers of RFC 8058. On a POST, the page passes the token to
    /// <see cref="ICustomerPrivacy.UnsubscribeAsync"/>; a GET only shows a page, because mail scanners follow links.
    /// </remarks>
    public string? UnsubscribeUrl { get; set; }
}
