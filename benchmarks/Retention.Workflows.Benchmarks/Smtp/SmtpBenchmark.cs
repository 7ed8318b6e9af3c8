using System.Net.Sockets;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Retention.Workflows.Channels;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Benchmarks;

/// <summary>
/// How fast do e-mails leave through the engine, compared with a bare MailKit loop over as many connections? The engine checks, marks,
/// renders, sends and records each of them. Both send the same texts to the same sink in the same run; the fastest of several rounds
/// counts.
/// </summary>
internal static class SmtpBenchmark
{
    /// <summary>Mails that both send first, so that the compiler has done its work.</summary>
    private const int WarmUp = 4_000;

    private const string From = "hello@swiftmotion.example";

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly JourneyName Name = new("benchmark");

    private static readonly MessageContent Content = new()
    {
        Subject = "Ready for your next run?",
        Html = $"<html><body>{string.Concat(Enumerable.Repeat("<p style=\"color:#101c2c\">New arrivals from €19.90, picked for you – by what you bought last time.</p>\n", 150))}</body></html>",
        Text = string.Concat(Enumerable.Repeat("New arrivals from €19.90, picked for you – by what you bought last time.\n", 50)),
    };

    /// <param name="arguments">Numbers of mails, connections and rounds; 10,000, 8 and 3 by default.</param>
    internal static async Task<int> RunAsync(Arguments arguments)
    {
        await using var store = await BenchStore.OpenAsync(arguments);
        using var sink = await SmtpSink.StartAsync();
        var (mails, connections, rounds) = (arguments.Number(0, 10_000), arguments.Number(1, 8), arguments.Number(2, 3));
        Report.Machine(store.Description);
        Console.WriteLine($"{mails:N0} mails over {connections} connections, the fastest of {rounds} rounds");
        Measure? bare = null, engine = null;
        await BareAsync(sink, WarmUp, connections);
        await EngineAsync(store, sink, WarmUp, connections);
        for (var round = 0; round < rounds; round++)
        {
            Meter.Forget();
            bare = (await store.Meter.RunAsync(() => BareAsync(sink, mails, connections))).Faster(bare);
            engine = (await EngineAsync(store, sink, mails, connections)).Faster(engine);
        }

        Report.ContenderHead("mails");
        Report.Contender("bare MailKit loop", bare!, mails, bare);
        Report.Contender($"engine on {store.Name}", engine!, mails, bare);
        return 0;
    }

    private static Task BareAsync(SmtpSink sink, int mails, int connections) =>
        Task.WhenAll(Enumerable.Range(0, connections).Select(place => Task.Run(async () =>
        {
            using var client = new SmtpClient();
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }; // as the channel does
            await socket.ConnectAsync("127.0.0.1", sink.Port);
            await client.ConnectAsync(socket, "127.0.0.1", sink.Port, SecureSocketOptions.None);
            for (var number = place; number < mails; number += connections)
            {
                using var mail = new MimeMessage(
                    [MailboxAddress.Parse(From)], [MailboxAddress.Parse($"{Shop.Id(number)}@shop.example")], Content.Subject!,
                    new BodyBuilder { HtmlBody = Content.Html, TextBody = Content.Text }.ToMessageBody());
                mail.Prepare(EncodingConstraint.SevenBit); // as the engine's mails, which any server takes and DKIM signs
                await client.SendAsync(mail);
            }

            await client.DisconnectAsync(quit: true);
        })));

    private static async Task<Measure> EngineAsync(BenchStore store, SmtpSink sink, int mails, int connections)
    {
        await using var database = await store.CreateAsync();
        await using var host = await EngineHost.StartAsync(database, Start, Journey(), configure: retention =>
        {
            retention.Templates.Use(new OneTemplate());
            retention.Configure(options => (options.Delivery.SendConcurrency, options.Privacy.Key) = (connections, "benchmark-key-of-16"));
        }, channels: channels => channels.AddSmtp(mail =>
            (mail.Host, mail.Port, mail.From, mail.Security, mail.MaxConnections) =
            ("127.0.0.1", sink.Port, From, SmtpSecurity.None, connections)));
        await Shop.SaveCustomersAsync(host.Client, Enumerable.Range(1, mails));
        host.Time.MoveTo(Start.AddHours(10));
        await host.EnrollAsync();
        await host.AdvanceAsync();
        Meter.Forget();
        var measure = await store.Meter.RunAsync(() => host.DispatchAsync(long.MaxValue));
        var sent = await host.CountAsync(Name, JourneyMeasures.Sent);
        return sent == mails ? measure : throw new InvalidOperationException($"{sent} of {mails} mails were sent.");
    }

    internal static JourneyDefinition Journey() => JourneyDefinition.Build(Name, journey =>
    {
        journey.Enroll.Daily(new TimeOnly(9, 0)).ReEntry(ReEntry.Once);
        journey.Steps.SendEmail("offer", template: "offer");
    });

    internal sealed class OneTemplate : IMessageTemplates
    {
        public IReadOnlyList<string> Validate(TemplateName name, Channel channel) => [];

        public bool ShowsVoucher(TemplateName name, Channel channel) => false;

        public MessageContent Render(TemplateName name, Channel channel, string? locale, MessageModel model) => Content;
    }
}
