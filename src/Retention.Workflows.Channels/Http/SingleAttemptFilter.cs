using System.Collections.Concurrent;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;

namespace Retention.Workflows.Channels.Http;

/// <summary>
/// Removes all additional handlers from the HTTP clients of this package, so that one hand-over is one request.
/// </summary>
/// <remarks>
/// A host may add a handler that repeats requests to every client, for example with <c>ConfigureHttpClientDefaults</c> and
/// <c>AddStandardResilienceHandler</c>. A repeated request is a second message. The engine repeats what is safe to repeat, and counts it.
/// The handlers that log requests are added later and stay.
/// </remarks>
internal sealed partial class SingleAttemptFilter(ILogger<SingleAttemptFilter> logger) : IHttpMessageHandlerBuilderFilter
{
    /// <summary>The names of this package's clients begin with it.</summary>
    internal const string ClientPrefix = "Retention.Workflows.";

    private readonly ConcurrentDictionary<string, bool> _logged = new(StringComparer.Ordinal);

    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        next(builder);
        if (builder.Name is not { } client || !client.StartsWith(ClientPrefix, StringComparison.Ordinal)
            || builder.AdditionalHandlers.Count == 0)
            return;
        if (_logged.TryAdd(client, true))
            LogRemoved(client, string.Join(", ", builder.AdditionalHandlers.Select(handler => handler.GetType().Name)));
        foreach (var handler in builder.AdditionalHandlers)
            handler.Dispose();
        builder.AdditionalHandlers.Clear();
    };

    [LoggerMessage(5101, LogLevel.Information,
        "HTTP client {Client} sends each request once: these handlers of the host are not used for it: {Handlers}")]
    private partial void LogRemoved(string client, string handlers);
}
