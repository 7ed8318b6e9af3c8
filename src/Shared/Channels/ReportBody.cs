using System.Text.Json;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Shared;

/// <summary>Reads reports from a body with a valid signature and any content.</summary>
internal static class ReportBody
{
    private static readonly long MaxMilliseconds = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    internal static IReadOnlyList<DeliveryReport> Read(ReadOnlyMemory<byte> body, Func<JsonElement, IEnumerable<DeliveryReport>> read)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return [.. read(document.RootElement)];
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException) // names that are no Unicode
        {
            return [];
        }
    }

    internal static DateTimeOffset Seconds(long? since1970, DateTimeOffset receivedAt) =>
        since1970 is > 0 and < 100_000_000_000 ? Milliseconds(since1970 * 1000, receivedAt) : receivedAt.ToUniversalTime();

    internal static DateTimeOffset Milliseconds(long? since1970, DateTimeOffset receivedAt) =>
        since1970 is { } milliseconds && milliseconds > 0 && milliseconds <= MaxMilliseconds
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : receivedAt.ToUniversalTime();
}
