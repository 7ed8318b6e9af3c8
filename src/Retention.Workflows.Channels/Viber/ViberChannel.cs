using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Retention.Workflows.Channels.Http;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Viber;

/// <summary>
/// Sends messages of a Viber bot over Viber's REST API. The API has no idempotency keys: a repeated send is a second message.
/// </summary>
internal sealed class ViberChannel(IHttpClientFactory clients, IOptions<ViberOptions> options, TimeProvider time) : IMessageChannel
{
    /// <summary>The name of the HTTP client. Handlers that a host adds to it are removed, so that one send is one request.</summary>
    internal const string ClientName = "Retention.Workflows.Viber";

    internal const string TokenHeader = "X-Viber-Auth-Token";

    private const int MaxTextLength = 7000;

    private readonly ViberOptions _options = options.Value;
    private readonly Uri _address = new(options.Value.BaseAddress, "/pa/send_message");

    public Channel Channel => Channel.Viber;

    public bool IsIdempotent => false;

    public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!ViberReceiver.IsValid(message.Address))
            return DeliveryResult.RejectedLocally("invalid-address");
        if (message.Content.Text.Length > MaxTextLength)
            return DeliveryResult.RejectedLocally("text-too-long");

        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = JsonBody.Content(json => Write(json, message)) };
        request.Headers.TryAddWithoutValidation(TokenHeader, _options.AuthToken);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));

        using var http = clients.CreateClient(ClientName);
        var (answer, failure) = await new ProviderClient(http, _options.Timeout, time)
            .SendAsync(request, cancellationToken).ConfigureAwait(false);
        return failure ?? ViberAnswers.Read(answer!);
    }

    private void Write(Utf8JsonWriter json, OutgoingMessage message)
    {
        json.WriteString("receiver", message.Address);
        json.WriteNumber("min_api_version", 1);
        json.WriteStartObject("sender");
        json.WriteString("name", _options.SenderName);
        if (_options.SenderAvatar is { } avatar)
            json.WriteString("avatar", avatar.AbsoluteUri);
        json.WriteEndObject();
        json.WriteString("tracking_data", message.IdempotencyKey);
        json.WriteString("type", "text");
        json.WriteString("text", message.Content.Text);
    }
}
