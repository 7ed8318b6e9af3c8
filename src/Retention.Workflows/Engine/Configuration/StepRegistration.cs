using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Configuration;

/// <summary>A step kind with a handler that is called outside of transactions, as it was registered.</summary>
/// <param name="Type">The kind.</param>
/// <param name="Handler">Makes the handler for one call, from the services of that call.</param>
internal sealed record StepRegistration(StepType Type, Func<IServiceProvider, ExternalStepHandler> Handler);

/// <summary>Registered when no external handler is called: each step kind gives its <see cref="StepType.ReplayOutcome"/>.</summary>
internal sealed record AssumedOutcomes(bool AreUsed);

/// <summary>A journey that was registered as JSON. It is read once all step kinds are known.</summary>
internal sealed record JourneyText(string Json);
