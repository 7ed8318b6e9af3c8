using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Channels;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Benchmarks;

/// <summary>
/// How many mails does a kill leave in doubt, and how many of these had not begun to leave? Looks at random moments of a run at the
/// messages that are marked as being sent. Without the limit of the channel, the engine marks 64 at a time.
/// </summary>
internal static class DoubtBenchmark
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="arguments">Numbers of mails, connections and milliseconds until a reply; 2,000, 8 and 10 by default.</param>
    internal static async Task<int> RunAsync(Arguments arguments)
    {
        await using var store = await BenchStore.OpenAsync(arguments);
        var (mails, connections, milliseconds) = (arguments.Number(0, 2_000), arguments.Number(1, 8), arguments.Number(2, 10));
        Report.Machine(store.Description);
        Report.Head("SendConcurrency", "connections", "ms until a reply", "mails a second", "in doubt at a kill", "of these not begun", "share");
        foreach (var (concurrency, isLimited) in ((int, bool)[])[(8, true), (64, true), (64, false)])
        {
            using var server = new SlowSmtpServer(TimeSpan.FromMilliseconds(milliseconds));
            var (channel, samples) = ((Counting?)null, new List<(long Marked, long NotBegun)>());
            await using var database = await store.CreateAsync();
            await using var host = await EngineHost.StartAsync(database, Start, SmtpBenchmark.Journey(), configure: retention =>
            {
                retention.Templates.Use(new SmtpBenchmark.OneTemplate());
                retention.Configure(options => options.Delivery.SendConcurrency = concurrency);
            }, channels: channels =>
            {
                channels.AddSmtp(mail => (mail.Host, mail.Port, mail.From, mail.Security, mail.MaxConnections) =
                    ("127.0.0.1", server.Port, "hello@swiftmotion.example", SmtpSecurity.None, connections));
                var smtp = channels.Services.Single(service => service.ServiceType == typeof(IMessageChannel));
                channels.Services.Remove(smtp);
                channels.Services.AddSingleton<IMessageChannel>(provider => channel = new Counting(
                    (IMessageChannel)ActivatorUtilities.CreateInstance(provider, smtp.ImplementationType!), isLimited));
            });
            await Shop.SaveCustomersAsync(host.Client, Enumerable.Range(1, mails));
            host.Time.MoveTo(Start.AddHours(10));
            await host.EnrollAsync();
            await host.AdvanceAsync();
            var run = store.Meter.RunAsync(() => host.DispatchAsync(long.MaxValue));
            var random = new Random(7);
            while (!run.IsCompleted)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(3, 30)), TimeProvider.System);
                var (begun, ended, started) = (server.Bodies, channel!.Ended, channel.Started);
                samples.Add((started - ended, Math.Clamp(started - begun, 0, started - ended)));
            }

            var (marked, notBegun) = (samples.Average(sample => sample.Marked), samples.Average(sample => sample.NotBegun));
            Report.Row($"{concurrency}{(isLimited ? "" : ", without the channel's limit")}", $"{connections}", $"{milliseconds}",
                Report.Number((await run).PerSecond(mails)), Report.Fine(marked), Report.Fine(notBegun),
                (notBegun / marked).ToString("P0", CultureInfo.InvariantCulture));
        }

        return 0;
    }

    private sealed class Counting(IMessageChannel channel, bool isLimited) : IMessageChannel
    {
        private long _started;
        private long _ended;

        internal long Started => Interlocked.Read(ref _started);

        internal long Ended => Interlocked.Read(ref _ended);

        public Channel Channel => channel.Channel;

        public bool IsIdempotent => channel.IsIdempotent;

        public int MaxConcurrency => isLimited ? channel.MaxConcurrency : int.MaxValue;

        public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _started);
            var result = await channel.SendAsync(message, cancellationToken);
            Interlocked.Increment(ref _ended);
            return result;
        }
    }
}
