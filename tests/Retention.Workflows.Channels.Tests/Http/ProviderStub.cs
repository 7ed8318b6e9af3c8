using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Retention.Workflows.Channels.Tests.Http;

/// <summary>
/// An HTTP server on the loopback that records each request. It answers with the bytes of a test, drops the connection or stays silent.
/// </summary>
internal sealed class ProviderStub : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<string, string?> _answer;
    private readonly Task _serving;

    /// <param name="answer">The whole answer; empty drops the connection after the request, <see langword="null"/> never answers.</param>
    private ProviderStub(Func<string, string?> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    internal Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    internal List<string> Requests { get; } = [];

    internal static ProviderStub Answering(int status, string body, string type = "application/json", params string[] headers) =>
        new(_ => Answer(status, body, type, headers));

    /// <summary>Answers each request depending on its text.</summary>
    internal static ProviderStub Serving(Func<string, string?> answer) => new(answer);

    internal static string Answer(int status, string body, string type = "application/json", params string[] headers) =>
        $"HTTP/1.1 {status} X\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{string.Concat(headers.Select(header => $"{header}\r\n"))}\r\n{body}";

    internal static ProviderStub Raw(string answer) => new(_ => answer);

    internal static ProviderStub Dropping() => new(_ => "");

    internal static ProviderStub Silent() => new(_ => null);

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
            var request = await ReadAsync(stream);
            Requests.Add(request);
            var answer = _answer(request);
            if (answer is null)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _end.Token);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer!), _end.Token);
        }
    }

    /// <summary>The body of a request.</summary>
    internal static string Body(string request) => request[(request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];

    private async Task<string> ReadAsync(NetworkStream stream)
    {
        using var request = new MemoryStream();
        var buffer = new byte[4096];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, _end.Token);
            request.Write(buffer, 0, read);
            var text = Encoding.UTF8.GetString(request.GetBuffer(), 0, (int)request.Length);
            var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            var length = text.Split("\r\n").Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                .Select(line => int.Parse(line[15..])).FirstOrDefault();

            // The head is ASCII, so its length in characters is its length in bytes. The body may differ.
            if (read == 0 || (head >= 0 && request.Length >= head + 4 + length))
                return text;
        }
    }
}
