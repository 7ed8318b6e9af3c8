using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Retention.Workflows.Chaos;

/// <summary>
/// A proxy between workers and server. It cuts some connections between a COMMIT and its answer: the server has committed, and the worker
/// gets no answer.
/// </summary>
/// <remarks>It parses the server's messages and drops the <c>CommandComplete</c> message with the tag <c>COMMIT</c>.</remarks>
internal sealed class CommitCutter : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private readonly int _server;
    private readonly Random _random;
    private readonly Task _serving;
    private int _cuts;

    internal CommitCutter(int server, int seed)
    {
        _server = server;
        _random = new Random(seed);
        _listener.Start();
        _serving = ServeAsync();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The share of commits to cut, 0 to 1.</summary>
    internal double Share { get; set; }

    internal int Cuts => Volatile.Read(ref _cuts);

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
            _ = PassAsync(await _listener.AcceptTcpClientAsync(_end.Token));
    }

    private async Task PassAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _server, _end.Token);
                client.NoDelay = server.NoDelay = true;
                client.LingerState = new LingerOption(enable: true, seconds: 0);
                await await Task.WhenAny(
                    client.GetStream().CopyToAsync(server.GetStream(), _end.Token), AnswerAsync(server.GetStream(), client.GetStream()));
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException
                or ObjectDisposedException)
            {
                // One side closed its connection, so the other side is closed as well.
            }
        }
    }

    private async Task AnswerAsync(NetworkStream server, NetworkStream client)
    {
        var buffer = new byte[1 << 16];
        var filled = 0;
        var begun = false;
        while (true)
        {
            var read = await server.ReadAsync(buffer.AsMemory(filled), _end.Token);
            if (read == 0)
                return;
            filled += read;
            var whole = 0;
            while (MessageLength(buffer.AsSpan(whole, filled - whole), ref begun) is var length and > 0)
            {
                if (IsCommit(buffer.AsSpan(whole, length)) && Draw())
                {
                    await client.WriteAsync(buffer.AsMemory(0, whole), _end.Token);
                    return;
                }

                whole += length;
            }

            await client.WriteAsync(buffer.AsMemory(0, whole), _end.Token);
            buffer.AsSpan(whole, filled - whole).CopyTo(buffer);
            filled -= whole;
            if (filled == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
        }
    }

    /// <summary>
    /// The length of the first message, when it is complete; otherwise 0. Before the first real message, the refusal of encryption is a
    /// single byte.
    /// </summary>
    private static int MessageLength(ReadOnlySpan<byte> bytes, ref bool begun)
    {
        if (bytes.IsEmpty)
            return 0;
        if (!begun && bytes[0] is (byte)'N' or (byte)'S' or (byte)'G')
            return 1;
        begun = true;
        if (bytes.Length < 5)
            return 0;
        var length = 1 + BinaryPrimitives.ReadInt32BigEndian(bytes[1..]);
        return length <= bytes.Length ? length : 0;
    }

    private static bool IsCommit(ReadOnlySpan<byte> message) =>
        message[0] == (byte)'C' && message.Length == 12 && Encoding.ASCII.GetString(message[5..11]) == "COMMIT";

    private bool Draw()
    {
        lock (_lock)
        {
            if (_random.NextDouble() >= Share)
                return false;
        }

        Interlocked.Increment(ref _cuts);
        return true;
    }
}
