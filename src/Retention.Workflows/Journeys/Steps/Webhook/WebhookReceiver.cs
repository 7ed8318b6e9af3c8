namespace Retention.Workflows.Journeys.Steps;

/// <summary>Where a webhook step posts, and what signs the request.</summary>
/// <param name="Address">The address; null if there is a problem.</param>
/// <param name="Secret">The key.</param>
/// <param name="Problem">What is not configured; null if all is.</param>
internal sealed record WebhookReceiver(Uri? Address, string Secret, StepFailedException? Problem);
