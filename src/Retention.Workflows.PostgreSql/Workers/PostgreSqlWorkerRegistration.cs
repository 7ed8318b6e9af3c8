using Npgsql;
using Retention.Workflows.PostgreSql.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Workers;

/// <summary>
/// A worker's connection. It holds the worker's lock, receives work signals, and checks every few seconds that the server responds.
/// </summary>
internal sealed class PostgreSqlWorkerRegistration : IWorkerRegistration
{
    private const int AnswerSeconds = 5;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly NpgsqlConnection _connection;
    private readonly string _schema;
    private readonly Action<Exception> _lost;
    private readonly WorkSignal _signal = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _listening;
    private volatile bool _alive = true;
    private int _disposed;

    internal PostgreSqlWorkerRegistration(NpgsqlConnection connection, long worker, string schema, Action<Exception> lost)
    {
        _connection = connection;
        _schema = schema;
        _lost = lost;
        Worker = worker;
        connection.Notification += Hear;
        _listening = Task.Run(ListenAsync);
    }

    public long Worker { get; }

    public bool IsAlive => _alive;

    public Task WaitForWorkAsync(CancellationToken cancellationToken = default) =>
        _alive ? _signal.WaitAsync(cancellationToken) : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _listening.ConfigureAwait(false);
        try
        {
            // A reader must not find the worker alive afterwards, and the host's pool must not get a connection that listens.
            var command = new NpgsqlCommand("SELECT pg_advisory_unlock_all(); UNLISTEN *", _connection) { CommandTimeout = AnswerSeconds };
            await using (command.ConfigureAwait(false))
                await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (PostgreSqlFailure.Is(exception) || exception is InvalidOperationException)
        {
            // The connection and its lock are lost.
        }

        _connection.Notification -= Hear;
        await PostgreSqlDatabase.LetGoAsync(_connection).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private void Hear(object sender, NpgsqlNotificationEventArgs notification)
    {
        if (notification.Payload == _schema)
            _signal.Set();
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                if (!await _connection.WaitAsync(Interval, _stopping.Token).ConfigureAwait(false))
                    await AskAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Disposed.
        }
#pragma warning disable CA1031 // Whatever the error: this worker receives no more signals, and must not count as alive.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!_stopping.IsCancellationRequested)
                _lost(exception);
        }
        finally
        {
            _alive = false;
            _signal.Set();
        }
    }

    private async Task AskAsync()
    {
        var command = new NpgsqlCommand("SELECT 1", _connection) { CommandTimeout = AnswerSeconds };
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync(_stopping.Token).ConfigureAwait(false);
    }
}
