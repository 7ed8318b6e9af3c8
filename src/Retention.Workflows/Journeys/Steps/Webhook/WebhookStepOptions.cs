namespace Retention.Workflows.Journeys;

/// <summary>
/// Where webhook steps may post, and how they sign. Set them with <c>retention.Services.Configure&lt;WebhookStepOptions&gt;(...)</c>.
/// </summary>
public sealed class WebhookStepOptions
{
    /// <summary>
    /// The key that signs requests to addresses that a step names itself, at least 16 characters; without one such steps fail. A secret:
    /// take it from configuration.
    /// </summary>
    public string Secret { get; set; } = "";

    /// <summary>
    /// The hosts that a step may name in its address; empty (default) allows every host. Named endpoints are always allowed.
    /// </summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>The endpoints by their names, so that a journey holds no address.</summary>
    public IDictionary<string, WebhookEndpoint> Endpoints { get; } = new Dictionary<string, WebhookEndpoint>(StringComparer.Ordinal);

    /// <summary>The largest answer that is read, in bytes; default 64 KiB. A larger answer counts as one without content.</summary>
    public int MaxAnswerBytes { get; set; } = 64 * 1024;
}
