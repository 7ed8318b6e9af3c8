using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Options;
using Retention.Workflows.Channels.Addresses;
using Retention.Workflows.Channels.Http;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Sms;

/// <summary>Sends text messages over Twilio's REST API. The API has no idempotency keys: a repeated send is a second message.</summary>
internal sealed class TwilioSmsChannel(IHttpClientFactory clients, IOptions<TwilioSmsOptions> options, TimeProvider time) : IMessageChannel
{
    /// <summary>The name of the HTTP client. Handlers that a host adds to it are removed, so that one send is one request.</summary>
    internal const string ClientName = "Retention.Workflows.Twilio";

    private readonly TwilioSmsOptions _options = options.Value;
    private readonly Uri _address = new(options.Value.BaseAddress, $"/2010-04-01/Accounts/{options.Value.AccountSid}/Messages.json");
    private readonly AuthenticationHeaderValue _authorization = new(
        "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Value.AccountSid}:{options.Value.AuthToken}")));

    public Channel Channel => Channel.Sms;

    public bool IsIdempotent => false;

    public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!PhoneNumber.IsValid(message.Address))
            return DeliveryResult.RejectedLocally("invalid-address");
        if (SmsSize.Of(message.Content.Text).Parts > _options.MaxParts)
            return DeliveryResult.RejectedLocally("too-many-parts");

        var sender = string.IsNullOrWhiteSpace(_options.From)
            ? KeyValuePair.Create("MessagingServiceSid", _options.MessagingServiceSid!)
            : KeyValuePair.Create("From", _options.From);
        using var request = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            Content = new FormUrlEncodedContent(
            [
                KeyValuePair.Create("To", message.Address),
                sender,
                KeyValuePair.Create("Body", message.Content.Text),
                .. Callback(message),
            ]),
        };
        request.Headers.Authorization = _authorization;
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));

        using var http = clients.CreateClient(ClientName);
        var (answer, failure) = await new ProviderClient(http, _options.Timeout, time)
            .SendAsync(request, cancellationToken).ConfigureAwait(false);
        return failure ?? TwilioAnswers.Read(answer!);
    }

    private IEnumerable<KeyValuePair<string, string>> Callback(OutgoingMessage message) => _options.StatusCallback is { } address
        ? [KeyValuePair.Create("StatusCallback", TwilioReports.CallbackAddress(address, message.ReportToken))]
        : [];
}
