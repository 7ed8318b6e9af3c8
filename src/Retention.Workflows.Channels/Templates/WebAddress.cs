using System.Text;
using Retention.Workflows.Recommendations;

namespace Retention.Workflows.Channels.Templates;

/// <summary>Addresses that are allowed in a message: absolute, http or https, and escaped.</summary>
internal static class WebAddress
{
    internal static string? Home(Uri? address) => IsWeb(address) ? address!.AbsoluteUri : null;

    /// <summary>The address of a picture; <c>cid:name</c> is one that goes with the message.</summary>
    internal static string? Picture(Uri? address) =>
        IsWeb(address) || address is { IsAbsoluteUri: true, Scheme: "cid" } ? address!.AbsoluteUri : null;

    /// <summary>
    /// The base, then the product's path or its escaped id. A base that ends in <c>/</c> or <c>=</c> is used unchanged; any other base gets
    /// a slash.
    /// </summary>
    internal static string? Product(Uri? start, Product product)
    {
        if (!IsWeb(start))
            return null;
        var path = string.IsNullOrWhiteSpace(product.UrlPath) ? Uri.EscapeDataString(product.Id.Value) : product.UrlPath.TrimStart('/');
        return Join(start!.AbsoluteUri, path);
    }

    /// <summary>Builds an address from a base, a path and query parameters, and escapes each of them.</summary>
    /// <returns>Null when the result is not an http or https address.</returns>
    internal static string? Build(string start, string? path, IEnumerable<KeyValuePair<string, string>> query)
    {
        if (!Uri.TryCreate(start, UriKind.Absolute, out var address) || !IsWeb(address))
            return null;
        var whole = string.IsNullOrEmpty(path) ? address.AbsoluteUri : Join(address.AbsoluteUri, path.TrimStart('/'));
        if (whole is null)
            return null;

        var fragment = whole.IndexOf('#', StringComparison.Ordinal);
        var result = new StringBuilder(fragment < 0 ? whole : whole[..fragment]);
        var separator = whole.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        foreach (var (key, value) in query)
        {
            result.Append(separator).Append(Uri.EscapeDataString(key)).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        return result.Append(fragment < 0 ? "" : whole[fragment..]).ToString();
    }

    private static string? Join(string start, string path)
    {
        var joined = start + (start.EndsWith('/') || start.EndsWith('=') ? "" : "/") + path;
        return Uri.TryCreate(joined, UriKind.Absolute, out var address) && IsWeb(address) ? address.AbsoluteUri : null;
    }

    private static bool IsWeb(Uri? address) =>
        address is { IsAbsoluteUri: true } && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp);
}
