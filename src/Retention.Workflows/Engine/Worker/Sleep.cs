namespace Retention.Workflows.Engine.Worker;

/// <summary>Sleeps for loops that run for months. Each sleep releases its registrations on pulse, clock and token when it ends.</summary>
internal static class Sleep
{
    /// <summary>Sleeps for the given time, or until the host stops. Does not throw.</summary>
    internal static async Task ForAsync(TimeSpan pause, TimeProvider time, CancellationToken stoppingToken) =>
        await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Sleeps until the signal completes, the given time is over or the host stops. Does not throw.</summary>
    internal static async Task UntilAsync(Task signal, TimeSpan pause, TimeProvider time, CancellationToken stoppingToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAny(Task.Delay(pause, time, enough.Token), signal.WaitAsync(enough.Token)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
    }
}
