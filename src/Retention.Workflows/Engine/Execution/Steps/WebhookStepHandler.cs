using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Retention.Workflows.Journeys;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Journeys.Steps;

namespace Retention.Workflows.Engine.Execution;

/// <summary>
/// Posts webhooks: one request per attempt, without redirects, cookies and handlers of the host, so that only the engine decides about
/// retries.
/// </summary>
internal sealed class WebhookStepHandler(IOptionsMonitor<WebhookStepOptions> options, TimeProvider time) : ExternalStepHandler<WebhookStep>
{
    /// <summary>The version of the document; raised if a receiver of the old version would fail.</summary>
    private const int Version = 1;

    /// <summary>The engine limits the time of a call.</summary>
    private static readonly HttpClient Client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(15),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override async Task<StepOutcome> HandleAsync(StepCall<WebhookStep> call, CancellationToken cancellationToken)
    {
        var (address, secret, problem) = options.CurrentValue.ReceiverOf(call.Step);
        if (problem is not null)
            throw problem;
        var body = BodyOf(call);
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", call.IdempotencyKey);
        request.Headers.TryAddWithoutValidation(WebhookSignature.TimestampHeader, timestamp);
        request.Headers.TryAddWithoutValidation(WebhookSignature.Header, WebhookSignature.Sign(secret, timestamp, body));
        try
        {
            using var response =
                await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            return await OutcomeOfAsync(call.Step, response, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            throw new StepFailedException("http-unreachable", $"The receiver of the step '{call.Step.Name}' cannot be reached.", exception);
        }
    }

    private async Task<StepOutcome> OutcomeOfAsync(WebhookStep step, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (status >= 500 || response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || status == 425)
        {
            throw new StepFailedException(string.Create(CultureInfo.InvariantCulture, $"http-{status}"),
                $"The receiver of the step '{step.Name}' asks for a retry later.")
            {
                RetryAfter = After(response.Headers.RetryAfter),
            };
        }

        if (step.AnswerField is null && step.Answers.FirstOrDefault(answer => answer.Status == status) is { } named)
            return StepOutcome.Take(named.Name);
        if (status is < 200 or > 299)
            return StepOutcome.Take(WebhookStep.FailedLabel);
        if (step.AnswerField is not { } field
            || await TextOfAsync(response.Content, field, cancellationToken).ConfigureAwait(false) is not { } text)
            return StepOutcome.Done;
        return step.Answers.FirstOrDefault(answer => (answer.Value ?? answer.Name) == text) is { } chosen
            ? StepOutcome.Take(chosen.Name) : StepOutcome.Done;
    }

    /// <summary>
    /// The text of a property of the response; null if there is none. The receiver did its work, so an unreadable response is not a
    /// failure.
    /// </summary>
    private async Task<string?> TextOfAsync(HttpContent content, string field, CancellationToken cancellationToken)
    {
        var limit = Math.Max(0, options.CurrentValue.MaxAnswerBytes);
        var buffer = ArrayPool<byte>.Shared.Rent(limit + 1);
        try
        {
            using var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            var length = await stream.ReadAtLeastAsync(
                buffer.AsMemory(0, limit + 1), limit + 1, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            if (length == 0 || length > limit)
                return null;
            using var document = JsonDocument.Parse(buffer.AsMemory(0, length));
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty(field, out var value))
                return null;
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
                _ => null,
            };
        }
        catch (Exception exception) when (exception is JsonException or IOException or HttpRequestException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private TimeSpan? After(RetryConditionHeaderValue? header) => header?.Delta ?? header?.Date - time.GetUtcNow();

    private static byte[] BodyOf(StepCall<WebhookStep> call)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("idempotencyKey", call.IdempotencyKey);
            json.WriteString("journey", call.Journey.Value);
            json.WriteNumber("journeyVersion", call.Version);
            json.WriteString("step", call.Step.Name);
            json.WriteNumber("visit", call.Visit);
            json.WriteString("enrollment", call.Enrollment.ToString());
            json.WriteString("customer", call.Customer.Value);
            json.WriteString(
                "requestedAt", call.RequestedAt.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            Write(json, "attributes", call.Step.Attributes.Distinct().Where(key => call.Description?.Attributes.ContainsKey(key) == true)
                .Select(key => KeyValuePair.Create(key, call.Description!.Attributes[key])));
            Write(json, "data", call.Step.Data.OrderBy(entry => entry.Key, StringComparer.Ordinal));
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string property, IEnumerable<KeyValuePair<string, PropertyValue>> values)
    {
        json.WriteStartObject(property);
        foreach (var (key, value) in values)
        {
            json.WritePropertyName(key);
            json.Write(value);
        }

        json.WriteEndObject();
    }
}
