using System.Globalization;
using System.Text.Json;
using Retention.Workflows.Channels.Http;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Webhook;

/// <summary>Posts each message as a signed JSON document to the host's own receiver.</summary>
internal sealed class WebhookChannel(Channel channel, WebhookOptions options, IHttpClientFactory clients, TimeProvider time)
    : IMessageChannel
{
    /// <summary>The name of the HTTP client. Handlers that a host adds to it are removed, so that one send is one request.</summary>
    internal const string ClientName = "Retention.Workflows.Webhook";

    /// <summary>The version of the document; raised when a receiver of the old document would misread the new one.</summary>
    private const int Version = 1;

    private const int MaxAddressLength = 2048;

    public Channel Channel => channel;

    public bool IsIdempotent => options.ReceiverIsIdempotent;

    public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (string.IsNullOrWhiteSpace(message.Address) || message.Address.Length > MaxAddressLength || message.Address.Any(char.IsControl))
            return DeliveryResult.RejectedLocally("invalid-address");

        var body = JsonBody.Write(json => Write(json, message));
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Address) { Content = JsonBody.Content(body) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", message.IdempotencyKey);
        request.Headers.TryAddWithoutValidation(WebhookSignature.TimestampHeader, timestamp);
        request.Headers.TryAddWithoutValidation(WebhookSignature.Header, WebhookSignature.Sign(options.Secret, timestamp, body));

        using var http = clients.CreateClient(ClientName);
        var (answer, failure) = await new ProviderClient(http, options.Timeout, time)
            .SendAsync(request, cancellationToken).ConfigureAwait(false);
        return failure ?? WebhookAnswers.Read(answer!);
    }

    private static void Write(Utf8JsonWriter json, OutgoingMessage message)
    {
        json.WriteNumber("version", Version);
        json.WriteString("idempotencyKey", message.IdempotencyKey);
        json.WriteString("channel", message.Channel.Name);
        json.WriteString("customer", message.Customer.Value);
        json.WriteString("address", message.Address);
        json.WriteString("topic", message.Topic.Name);
        if (message.Content.Subject is { } subject)
            json.WriteString("subject", subject);
        json.WriteString("text", message.Content.Text);
        if (message.Content.Html is { } html)
            json.WriteString("html", html);
        if (message.ReportToken is { } token)
            json.WriteString("reportToken", token);
        json.WriteString("sentAt", message.SentAt.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
    }
}
