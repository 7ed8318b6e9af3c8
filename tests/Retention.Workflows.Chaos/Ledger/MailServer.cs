using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Retention.Workflows.Chaos;

/// <summary>
/// Accepts mails over SMTP on the loopback, many at once. A mail counts as accepted when its last line has arrived, even if the answer is
/// lost.
/// </summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly Ledger _ledger;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private readonly Random _random;
    private readonly Task _serving;
    private int _dropped;

    internal MailServer(Ledger ledger, int seed)
    {
        _ledger = ledger;
        _random = new Random(seed);
        _listener.Start();
        _serving = ServeAsync();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    internal int Dropped => Volatile.Read(ref _dropped);

    internal double DropShare { get; set; }

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
            _ = TalkAsync(await _listener.AcceptTcpClientAsync(_end.Token));
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await TalkAsync(client.GetStream());
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
            }
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var recipient = "";
        await SayAsync("220 ledger");
        while (await reader.ReadLineAsync(_end.Token) is { } line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "RCPT":
                    recipient = line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.LastIndexOf('>')];
                    await SayAsync("250 ok");
                    break;
                case "DATA":
                    await SayAsync("354 go on");
                    if (await ReadMailAsync(reader, recipient) is not { } mail)
                        return;
                    _ledger.Mails.Enqueue(mail);
                    var (pause, drops) = Draw();
                    await Task.Delay(pause, TimeProvider.System, _end.Token);
                    if (drops)
                    {
                        Interlocked.Increment(ref _dropped);
                        return;
                    }

                    await SayAsync("250 accepted");
                    break;
                case "QUIT":
                    await SayAsync("221 bye");
                    return;
                default:
                    await SayAsync("250 ok");
                    break;
            }
        }

        async Task SayAsync(string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes($"{text}\r\n"), _end.Token);
    }

    private async Task<LedgerMail?> ReadMailAsync(StreamReader reader, string recipient)
    {
        var key = "";
        var subject = "";
        var inHead = true;
        while (await reader.ReadLineAsync(_end.Token) is { } line)
        {
            if (line == ".")
                return new LedgerMail(TimeProvider.System.GetUtcNow(), key, recipient, subject);
            inHead &= line.Length > 0;
            if (inHead && line.StartsWith("Message-ID:", StringComparison.OrdinalIgnoreCase))
                key = line["Message-ID:".Length..].Trim(' ', '<', '>').Split('@')[0];
            if (inHead && line.StartsWith("Subject:", StringComparison.OrdinalIgnoreCase))
                subject = line["Subject:".Length..].Trim();
        }

        return null;
    }

    /// <summary>Draws a delay before the answer, so that workers die while they wait for it.</summary>
    private (TimeSpan Pause, bool Drops) Draw()
    {
        lock (_lock)
            return (TimeSpan.FromMilliseconds(_random.Next(40)), _random.NextDouble() < DropShare);
    }
}
