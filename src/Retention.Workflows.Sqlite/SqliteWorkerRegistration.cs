using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite;

internal sealed class SqliteWorkerRegistration(SqliteWorkers workers, long worker) : IWorkerRegistration
{
    private int _disposed;

    public long Worker => worker;

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            workers.Gone(worker);
            workers.LetGo();
        }

        return ValueTask.CompletedTask;
    }
}
