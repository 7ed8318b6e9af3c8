using Retention.Workflows.Engine.Configuration;

namespace Retention.Workflows.Engine.Resilience;

/// <summary>Limits the duration of host calls to <see cref="DeliveryOptions.SendTimeout"/>, the same as for channels.</summary>
internal static class HostCallTimeout
{
    /// <summary>Calls host code. The call is cancelled at the limit, and abandoned if it does not stop.</summary>
    internal static async Task<T> InTimeAsync<T>(
        this EngineSettings settings, TimeProvider time, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(settings.Options.Delivery.SendTimeout, time);
        using var timeoutOrCancelled = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        return await call(timeoutOrCancelled.Token).WaitAsync(timeoutOrCancelled.Token).ConfigureAwait(false);
    }
}
