using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Retention.Workflows.Tests.Engine.Steps;

/// <summary>
/// A real HTTP server on the loopback: keeps each request and gives the answer of a test, drops the connection, or stays silent.
/// </summary>
internal sealed class ReceiverStub : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;

    internal ReceiverStub()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    internal sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, string Body);

    /// <summary>What to answer: null never answers, empty drops the connection.</summary>
    internal Func<Received, string?> Answer { get; set; } = _ => Of(200);

    internal List<Received> Requests { get; } = [];

    internal Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/hook");

    internal static string Of(int status, string body = "", params string[] headers) =>
        $"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n"
        + $"{string.Concat(headers.Select(header => $"{header}\r\n"))}\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _serving;
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
                open.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var received = await ReadAsync(stream);
                if (received is null)
                    return;
                lock (Requests)
                    Requests.Add(received);
                if (Answer(received) is not { } answer)
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _end.Token);
                else
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), _end.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private async Task<Received?> ReadAsync(NetworkStream stream)
    {
        var bytes = new List<byte>();
        var buffer = new byte[4096];
        while (true)
        {
            var text = Encoding.Latin1.GetString([.. bytes]);
            var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head >= 0)
            {
                var lines = text[..head].Split("\r\n");
                var headers = lines.Skip(1).Select(line => line.Split(": ", 2))
                    .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
                var length = int.Parse(headers.GetValueOrDefault("Content-Length", "0"), System.Globalization.CultureInfo.InvariantCulture);
                if (bytes.Count >= head + 4 + length)
                    return new Received(lines[0].Split(' ')[1], headers, Encoding.UTF8.GetString([.. bytes.Skip(head + 4).Take(length)]));
            }

            var read = await stream.ReadAsync(buffer, _end.Token);
            if (read == 0)
                return null;
            bytes.AddRange(buffer.AsSpan(0, read));
        }
    }
}
