using System.Security.Cryptography;
using System.Text;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Delivery;

/// <summary>What becomes of the slot that a message took at a mailbox that several customers share.</summary>
public sealed class SharedMailboxSlotTests
{
    private static readonly CustomerId Ada = new("ada");
    private static readonly CustomerId Bob = new("bob");
    private static readonly EventName Leave = "left";

    private const string Key = "0123456789abcdef";

    private readonly InMemoryRetentionStore _store = new(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("exit")]
    [InlineData("cancel")]
    [InlineData("erase")]
    [InlineData("settings")]
    public async Task A_message_that_does_not_leave_gives_it_back(string how)
    {
        var (journey, answers) = await StartAsync();
        await using var _ = journey;
        if (how == "settings")
            journey.On(Channel.Email).Answer = _ => DeliveryResult.PauseChannel("login");
        else
            answers.Enqueue(DeliveryResult.RetryLater("busy", TimeSpan.FromDays(2)));
        var entered = await journey.Client.EnrollAsync("under-test", Ada, cancellationToken: Token);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        if (how is not "settings")
            (await SlotsAsync()).Should().Be(1, "the first try may have reached the mailbox");

        if (how == "exit")
            await journey.HappenAsync(new CustomerEvent { Id = "e", Customer = Ada, Name = Leave, OccurredAt = journey.Time.GetUtcNow() });
        else if (how == "cancel")
            await journey.Operations.CancelAsync(entered.Enrollment!.Value, "test", Token);
        else if (how == "erase")
            await journey.Privacy.EraseAsync(Ada, Token);

        (await SlotsAsync()).Should().Be(0);
    }

    [Fact]
    public async Task A_message_on_the_next_channel_that_is_withdrawn_gives_it_back()
    {
        var (journey, answers) = await StartAsync(
            steps => steps.SendEmail("offer", template: "offer", options: send => send.FallbackTo(Channel.Sms, "offer-sms")));
        await using var _ = journey;
        var sent = new List<OutgoingMessage>();
        journey.On(Channel.Email).Answer = message =>
        {
            sent.Add(message);
            return DeliveryResult.Delivered;
        };
        journey.On(Channel.Sms).Answer = _ => DeliveryResult.RetryLater("busy", TimeSpan.FromDays(2));
        await journey.Client.EnrollAsync("under-test", Ada, cancellationToken: Token);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        await ReportAsync(journey, sent[0], DeliveryReportStatus.Failed);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        (await SlotsAsync(Channel.Sms)).Should().Be(1);

        await ReportAsync(journey, sent[0], DeliveryReportStatus.Delivered);

        (await SlotsAsync(Channel.Sms)).Should().Be(0);
        (await SlotsAsync()).Should().Be(1);
    }

    [Fact]
    public async Task A_message_that_leaves_days_after_its_first_try_counts_from_then_on()
    {
        var (journey, answers) = await StartAsync();
        await using var _ = journey;
        answers.Enqueue(DeliveryResult.RetryLater("busy", TimeSpan.FromDays(2)));
        await journey.Client.EnrollAsync("under-test", Ada, cancellationToken: Token);
        await journey.AdvanceAsync(TimeSpan.FromDays(2) + TimeSpan.FromHours(1));
        journey.Sent.Should().HaveCount(1, "the second try left");

        await journey.AdvanceAsync(TimeSpan.FromDays(6));
        await journey.Client.EnrollAsync("under-test", Bob, cancellationToken: Token);
        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        journey.Sent.Should().HaveCount(1, "seven days after the first try are six days after it left");
        await journey.AdvanceAsync(TimeSpan.FromDays(2));
        await journey.Client.EnrollAsync("under-test", Bob, "again", Token);
        await journey.AdvanceAsync(TimeSpan.FromHours(1));
        journey.Sent.Should().HaveCount(2);
    }

    [Theory]
    [InlineData(DeliveryReportStatus.Delivered)]
    [InlineData(DeliveryReportStatus.Opened)]
    public async Task A_message_that_seemed_lost_and_arrived_takes_it_again_at_the_time_of_its_sending(DeliveryReportStatus arrived)
    {
        var (journey, _) = await StartAsync();
        await using var __ = journey;
        var sent = new List<OutgoingMessage>();
        journey.On(Channel.Email).Answer = message =>
        {
            sent.Add(message);
            return DeliveryResult.Delivered;
        };
        await journey.Client.EnrollAsync("under-test", Ada, cancellationToken: Token);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        await ReportAsync(journey, sent[0], DeliveryReportStatus.Failed);
        (await SlotsAsync()).Should().Be(0);

        await journey.AdvanceAsync(TimeSpan.FromDays(1));
        await ReportAsync(journey, sent[0], arrived);
        await journey.Client.EnrollAsync("under-test", Bob, cancellationToken: Token);
        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        sent.Should().HaveCount(1, "Ada's message arrived");
        await journey.AdvanceAsync(TimeSpan.FromDays(6));
        await journey.Client.EnrollAsync("under-test", Bob, "again", Token);
        await journey.AdvanceAsync(TimeSpan.FromHours(1));
        sent.Should().HaveCount(2, "seven days after it left");
    }

    [Fact]
    public async Task The_last_message_to_a_mailbox_is_forgotten_after_the_longest_period()
    {
        var (journey, _) = await StartAsync();
        await using var __ = journey;
        await journey.Client.EnrollAsync("under-test", Ada, cancellationToken: Token);
        await journey.AdvanceAsync(TimeSpan.FromDays(8));
        (await SlotsAsync()).Should().Be(1);

        await journey.AdvanceAsync(TimeSpan.FromDays(4));

        (await SlotsAsync()).Should().Be(0);
    }

    private async Task<int> SlotsAsync(Channel? channel = null)
    {
        var on = channel ?? Channel.Email;
        var text = $"{on}\n{(on == Channel.Email ? "family@example.com" : "+420601000000")}";
        var address = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes(text)))[..24];
        await using var transaction = await _store.BeginAsync(0, Token);
        return (await transaction.Suppressions.ReadSendsAsync([address], DateTimeOffset.MinValue, Token)).Count;
    }

    private static Task<IReadOnlyList<ReportOutcome>> ReportAsync(
        JourneyHarness journey, OutgoingMessage message, DeliveryReportStatus status) =>
        journey.Client.ReportAsync([new DeliveryReport { Token = message.ReportToken, Channel = Channel.Email, Status = status,
            Reason = status == DeliveryReportStatus.Failed ? "no" : null, OccurredAt = journey.Time.GetUtcNow() }], Token);

    private async Task<(JourneyHarness Journey, Queue<DeliveryResult> Answers)> StartAsync(Action<StepsBuilder>? steps = null)
    {
        var journey = await Journeys.StartAsync(
            steps ?? (all => all.SendEmail("offer", template: "offer")),
            options => options.Configure = retention =>
            {
                retention.Store.Use(_ => _store);
                retention.Configure(settings =>
                {
                    settings.Privacy.Key = Key;
                    settings.FrequencyCaps.Add(new FrequencyCap { Max = 1, Period = Days(7) });
                });
            },
            more => more.ExitOn("gone", Leave));
        var answers = new Queue<DeliveryResult>();
        journey.On(Channel.Email).Answer = _ => answers.TryDequeue(out var answer) ? answer : DeliveryResult.Delivered;
        await journey.Client.SaveCustomersAsync(
            [.. ((CustomerId[])[Ada, Bob]).Select(id => Some.Customer(id.Value) with
            {
                Addresses = new Dictionary<Channel, string> { [Channel.Email] = "family@example.com", [Channel.Sms] = "+420601000000" },
            })], Token);
        return (journey, answers);
    }
}
