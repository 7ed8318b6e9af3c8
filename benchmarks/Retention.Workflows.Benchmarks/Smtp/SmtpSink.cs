using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Retention.Workflows.Benchmarks;

/// <summary>Postfix' <c>smtp-sink</c> on the loopback: it takes every mail and throws it away.</summary>
internal sealed class SmtpSink : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Process _process;

    private SmtpSink(Process process, int port) => (_process, Port) = (process, port);

    internal int Port { get; }

    internal static async Task<SmtpSink> StartAsync()
    {
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin"];
        var program = folders.Select(folder => Path.Combine(folder, "smtp-sink")).FirstOrDefault(File.Exists)
            ?? throw new ArgumentException("smtp-sink is not installed; Debian's package is postfix, and test.sh installs it.");
        var port = FreePort();
        var sink = new SmtpSink(
            Process.Start(new ProcessStartInfo(program, ["-u", Environment.UserName, $"127.0.0.1:{port}", "100"]))!, port);
        for (var since = Stopwatch.StartNew(); !await IsListeningAsync(port); await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System))
        {
            if (since.Elapsed > Patience)
                throw new TimeoutException("smtp-sink did not start.");
        }

        return sink;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static async Task<bool> IsListeningAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
