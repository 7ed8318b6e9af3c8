using Retention.Workflows.Journeys.Steps;

namespace Retention.Workflows.Journeys;

/// <summary>
/// The allowed receivers of webhook steps, and the signing key. Set them with
/// <c>retention.Services.Configure&lt;WebhookStepOptions&gt;(...)</c>.
/// </summary>
public sealed class WebhookStepOptions
{
    private const int MinSecretLength = 16;

    /// <summary>
    /// The key that signs requests to addresses that a step names itself, at least 16 characters. Without it, a host with such steps does
    /// not start. A secret: take it from configuration.
    /// </summary>
    public string Secret { get; set; } = "";

    /// <summary>
    /// The allowed hosts in a step's address; empty (default) allows every host. Named endpoints are always allowed.
    /// </summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>The endpoints by their names, so that journeys contain no addresses.</summary>
    public IDictionary<string, WebhookEndpoint> Endpoints { get; } = new Dictionary<string, WebhookEndpoint>(StringComparer.Ordinal);

    /// <summary>The maximum size of a response, in bytes; default 64 KiB. A larger response counts as empty.</summary>
    public int MaxAnswerBytes { get; set; } = 64 * 1024;

    /// <summary>Finds where a step posts, and what signs the request.</summary>
    internal WebhookReceiver ReceiverOf(WebhookStep step)
    {
        if (step.Endpoint is { } name)
        {
            if (!Endpoints.TryGetValue(name, out var endpoint))
                return Lacks("unknown-endpoint",
                    $"No webhook endpoint '{name}' is configured; the step '{step.Name}' posts to it. Add it to WebhookStepOptions.Endpoints.");
            return endpoint.Address is { } target && WebhookStepType.IsSafe(target)
                ? With(target, endpoint.Secret, $"WebhookStepOptions.Endpoints['{name}'].Secret")
                : Lacks("unsafe-address",
                    $"WebhookStepOptions.Endpoints['{name}'].Address must be an https address; plain HTTP is taken on the loopback only.");
        }

        if (AllowedHosts.Count > 0 && !AllowedHosts.Contains(step.Address!.Host, StringComparer.OrdinalIgnoreCase))
            return Lacks("host-not-allowed", $"The host of the step '{step.Name}' is not among WebhookStepOptions.AllowedHosts.");
        return With(step.Address!, Secret, "WebhookStepOptions.Secret");
    }

    private static WebhookReceiver With(Uri address, string? secret, string option) => secret is { Length: >= MinSecretLength }
        ? new WebhookReceiver(address, secret, null)
        : Lacks("no-secret", $"{option} must have at least {MinSecretLength} characters; requests are signed with it.");

    private static WebhookReceiver Lacks(string reason, string message) => new(null, "", new StepFailedException(reason, message));
}
