using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Retention.Workflows.Channels.Http;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Push;

/// <summary>
/// Sends push notifications over FCM's HTTP v1 API. The API has no idempotency keys: a repeated send is a second notification, which
/// replaces the first on the device.
/// </summary>
internal sealed class FcmPushChannel : IMessageChannel, IDisposable
{
    /// <summary>The name of the HTTP client. Handlers that a host adds to it are removed, so that one send is one request.</summary>
    internal const string ClientName = "Retention.Workflows.Fcm";

    private readonly IHttpClientFactory _clients;
    private readonly FcmPushOptions _options;
    private readonly TimeProvider _time;
    private readonly FcmAccessTokens? _tokens;
    private readonly Uri _address;

    public FcmPushChannel(IHttpClientFactory clients, IOptions<FcmPushOptions> options, TimeProvider time)
    {
        (_clients, _options, _time) = (clients, options.Value, time);
        if (ServiceAccount.TryParse(_options.ServiceAccountJson, out var account) && _options.AccessToken is null)
            _tokens = new FcmAccessTokens(account, _options.TokenAddress, _options.Timeout, time);
        _address = new Uri(_options.BaseAddress, $"/v1/projects/{_options.ProjectId ?? account?.ProjectId}/messages:send");
    }

    public Channel Channel => Channel.Push;

    public bool IsIdempotent => false;

    public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!FcmMessage.IsToken(message.Address))
            return DeliveryResult.RejectedLocally("invalid-address");

        using var http = _clients.CreateClient(ClientName);
        for (var again = false; ; again = true)
        {
            var (token, kept, failure) = await TokenAsync(http, cancellationToken).ConfigureAwait(false);
            if (token is null)
                return failure!;
            var (answer, broken) = await PostAsync(http, message, token, cancellationToken).ConfigureAwait(false);
            if (answer is null)
                return broken!;

            // A token may have been revoked since it was fetched. The refusal is certain, so a new token is tried at once.
            var refused = answer.Status == HttpStatusCode.Unauthorized;
            if (refused)
                _tokens?.Forget(token);
            if (!refused || !kept || again)
                return FcmAnswers.Read(answer);
        }
    }

    public void Dispose() => _tokens?.Dispose();

    private async Task<(ProviderAnswer? Answer, DeliveryResult? Failure)> PostAsync(
        HttpClient http, OutgoingMessage message, string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, _address) { Content = JsonBody.Content(json => FcmMessage.Write(json, message)) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return await new ProviderClient(http, _options.Timeout, _time).SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(string? Token, bool Kept, DeliveryResult? Failure)> TokenAsync(HttpClient http, CancellationToken cancellationToken)
    {
        if (_tokens is not null)
            return await _tokens.GetAsync(http, cancellationToken).ConfigureAwait(false);
        try
        {
            var token = await _options.AccessToken!(cancellationToken).ConfigureAwait(false);
            return string.IsNullOrWhiteSpace(token)
                ? (null, false, DeliveryResult.PauseChannel(FcmAccessTokens.Refused)) : (token, false, null);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The host's own code failed before anything was sent. Its message may contain secrets.
            return (null, false, DeliveryResult.Unreachable(FcmAccessTokens.Unavailable));
        }
    }
}
