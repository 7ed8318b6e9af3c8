namespace Retention.Workflows.Journeys;

/// <summary>A receiver of webhook steps.</summary>
public sealed class WebhookEndpoint
{
    /// <summary>
    /// Where to post, an https address; plain HTTP is taken on the loopback only. It is never logged, as such addresses may hold secrets.
    /// </summary>
    public Uri? Address { get; set; }

    /// <summary>The key that signs the requests, at least 16 characters. A secret: take it from configuration.</summary>
    public string Secret { get; set; } = "";
}
