namespace Retention.Workflows.Journeys;

/// <summary>Executes steps of a host's own kind. Derive from <see cref="ExternalStepHandler{TStep}"/>.</summary>
public abstract class ExternalStepHandler
{
    private protected ExternalStepHandler()
    {
    }

    internal abstract Task<StepOutcome> HandleAsync(StepCall<JourneyStep> call, CancellationToken cancellationToken);
}

/// <summary>Executes steps of a host's own kind, outside transactions.</summary>
/// <typeparam name="TStep">The step's record.</typeparam>
/// <remarks>
/// Created for each call, in its own service scope. Several calls run at the same time. The timeout of a call is
/// <see cref="DeliveryOptions.SendTimeout"/>. If the handler throws, it is called again with growing pauses and the same key, at most
/// <see cref="RetryOptions.MaxAttempts"/> times;
/// then the
/// enrollment is stuck, with the exception's type or the reason of a <see cref="StepFailedException"/>. The same call can be made twice,
/// also by two processes.
/// </remarks>
public abstract class ExternalStepHandler<TStep> : ExternalStepHandler where TStep : JourneyStep
{
    /// <summary>Executes the step for one enrollment.</summary>
    /// <param name="call">The step and the enrollment. Use <see cref="StepCall{TStep}.IdempotencyKey"/> for work that must not happen
    /// twice.</param>
    /// <param name="cancellationToken">Cancels the call at the timeout or when the worker stops.</param>
    /// <returns>The branch to take, or <see cref="StepOutcome.Done"/>.</returns>
    public abstract Task<StepOutcome> HandleAsync(StepCall<TStep> call, CancellationToken cancellationToken);

    internal sealed override Task<StepOutcome> HandleAsync(StepCall<JourneyStep> call, CancellationToken cancellationToken) =>
        HandleAsync(StepCall<TStep>.Of(call), cancellationToken);
}
