using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Retention.Workflows.Benchmarks;

/// <summary>
/// A mail server on the loopback that answers each command after a while, as one at a distance does. Counts the bodies that begin.
/// </summary>
internal sealed class SlowSmtpServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TimeSpan _delay;
    private long _bodies;

    internal SlowSmtpServer(TimeSpan delay)
    {
        _delay = delay;
        _listener.Start();
        _ = ServeAsync();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    internal long Bodies => Interlocked.Read(ref _bodies);

    public void Dispose() => _listener.Stop();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                _ = TalkAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The server was stopped.
        }
    }

    private async Task TalkAsync(TcpClient socket)
    {
        using var client = socket;
        client.NoDelay = true;
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        await SayAsync(stream, "220 slow");
        var isBody = false;
        while (await reader.ReadLineAsync() is { } line)
        {
            if (isBody && line != ".")
                continue;
            isBody = !isBody && line.StartsWith("DATA", StringComparison.OrdinalIgnoreCase);
            await Task.Delay(_delay, TimeProvider.System);
            if (isBody)
                Interlocked.Increment(ref _bodies);
            await SayAsync(stream, isBody ? "354 go on" : "250 ok");
        }
    }

    private static async Task SayAsync(NetworkStream stream, string line) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{line}\r\n"));
}
