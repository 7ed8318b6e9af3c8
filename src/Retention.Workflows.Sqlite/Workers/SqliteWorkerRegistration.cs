using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite.Workers;

internal sealed class SqliteWorkerRegistration(SqliteWorkers workers, long worker, WorkSignal signal) : IWorkerRegistration
{
    private int _disposed;

    public long Worker => worker;

    public bool IsAlive => Volatile.Read(ref _disposed) == 0;

    public Task WaitForWorkAsync(CancellationToken cancellationToken = default) => signal.WaitAsync(cancellationToken);

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            workers.Gone(worker);
            workers.LetGo();
            signal.Set();
        }

        return ValueTask.CompletedTask;
    }
}
