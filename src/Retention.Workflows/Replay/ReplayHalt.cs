namespace Retention.Workflows.Replay;

/// <summary>Lets a channel stop the replay. Thread-safe.</summary>
internal sealed class ReplayHalt
{
    private readonly Lock _gate = new();
    private CancellationTokenSource? _running;
    private string? _reason;

    /// <summary>Runs work that a channel may stop.</summary>
    /// <exception cref="ReplayStoppedException">A channel stopped it.</exception>
    internal async Task RunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var running = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        lock (_gate)
            (_running, _reason) = (running, null);
        try
        {
            await work(running.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_reason is not null && !cancellationToken.IsCancellationRequested)
        {
            // The work ended after its current transaction; the reason is thrown below.
        }
        finally
        {
            lock (_gate)
                _running = null;
        }

        if (_reason is { } reason)
            throw new ReplayStoppedException(reason);
    }

    internal void Stop(Channel channel, string why)
    {
        lock (_gate)
        {
            _reason ??= $"Messages could not be sent over {channel} ({why}). Fix the cause and run the replay again: "
                + "it continues from here, and nothing is lost or sent twice.";
            _running?.Cancel();
        }
    }
}
