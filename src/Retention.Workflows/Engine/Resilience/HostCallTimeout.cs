using Retention.Workflows.Engine.Configuration;

namespace Retention.Workflows.Engine.Resilience;

/// <summary>How long code of the shop has to answer: as long as a channel has.</summary>
internal static class HostCallTimeout
{
    /// <summary>Asks the shop; it is asked to stop at the limit, and left behind if it does not.</summary>
    internal static async Task<T> InTimeAsync<T>(this EngineSettings settings, TimeProvider time, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(settings.Options.SendTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        return await ask(either.Token).WaitAsync(either.Token).ConfigureAwait(false);
    }
}
