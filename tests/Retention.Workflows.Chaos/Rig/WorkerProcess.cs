using System.Diagnostics;
using System.Globalization;
using System.Text;
using Retention.Workflows.Chaos.Worker;

namespace Retention.Workflows.Chaos;

/// <summary>One worker as a separate process. It ends with this process, however that ends.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private const int ErrorsKept = 5;
    private const int ErrorLength = 400;

    private readonly int _number;
    private readonly Process _process;
    private readonly WorkerReports _journal;
    private readonly Queue<string> _errors = new();
    private readonly Task _reading;

    private WorkerProcess(int number, Process process, string? crashAt, WorkerReports journal)
    {
        _number = number;
        _process = process;
        _journal = journal;
        CrashAt = crashAt;
        _reading = Task.WhenAll(ReadReportAsync(), ReadErrorsAsync());
    }

    /// <summary>The point at which the worker dies; null to live.</summary>
    internal string? CrashAt { get; }

    /// <summary>True if the worker dies only to leave work for others.</summary>
    internal bool IsFiller { get; set; }

    /// <summary>True if the worker reached its point.</summary>
    internal bool ReachedPoint { get; private set; }

    /// <summary>True if the rig killed the worker or asked it to end.</summary>
    internal bool WasEnded { get; private set; }

    internal bool HasExited => _process.HasExited;

    /// <summary>True if the worker has begun to work and not ended.</summary>
    internal bool IsAtWork { get; private set; }

    /// <summary>True if the worker stopped itself at a point.</summary>
    internal bool IsStopped { get; private set; }

    internal string Errors
    {
        get
        {
            lock (_errors)
                return string.Join('\n', _errors);
        }
    }

    internal static WorkerProcess Start(int number, ShopSettings settings, string? crashAt, WorkerReports journal)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["exec", Path.Combine(AppContext.BaseDirectory, "Retention.Workflows.Chaos.Worker.dll"), .. settings.ToArguments()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment[CrashPoint.Variable] = crashAt;
        start.Environment["DOTNET_TieredPGO"] = "0"; // these processes are short-lived
        return new WorkerProcess(number, Process.Start(start)!, crashAt, journal);
    }

    /// <summary>Waits until the process has ended and all its output is read.</summary>
    /// <returns>Its exit code.</returns>
    internal async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None);
        await _reading;
        return _process.ExitCode;
    }

    /// <summary>Sends SIGKILL; the process can do nothing more.</summary>
    internal void Kill()
    {
        WasEnded = true;
        _journal.Add(new Entry(_number, "killed", TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), -1, ""));
        _process.Kill();
    }

    /// <summary>Sends SIGTERM; the host stops gracefully.</summary>
    internal void Terminate()
    {
        WasEnded = true;
        Signal("-TERM");
    }

    /// <summary>Sends SIGSTOP; the process freezes with everything it holds.</summary>
    internal void Stop() => Signal("-STOP");

    /// <summary>Sends SIGCONT.</summary>
    internal void Continue()
    {
        IsStopped = false;
        Signal("-CONT");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start(new ProcessStartInfo(
            "/bin/kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true })!;
        kill.WaitForExit();
    }

    private async Task ReadReportAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            if (line.Split(' ') is not [var verb, var at, var partition, var more])
                continue;
            WasEnded |= verb == "crash";
            _journal.Add(new Entry(
                _number, verb, long.Parse(at, CultureInfo.InvariantCulture), int.Parse(partition, CultureInfo.InvariantCulture), more));
            IsAtWork |= verb == "registered";
            IsStopped |= verb == "stop";
            ReachedPoint |= verb is "crash" or "stop";
        }

        IsAtWork = false;
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync(CancellationToken.None) is { } line)
        {
            lock (_errors)
            {
                _errors.Enqueue(line.Length > ErrorLength ? line[..ErrorLength] : line);
                if (_errors.Count > ErrorsKept)
                    _errors.Dequeue();
            }
        }
    }
}
