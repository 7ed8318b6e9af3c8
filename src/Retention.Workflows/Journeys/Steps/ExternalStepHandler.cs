namespace Retention.Workflows.Journeys;

/// <summary>Does what a step of the host's own kind says. Derive from <see cref="ExternalStepHandler{TStep}"/>.</summary>
public abstract class ExternalStepHandler
{
    private protected ExternalStepHandler()
    {
    }

    internal abstract Task<StepOutcome> HandleAsync(StepCall<JourneyStep> call, CancellationToken cancellationToken);
}

/// <summary>Does what a step of the host's own kind says, outside every transaction.</summary>
/// <typeparam name="TStep">The step's record.</typeparam>
/// <remarks>
/// Made for each call, in a service scope of its own. Several calls run at a time. A call may take
/// <see cref="DeliveryOptions.SendTimeout"/>.
/// When the handler throws, it is called again with growing pauses and the same key, at most <see cref="RetryOptions.MaxAttempts"/> times;
/// then the
/// enrollment is stuck, with the exception's type or the reason of a <see cref="StepFailedException"/>. The same call can come twice, also
/// from two processes.
/// </remarks>
public abstract class ExternalStepHandler<TStep> : ExternalStepHandler where TStep : JourneyStep
{
    /// <summary>Does the step for one enrollment.</summary>
    /// <param name="call">The step and the enrollment. Work that must not happen twice goes by
    /// <see cref="StepCall{TStep}.IdempotencyKey"/>.</param>
    /// <param name="cancellationToken">Ends the call when the time is over or the worker stops.</param>
    /// <returns>The branch to take, or <see cref="StepOutcome.Done"/>.</returns>
    public abstract Task<StepOutcome> HandleAsync(StepCall<TStep> call, CancellationToken cancellationToken);

    internal sealed override Task<StepOutcome> HandleAsync(StepCall<JourneyStep> call, CancellationToken cancellationToken) =>
        HandleAsync(StepCall<TStep>.Of(call), cancellationToken);
}
