namespace Retention.Workflows.Journeys;

/// <summary>A receiver of webhook steps.</summary>
public sealed class WebhookEndpoint
{
    /// <summary>
    /// The https URL to post to; plain HTTP is allowed on the loopback only. It is never logged, because it may contain secrets.
    /// </summary>
    public Uri? Address { get; set; }

    /// <summary>The key that signs the requests, at least 16 characters. A secret: take it from configuration.</summary>
    public string Secret { get; set; } = "";
}
