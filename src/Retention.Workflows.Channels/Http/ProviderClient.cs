using System.Net.Http.Headers;
using System.Text.Json;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Http;

/// <summary>
/// Sends one request to a provider. Distinguishes an answer from a failed connection before or after the request was sent.
/// </summary>
internal sealed class ProviderClient(HttpClient client, TimeSpan timeout, TimeProvider time)
{
    private const int MaxBodyBytes = 64 * 1024;

    /// <summary>Either the provider's answer, or the result of a failure without an answer.</summary>
    internal async Task<(ProviderAnswer? Answer, DeliveryResult? Failure)> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var response =
                await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            var body = await ReadAsync(response.Content, either.Token).ConfigureAwait(false);
            return (new ProviderAnswer { Status = response.StatusCode, Body = body,
                RetryAfter = After(response.Headers.RetryAfter) }, null);
        }
        catch (HttpRequestException failure)
        {
            return (null, NeverConnected(failure)
                ? DeliveryResult.Unreachable("http-unreachable") : DeliveryResult.Ambiguous("http-broken"));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The caller did not cancel. When our deadline has not passed either, the handler gave up connecting.
            return (null, deadline.IsCancellationRequested
                ? DeliveryResult.Ambiguous("http-timeout") : DeliveryResult.Unreachable("http-unreachable"));
        }
    }

    /// <summary>The status has arrived, so a faulty body only limits what can be read from it.</summary>
    private static async Task<JsonElement?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        try
        {
            using var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            var buffer = new byte[MaxBodyBytes + 1];
            var length =
                await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            if (length is 0 or > MaxBodyBytes)
                return null;
            using var document = JsonDocument.Parse(buffer.AsMemory(0, length));
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (Exception failure) when (failure is JsonException or IOException or HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    private static bool NeverConnected(HttpRequestException failure) => failure.HttpRequestError
        is HttpRequestError.NameResolutionError
        or HttpRequestError.ConnectionError
        or HttpRequestError.SecureConnectionError
        or HttpRequestError.ProxyTunnelError;

    private TimeSpan? After(RetryConditionHeaderValue? header)
    {
        var after = header?.Delta ?? header?.Date - time.GetUtcNow();
        return after < TimeSpan.Zero ? TimeSpan.Zero : after;
    }
}
