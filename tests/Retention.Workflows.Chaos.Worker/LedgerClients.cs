using System.Globalization;
using System.Net;
using Retention.Workflows.Messaging;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Chaos.Worker;

/// <summary>
/// Sends short messages to the ledger over HTTP. The ledger delivers one of two with the same key, so the channel is idempotent.
/// </summary>
internal sealed class LedgerTexts(Channel channel, HttpClient http) : IMessageChannel
{
    public Channel Channel => channel;

    public bool IsIdempotent => true;

    public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "texts");
        request.Headers.Add("Idempotency-Key", message.IdempotencyKey);
        request.Headers.Add("Customer", message.Customer.Value);
        request.Headers.Add("Channel", channel.Name);
        using var answer = await http.SendAsync(request, cancellationToken);
        return answer.StatusCode switch
        {
            HttpStatusCode.OK => DeliveryResult.Delivered,
            var code => DeliveryResult.RetryLater(((int)code).ToString(CultureInfo.InvariantCulture)),
        };
    }
}

/// <summary>Calls the shop's own voucher system over HTTP.</summary>
internal sealed class LedgerIssuer(HttpClient http) : IVoucherIssuer
{
    public async Task<IssuedVoucher> IssueAsync(VoucherRequest request, CancellationToken cancellationToken = default)
    {
        using var asked = new HttpRequestMessage(HttpMethod.Post, "vouchers");
        asked.Headers.Add("Idempotency-Key", request.IdempotencyKey);
        asked.Headers.Add("Customer", request.Customer.Value);
        using var answer = await http.SendAsync(asked, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return new IssuedVoucher { Code = await answer.Content.ReadAsStringAsync(cancellationToken), ExpiresAt = request.ExpiresAt };
    }
}
