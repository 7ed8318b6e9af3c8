using System.Net;
using Retention.Workflows.Channels.Http;
using Retention.Workflows.Channels.Shared;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Push;

/// <summary>
/// Access tokens of a service account. A token is cached until shortly before it expires; one caller fetches it while others wait.
/// </summary>
internal sealed class FcmAccessTokens(ServiceAccount account, Uri address, TimeSpan timeout, TimeProvider time) : IDisposable
{
    internal const string Refused = "fcm-token-refused";
    internal const string Unavailable = "fcm-token-unavailable";

    private static readonly TimeSpan Reserve = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _fetching = new(1, 1);
    private volatile Token? _token;

    /// <summary>
    /// The failure of the last fetch. Callers that waited for the fetch share it, so that a dead token endpoint builds no queue.
    /// </summary>
    private DeliveryResult? _failure;
    private int _fetches;

    /// <summary>
    /// A token, and whether it came from the cache; or the result of a failure. Nothing was sent yet, so a failure is never ambiguous.
    /// </summary>
    internal async Task<(string? Token, bool Kept, DeliveryResult? Failure)> GetAsync(HttpClient http, CancellationToken cancellationToken)
    {
        if (Current() is { } known)
            return (known, true, null);

        var seen = Volatile.Read(ref _fetches);
        await _fetching.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Current() is { } meanwhile)
                return (meanwhile, true, null);
            if (_fetches != seen && _failure is { } shared)
                return (null, false, shared);
            (_token, _failure) = await FetchAsync(http, cancellationToken).ConfigureAwait(false);
            _fetches++;
            return (_token?.Text, false, _failure);
        }
        finally
        {
            _fetching.Release();
        }
    }

    /// <summary>Drops a token that the API refused, unless another one has already replaced it.</summary>
    internal void Forget(string token)
    {
        if (_token is { } current && current.Text == token)
            Interlocked.CompareExchange(ref _token, null, current);
    }

    public void Dispose() => _fetching.Dispose();

    private async Task<(Token? Token, DeliveryResult? Failure)> FetchAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new FormUrlEncodedContent(
            [
                KeyValuePair.Create("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
                KeyValuePair.Create("assertion", account.Assertion(address, now)),
            ]),
        };
        var (answer, _) = await new ProviderClient(http, timeout, time).SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (answer is null)
            return (null, DeliveryResult.Unreachable(Unavailable));
        if (answer.Status is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            or HttpStatusCode.NotFound)
            return (null, DeliveryResult.PauseChannel(Refused));
        if (!answer.Succeeded || answer.Text("access_token") is not { Length: > 0 } text
            || text.Any(static character => character is <= ' ' or > '~'))
            return (null, DeliveryResult.Unreachable(Unavailable, answer.RetryAfter));

        var lifetime = TimeSpan.FromSeconds(Math.Clamp(JsonRead.Number(answer.Body!.Value, "expires_in") ?? 0, 0, 86400));
        return (new Token(text, now + (lifetime > 2 * Reserve ? lifetime - Reserve : lifetime / 2)), null);
    }

    private string? Current() => _token is { } token && time.GetUtcNow() < token.Until ? token.Text : null;

    private sealed record Token(string Text, DateTimeOffset Until);
}
