namespace Retention.Workflows.Engine.Worker;

/// <summary>Sleeps of a loop that runs for months: what a sleep hung on bell, clock and token is let go when it ends.</summary>
internal static class Sleep
{
    /// <summary>Sleeps for a while, or until the host stops; does not throw.</summary>
    internal static async Task ForAsync(TimeSpan pause, TimeProvider time, CancellationToken stoppingToken) =>
        await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Sleeps until a bell rings, for a while at most, or until the host stops; does not throw.</summary>
    internal static async Task UntilAsync(Task signal, TimeSpan pause, TimeProvider time, CancellationToken stoppingToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAny(Task.Delay(pause, time, enough.Token), signal.WaitAsync(enough.Token)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
    }
}
