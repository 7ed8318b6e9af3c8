using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Retention.Workflows.Messaging;
using Retention.Workflows.Replay;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Replay;

/// <summary>Replays that a channel stops half-way, and that continue in the same process.</summary>
public sealed class JourneyReplayTests
{
    private static readonly DateTimeOffset _start = new(2026, 1, 31, 0, 0, 0, TimeSpan.Zero);
    private static readonly CustomerId _ada = new("ada");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_unavailable_channel_stops_the_replay_and_the_next_call_continues_there()
    {
        var channel = new RecordingChannel(Channel.Email) { IsIdempotent = true };
        await using var provider = Configure(channel);
        var untroubled = await ReplayAsync(provider);

        var troubled = new RecordingChannel(Channel.Email) { IsIdempotent = true, Answer = message => Later(message, "after") };
        await using var other = Configure(troubled);
        for (var times = 0; times < 3; times++)
            (await FluentActions.Awaiting(() => ReplayAsync(other)).Should().ThrowAsync<ReplayStoppedException>())
                .WithMessage("*email*disk-full*");
        troubled.Answer = _ => throw new IOException("unplugged");
        (await FluentActions.Awaiting(() => ReplayAsync(other)).Should().ThrowAsync<ReplayStoppedException>())
            .WithMessage("*email*IOException*");
        troubled.Answer = _ => DeliveryResult.Delivered;

        (await ReplayAsync(other)).Should().BeEquivalentTo(untroubled);
        troubled.Sent.Select(message => (message.IdempotencyKey, message.SentAt)).Should()
            .Equal(channel.Sent.Select(message => (message.IdempotencyKey, message.SentAt)));
        channel.Sent.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_purchase_redeems_one_voucher_even_when_the_replay_stopped_after_it()
    {
        var channel = new RecordingChannel(Channel.Email) { IsIdempotent = true, Answer = message => Later(message, "after") };
        await using var provider = Configure(channel);
        await FluentActions.Awaiting(() => ReplayAsync(provider)).Should().ThrowAsync<ReplayStoppedException>();
        channel.Answer = _ => DeliveryResult.Delivered;

        await ReplayAsync(provider);

        var record = await provider.GetRequiredService<IRetentionClient>().ReadCustomerAsync(_ada, Token);
        record.Vouchers.Should().HaveCount(2).And.ContainSingle(voucher => voucher.RedeemedBy == "order");
    }

    private static DeliveryResult Later(OutgoingMessage message, string step) =>
        message.IdempotencyKey.Contains($"/{step}/", StringComparison.Ordinal)
            ? DeliveryResult.RetryLater("disk-full") : DeliveryResult.Delivered;

    /// <summary>Two vouchers and a mail at nine on the first of February, a purchase at noon, a mail in the evening.</summary>
    private static ServiceProvider Configure(IMessageChannel channel)
    {
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddRetentionWorkflows(retention =>
        {
            retention.Store.UseInMemory();
            retention.Journeys.Add<TwoVouchers>();
            retention.Templates.Use(new PlainTemplates());
            retention.Channels.Add(channel);
            foreach (var offer in (string[])["first", "second"])
                retention.Vouchers.AddOffer(
                    new VoucherOffer { Name = offer, Discount = Discount.Percent(20), Currency = "EUR", ValidFor = Days(14) });
            retention.UseReplay(replay => (replay.From, replay.Until) = (_start, _start.AddDays(20)));
        });
        return services.BuildServiceProvider();
    }

    private static async Task<IReadOnlyList<string>> ReplayAsync(ServiceProvider provider)
    {
        await provider.GetRequiredService<JourneyReplay>().RunAsync(
            new ReplayHistory(
                [new Customer { Id = _ada, Addresses = new Dictionary<Channel, string> { [Channel.Email] = "ada@example.org" },
                    Consents = [new Consent { Topic = Topic.Marketing, Channel = Channel.Email, Granted = true }] }],
                [CustomerEvent.Of("order", new Purchase(_ada, _start.AddHours(36), 100, "EUR"))]),
            cancellationToken: Token);
        var counters = await provider.GetRequiredService<IRetentionOperations>().ReadCountersAsync(TwoVouchers.Name, Token);
        return [.. counters.Select(
            counter => $"{counter.Day:yyyy-MM-dd} {counter.Step} {counter.Measure} {counter.Detail} {counter.Count} {counter.Amount}")];
    }

    private sealed class TwoVouchers : IJourney
    {
        public static JourneyName Name => new("two-vouchers");

        public static void Define(JourneyBuilder journey)
        {
            journey.Enroll.Monthly(day: 1, at: new TimeOnly(9, 0));
            journey.Goal.On(EventNames.Purchase).Within(Days(10));
            journey.Steps
                .IssueVoucher("one", offer: "first")
                .SendEmail("before", template: "voucher")
                .IssueVoucher("two", offer: "second")
                .Wait("till-evening", Hours(9))
                .SendEmail("after", template: "thanks");
        }
    }
}
