using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Retention.Workflows.Channels.Http;
using Retention.Workflows.Channels.Shared;

namespace Retention.Workflows.Channels.Push;

/// <summary>A Google service account's key, and the assertions (RFC 7523) that it signs.</summary>
internal sealed class ServiceAccount
{
    private const string Scope = "https://www.googleapis.com/auth/firebase.messaging";

    private readonly string _email;
    private readonly string? _keyId;
    private readonly string _pem;

    private ServiceAccount(string email, string? keyId, string? projectId, string pem) =>
        (_email, _keyId, ProjectId, _pem) = (email, keyId, projectId, pem);

    internal string? ProjectId { get; }

    /// <summary>Parses a key file. A failure reveals nothing of the key's text.</summary>
    internal static bool TryParse(string? json, [NotNullWhen(true)] out ServiceAccount? account)
    {
        account = null;
        try
        {
            using var document = JsonDocument.Parse(json ?? "");
            var root = document.RootElement;
            if (JsonRead.Text(root, "client_email") is not { Length: > 0 } email
                || JsonRead.Text(root, "private_key") is not { Length: > 0 } pem)
                return false;
            using var key = RSA.Create();
            key.ImportFromPem(pem);
            account = new ServiceAccount(email, JsonRead.Text(root, "private_key_id"), JsonRead.Text(root, "project_id"), pem);
            return true;
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>
    /// A JWT, signed with RS256, that requests an access token from <paramref name="audience"/>. Valid for one hour, the longest that
    /// Google accepts.
    /// </summary>
    internal string Assertion(Uri audience, DateTimeOffset now)
    {
        var header = JsonBody.Write(json =>
        {
            json.WriteString("alg", "RS256");
            json.WriteString("typ", "JWT");
            if (_keyId is not null)
                json.WriteString("kid", _keyId);
        });
        var claims = JsonBody.Write(json =>
        {
            json.WriteString("iss", _email);
            json.WriteString("scope", Scope);
            json.WriteString("aud", audience.AbsoluteUri);
            json.WriteNumber("iat", now.ToUnixTimeSeconds());
            json.WriteNumber("exp", now.AddHours(1).ToUnixTimeSeconds());
        });
        var text = string.Create(CultureInfo.InvariantCulture, $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(claims)}");
        using var key = RSA.Create();
        key.ImportFromPem(_pem);
        return $"{text}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }
}
