using System.Net;
using System.Text.Json;
using Retention.Workflows.Channels.Shared;

namespace Retention.Workflows.Channels.Http;

/// <summary>A provider's answer over HTTP: a status, and optionally a JSON object and a time to wait.</summary>
internal sealed record ProviderAnswer
{
    public required HttpStatusCode Status { get; init; }

    /// <summary>The body when it is a JSON object; null when it is empty, HTML, too long, incomplete or anything else.</summary>
    public JsonElement? Body { get; init; }

    /// <summary>From <c>Retry-After</c>, as seconds or as a date; never negative.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True if the status is one of 2xx.</summary>
    public bool Succeeded => (int)Status is >= 200 and <= 299;

    public string? Text(string property) => Body is { } body ? JsonRead.Text(body, property) : null;

    /// <summary>A whole number, also when the provider wrote it as a string, in the form of a table's code.</summary>
    public string? Code(string property) => Body is { } body ? JsonRead.Code(body, property) : null;
}
