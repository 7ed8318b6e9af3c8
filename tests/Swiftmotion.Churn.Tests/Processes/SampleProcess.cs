using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Swiftmotion.Churn.Tests.Processes;

/// <summary>The sample as a separate process, built in the configuration of these tests.</summary>
internal sealed class SampleProcess : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly Task _reading;
    private readonly StringBuilder _output = new();
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;

    private SampleProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync(_stop);
        _reading = ReadAsync();
    }

    internal string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    internal bool HasExited => _process.HasExited;

    /// <summary>True if the process inherited an ignored SIGINT, where the system reports it.</summary>
    internal bool IgnoresInterrupts
    {
        get
        {
            var status = $"/proc/{_process.Id.ToString(CultureInfo.InvariantCulture)}/status";
            var ignored = File.Exists(status)
                ? File.ReadLines(status).FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) : null;
            return ignored is not null && (Convert.ToUInt64(ignored["SigIgn:".Length..].Trim(), 16) & 0b10) != 0;
        }
    }

    internal static SampleProcess Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["exec", Path.Combine(AppContext.BaseDirectory, "Swiftmotion.Churn.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new SampleProcess(process);
    }

    /// <summary>Runs the sample to its end.</summary>
    internal static async Task<SampleExit> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        return await process.WaitAsync();
    }

    internal async Task<SampleExit> WaitAsync()
    {
        await _process.WaitForExitAsync(_stop).WaitAsync(_patience, TimeProvider.System, _stop);
        await _reading;
        return new SampleExit(_process.ExitCode, Output, await _errors);
    }

    /// <summary>Waits until a condition holds, or until the process has ended.</summary>
    internal async Task UntilAsync(Func<SampleProcess, bool> @event)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        while (!HasExited && !@event(this))
            await timer.WaitForNextTickAsync(_stop);
    }

    /// <summary>Lets the process run for a moment.</summary>
    internal Task ForAsync(int milliseconds) =>
        Task.WhenAny(_process.WaitForExitAsync(_stop), Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, _stop));

    /// <summary>Sends SIGKILL; the process can do nothing more.</summary>
    internal void Kill() => _process.Kill();

    /// <summary>Sends SIGINT, like Ctrl-C.</summary>
    internal void Interrupt()
    {
        using var kill = Process.Start("/bin/kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync(_stop) is { } line)
        {
            lock (_output)
                _output.Append(line).Append('\n');
        }
    }
}

/// <summary>The result of a run of the sample.</summary>
internal sealed record SampleExit(int Code, string Output, string Errors)
{
    /// <summary>The report, without the lines before it and the paths below it.</summary>
    internal string Report
    {
        get
        {
            var start = Output.IndexOf("Swiftmotion: swiftmotion-churn", StringComparison.Ordinal);
            var end = Output.IndexOf("Mails:    ", StringComparison.Ordinal);
            return start < 0 || end < start ? "" : Output[start..end];
        }
    }

    internal void ShouldBeDone() => (Code, Errors).Should().Be((0, ""), "output was {0}", Output);

    /// <summary>An error for the user: one exit code, no stack trace, nothing else on either stream.</summary>
    internal void ShouldBeRefused(params string[] words)
    {
        Code.Should().Be(1, "output was {0}{1}", Output, Errors);
        Errors.Should().NotContain("   at ").And.NotContain("Unhandled exception").And.NotContain("(Parameter '").And.ContainAll(words);
    }
}
