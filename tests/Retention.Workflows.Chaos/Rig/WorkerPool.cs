using System.Collections.Concurrent;
using Retention.Workflows.Chaos.Worker;

namespace Retention.Workflows.Chaos;

/// <summary>The workers of a scenario. A new process replaces each dead worker, as a service manager would do.</summary>
internal sealed class WorkerPool : IAsyncDisposable
{
    private readonly Func<ShopSettings> _settings;
    private readonly WorkerProcess?[] _workers;
    private readonly ConcurrentQueue<string> _points = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Random _random;
    private readonly List<Task> _keeping = [];
    private int _started;
    private int _kills;

    /// <param name="settings">Called at every start, so that a scenario may change the settings of later workers.</param>
    /// <param name="size">The number of workers at once.</param>
    /// <param name="random">Draws the time until a dead worker is replaced.</param>
    internal WorkerPool(Func<ShopSettings> settings, int size, Random random)
    {
        _settings = settings;
        _workers = new WorkerProcess?[size];
        _random = random;
    }

    internal WorkerReports WorkerReports { get; } = new();

    internal int Size => _workers.Length;

    /// <summary>Workers killed by SIGKILL, by the rig or at a point.</summary>
    internal int Kills => Volatile.Read(ref _kills);

    /// <summary>Failures of the processes themselves.</summary>
    internal ConcurrentQueue<string> Problems { get; } = new();

    /// <summary>True if a worker still has to die, or to stop, at a point.</summary>
    internal bool HasPointsLeft => !_points.IsEmpty || _workers.Any(
        worker => worker is { CrashAt: not null, IsStopped: false, HasExited: false, IsFiller: false } && !IsDone(worker.CrashAt));

    /// <summary>True if all workers are working.</summary>
    internal bool IsComplete => _workers.All(worker => worker is { IsAtWork: true, HasExited: false });

    private bool WaitsForAbandoned => _workers.Any(worker =>
        worker is { CrashAt: { } at, HasExited: false } && at.StartsWith("resolve", StringComparison.Ordinal) && !IsDone(at));

    /// <summary>The last lines that the running workers wrote to standard error.</summary>
    internal string Errors =>
        string.Join('\n', _workers.OfType<WorkerProcess>().Select(worker => worker.Errors).Where(errors => errors.Length > 0));

    /// <summary>Starts all workers. The first ones die at these points, and each replacement dies at the next point.</summary>
    internal void Start(params IReadOnlyList<string> points)
    {
        foreach (var point in points)
            _points.Enqueue(point);
        for (var slot = 0; slot < _workers.Length; slot++)
            _keeping.Add(SaveAsync(slot));
    }

    /// <summary>The worker that stopped itself at a point; null when no worker did.</summary>
    internal WorkerProcess? Stopped => _workers.FirstOrDefault(worker => worker is { IsStopped: true, HasExited: false });

    /// <summary>Kills one worker, and lets its replacement die, or stop, at a point.</summary>
    internal void Replace(string point)
    {
        _points.Enqueue(point);
        Kill(0);
    }

    /// <summary>Sends SIGKILL to one worker, if it runs.</summary>
    internal void Kill(int slot)
    {
        if (_workers[slot] is { HasExited: false } worker)
            worker.Kill();
    }

    internal WorkerProcess? this[int slot] => _workers[slot];

    /// <summary>Stops all workers gracefully. A worker that does not exit cleanly is a problem.</summary>
    internal async Task StopAsync()
    {
        await _ending.CancelAsync();
        foreach (var worker in _workers)
        {
            if (worker is { HasExited: false })
                worker.Terminate();
        }

        foreach (var worker in _workers.OfType<WorkerProcess>())
        {
            try
            {
                var code = await worker.WaitAsync().WaitAsync(TimeSpan.FromSeconds(40), TimeProvider.System);
                if (code is not (0 or 137))
                    Problems.Enqueue($"a worker that was asked to stop ended with {code}: {worker.Errors}");
            }
            catch (TimeoutException)
            {
                Problems.Enqueue($"a worker that was asked to stop did not: {worker.Errors}");
            }
        }

        await Task.WhenAll(_keeping);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        foreach (var worker in _workers)
            worker?.Dispose();
        _ending.Dispose();
    }

    private async Task SaveAsync(int slot)
    {
        while (!_ending.IsCancellationRequested)
        {
            var isFiller = !_points.TryDequeue(out var point) && WaitsForAbandoned;
            if (isFiller)
                point = "dispatch:after-claim:1"; // some worker has to leave messages for it
            var worker = WorkerProcess.Start(Interlocked.Increment(ref _started), _settings(), point, WorkerReports);
            worker.IsFiller = isFiller;
            _workers[slot] = worker;
            if (_ending.IsCancellationRequested)
                worker.Terminate();
            var code = await worker.WaitAsync();
            if (_ending.IsCancellationRequested)
                return;
            if (code == 137)
                Interlocked.Increment(ref _kills);
            if (!worker.WasEnded)
                Problems.Enqueue($"a worker ended by itself with {code}: {worker.Errors}");
            if (worker is { CrashAt: { } at, ReachedPoint: false, IsFiller: false } && !IsDone(at))
                _points.Enqueue(at); // killed before it reached the point
            await Task.Delay(Missing(), TimeProvider.System, CancellationToken.None);
        }
    }

    private TimeSpan Missing()
    {
        lock (_random)
            return TimeSpan.FromMilliseconds(_random.Next(300));
    }

    /// <summary>
    /// True if the rig need not wait for this point. A sweep runs once for each partition, so a later worker never dies there.
    /// </summary>
    private bool IsDone(string crashAt) =>
        crashAt.StartsWith("sweep", StringComparison.Ordinal) && WorkerReports.Points.Contains(string.Join(':', crashAt.Split(':')[..2]));
}
