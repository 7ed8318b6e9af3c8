using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Configuration;

/// <summary>A registered step kind with a handler that is called outside transactions.</summary>
/// <param name="Type">The kind.</param>
/// <param name="Handler">Creates the handler for one call, from the services of that call.</param>
internal sealed record StepRegistration(StepType Type, Func<IServiceProvider, ExternalStepHandler> Handler);

/// <summary>Registered if external handlers are disabled: each step kind returns its <see cref="StepType.ReplayOutcome"/>.</summary>
internal sealed record AssumedOutcomes(bool AreUsed);

/// <summary>A journey that was registered as JSON. It is read once all step kinds are known.</summary>
internal sealed record JourneyText(string Json);
