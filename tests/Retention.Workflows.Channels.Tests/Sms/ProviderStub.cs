using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Retention.Workflows.Channels.Tests;

/// <summary>An HTTP server on the loopback that keeps each request and answers with fixed bytes, or drops the line, or falls silent.</summary>
internal sealed class ProviderStub : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly string? _answer;
    private readonly Task _serving;

    /// <param name="answer">Everything sent back; empty drops the connection behind the request, <see langword="null"/> never answers.</param>
    private ProviderStub(string? answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    internal Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    internal List<string> Requests { get; } = [];

    internal static ProviderStub Answering(int status, string body, string type = "application/json", params string[] headers) =>
        new($"HTTP/1.1 {status} X\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{string.Concat(headers.Select(header => $"{header}\r\n"))}\r\n{body}");

    internal static ProviderStub Raw(string answer) => new(answer);

    internal static ProviderStub Dropping() => new("");

    internal static ProviderStub Silent() => new((string?)null);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _serving.ContinueWith(static _ => { }, TaskScheduler.Default);
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            using var socket = await _listener.AcceptTcpClientAsync(_end.Token);
            var stream = socket.GetStream();
            Requests.Add(await ReadAsync(stream));
            if (_answer is null)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _end.Token);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(_answer!), _end.Token);
        }
    }

    private async Task<string> ReadAsync(NetworkStream stream)
    {
        var request = new StringBuilder();
        var buffer = new byte[4096];
        while (true)
        {
            request.Append(Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer, _end.Token)));
            var text = request.ToString();
            var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head < 0)
                continue;
            var length = text.Split("\r\n").Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Select(line => int.Parse(line[15..])).Single();
            if (text.Length >= head + 4 + length)
                return text;
        }
    }
}
