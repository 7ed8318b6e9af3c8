using Retention.Workflows.Channels;

namespace Retention.Workflows.Email.Smtp;

/// <summary>The kept connections to the mail server. At most <see cref="SmtpEmailOptions.MaxConnections"/> are in use at a time.</summary>
internal sealed class SmtpConnections : IDisposable
{
    private readonly Stack<SmtpConnection> _idle = new();
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _free;
    private readonly SmtpEmailOptions _options;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;
    private bool _isDisposed;

    internal SmtpConnections(SmtpEmailOptions options, TimeProvider time)
    {
        (_options, _time, _free) = (options, time, new SemaphoreSlim(options.MaxConnections, options.MaxConnections));
        _sweep = time.CreateTimer(
            static state => ((SmtpConnections)state!).CloseExpired(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits until a connection may be used.</summary>
    internal Task EnterAsync(CancellationToken cancellationToken) => _free.WaitAsync(cancellationToken);

    internal void Leave() => _free.Release();

    /// <summary>Takes the connection that became idle last; null if none is kept.</summary>
    internal SmtpConnection? TakeIdle()
    {
        lock (_lock)
        {
            while (_idle.TryPop(out var connection))
            {
                if (connection.Client.IsConnected && !IsExpired(connection))
                    return connection;
                connection.Dispose();
            }

            return null;
        }
    }

    /// <summary>Keeps a connection after a mail, or closes it if it served long enough.</summary>
    internal void Return(SmtpConnection connection)
    {
        lock (_lock)
        {
            if (_isDisposed || !connection.Client.IsConnected || _options.KeepConnections == TimeSpan.Zero
                || connection.Mails >= _options.MaxMailsPerConnection)
            {
                connection.Dispose();
                return;
            }

            connection.IdleSince = _time.GetTimestamp();
            if (_idle.Count == 0)
                _sweep.Change(_options.KeepConnections, Timeout.InfiniteTimeSpan);
            _idle.Push(connection);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            while (_idle.TryPop(out var connection))
                connection.Dispose();
        }

        _sweep.Dispose();
        _free.Dispose();
    }

    private bool IsExpired(SmtpConnection connection) => _time.GetElapsedTime(connection.IdleSince) >= _options.KeepConnections;

    private void CloseExpired()
    {
        lock (_lock)
        {
            if (_isDisposed)
                return;
            var kept = _idle.Where(connection => !IsExpired(connection)).Reverse().ToList();
            foreach (var expired in _idle.Except(kept))
                expired.Dispose();
            _idle.Clear();
            foreach (var connection in kept)
                _idle.Push(connection);
            if (_idle.Count > 0)
                _sweep.Change(_options.KeepConnections, Timeout.InfiniteTimeSpan);
        }
    }
}
