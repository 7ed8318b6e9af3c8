using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Retention.Workflows.Email.Tests.Smtp;

/// <summary>An SMTP server on the loopback that misbehaves as its script says.</summary>
/// <remarks>
/// The script maps a verb (<c>BODY</c> is the first line of the mail, <c>DOT</c> its end) to a reply line, to nothing for the usual reply,
/// to a dropped connection or to silence.
/// </remarks>
internal sealed class ScriptedSmtpServer : IAsyncDisposable
{
    internal const string Drop = "drop";
    internal const string Silence = "silence";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Dictionary<string, string> _script;
    private readonly Task _serving;

    internal ScriptedSmtpServer(params (string Verb, string Answer)[] script)
    {
        _script = script.ToDictionary(entry => entry.Verb, entry => entry.Answer);
        _listener.Start();
        _serving = ServeAsync();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many mails the server takes before it closes a connection without a word.</summary>
    internal int MailsPerConnection { get; init; } = int.MaxValue;

    internal int Connections { get; private set; }

    internal List<string> Mails { get; } = [];

    internal List<string> Commands { get; } = [];

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
            Connections++;
            try
            {
                await TalkAsync(socket.GetStream());
            }
            catch (IOException)
            {
            }
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var mail = new StringBuilder();
        var receiving = false;
        var taken = 0;
        for (var verb = "CONNECT"; ;)
        {
            var answer = _script.GetValueOrDefault(verb) ?? Usual(verb);
            if (answer == Drop)
                return;
            if (answer == Silence)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _end.Token);
            if (verb == "DOT")
            {
                Mails.Add(mail.ToString());
                mail.Clear();
                taken++;
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{answer}\r\n"), _end.Token);
            if (taken >= MailsPerConnection)
                return;
            receiving = verb == "DATA" && answer.StartsWith("354", StringComparison.Ordinal);

            for (verb = ""; verb.Length == 0;)
            {
                var line = await reader.ReadLineAsync(_end.Token);
                if (line is null)
                    return;
                if (!receiving)
                {
                    Commands.Add(line);
                    verb = line.Split(' ', ':')[0].ToUpperInvariant();
                }
                else if (line == ".")
                {
                    verb = "DOT";
                }
                else
                {
                    if (_script.ContainsKey("BODY"))
                        return;
                    mail.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
                }
            }
        }
    }

    private static string Usual(string verb) => verb switch
    {
        "CONNECT" => "220 test",
        "EHLO" => "250-test\r\n250-AUTH LOGIN\r\n250 8BITMIME",
        "DATA" => "354 go on",
        "QUIT" => "221 bye",
        _ => "250 ok",
    };
}
