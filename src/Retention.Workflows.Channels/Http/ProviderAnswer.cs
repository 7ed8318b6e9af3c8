using System.Net;
using System.Text.Json;

namespace Retention.Workflows;

/// <summary>What a provider said over HTTP: a status, perhaps a JSON object, perhaps a wish to wait.</summary>
internal sealed record ProviderAnswer
{
    public required HttpStatusCode Status { get; init; }

    /// <summary>The body when it is a JSON object; none when it is empty, HTML, too long, cut off or anything else.</summary>
    public JsonElement? Body { get; init; }

    /// <summary>From <c>Retry-After</c>, as seconds or as a date; never negative.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public string? Text(string property) =>
        Body is { } body && body.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A whole number, also when the provider wrote it as a text.</summary>
    public int? Number(string property)
    {
        if (Body is not { } body || !body.TryGetProperty(property, out var value))
            return null;
        return value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetInt32(out var number) => number,
            JsonValueKind.String when int.TryParse(value.GetString(), out var number) => number,
            _ => null,
        };
    }
}
