using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Retention.Workflows.Channels.Addresses;
using Retention.Workflows.Channels.Http;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.WhatsApp;

/// <summary>Sends WhatsApp messages over the Cloud API. The API has no idempotency keys: a repeated send is a second message.</summary>
internal sealed class WhatsAppChannel(IHttpClientFactory clients, IOptions<WhatsAppOptions> options, TimeProvider time) : IMessageChannel
{
    /// <summary>The name of the HTTP client. Handlers that a host adds to it are removed, so that one send is one request.</summary>
    internal const string ClientName = "Retention.Workflows.WhatsApp";

    private readonly WhatsAppOptions _options = options.Value;
    private readonly Uri _address = new(options.Value.BaseAddress, $"/{options.Value.ApiVersion}/{options.Value.PhoneNumberId}/messages");

    public Channel Channel => Channel.WhatsApp;

    public bool IsIdempotent => false;

    public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!PhoneNumber.IsValid(message.Address))
            return DeliveryResult.RejectedLocally("invalid-address");
        var (template, problem) = Template(message.Content);
        if (problem is not null)
            return DeliveryResult.RejectedLocally(problem);

        using var request = new HttpRequestMessage(
            HttpMethod.Post, _address) { Content = JsonBody.Content(json => WhatsAppMessage.Write(json, message, template)) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _options.AccessToken);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));

        using var http = clients.CreateClient(ClientName);
        var (answer, failure) = await new ProviderClient(http, _options.Timeout, time)
            .SendAsync(request, cancellationToken).ConfigureAwait(false);
        return failure ?? WhatsAppAnswers.Read(answer!);
    }

    private (WhatsAppTemplate? Template, string? Problem) Template(MessageContent content)
    {
        if (!string.IsNullOrWhiteSpace(content.Subject))
            return WhatsAppTemplate.Read(content.Subject, content.Text, _options.Language);
        return (null, _options.AllowFreeText ? null : "template-missing");
    }
}
