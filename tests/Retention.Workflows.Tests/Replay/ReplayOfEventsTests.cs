using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Retention.Workflows.Replay;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Replay;

/// <summary>Replays of journeys that react to clicks: they react at the moment of the click, not at the clock's next jump.</summary>
public sealed class ReplayOfEventsTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 31, 0, 0, 0, TimeSpan.Zero);
    private static readonly CustomerId Ada = new("ada");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_enrolls_and_ends_at_its_own_moment()
    {
        var channel = new RecordingChannel(Channel.Email);

        await ReplayAsync(
            channel,
            EventOf("a", EventNames.CartItemAdded, 5), EventOf("b", EventNames.CartItemAdded, 30), EventOf("c", EventNames.Purchase, 30.5),
            EventOf("d", EventNames.CartItemAdded, 50.25), EventOf("e", "looked", 50.5));

        channel.Sent.Select(message => message.SentAt - Start).Should().Equal(TimeSpan.FromHours(6), TimeSpan.FromHours(51.25));
    }

    [Fact]
    public async Task An_awaited_event_resumes_the_wait_at_its_own_moment()
    {
        var channel = new RecordingChannel(Channel.Email);

        await ReplayAsync(channel, EventOf("a", EventNames.CartItemAdded, 5), EventOf("b", "looked", 6.5), EventOf("c", "looked", 11));

        channel.Sent.Select(message => $"{message.IdempotencyKey.Split('/')[1]} after {(message.SentAt - Start).TotalHours}").Should()
            .Equal("mail after 6", "seen after 6.5");
    }

    [Fact]
    public async Task Events_before_the_start_are_known_and_enroll_nobody()
    {
        var channel = new RecordingChannel(Channel.Email);

        await ReplayAsync(channel, EventOf("a", EventNames.CartItemAdded, -5), EventOf("b", EventNames.CartItemAdded, -0.1),
            EventOf("c", EventNames.CartItemAdded, 0), EventOf("d", EventNames.CartItemAdded, -24 * 40));

        channel.Sent.Should().BeEmpty();
    }

    [Fact]
    public async Task Records_that_the_engine_refuses_are_counted_listed_and_left_out()
    {
        var channel = new RecordingChannel(Channel.Email);
        var history = new ReplayHistory(
            [Some.Customer("ada"), Some.Customer("bob") with { Addresses = new Dictionary<Channel, string> { [Channel.Email] = "not an address" } }],
            [
                CustomerEvent.Of("o-1", new Purchase(Ada, Start.AddHours(1), 20, "EUR")),
                new CustomerEvent
                {
                    Id = "r-1", Customer = Ada, Name = EventNames.Refund, OccurredAt = Start.AddHours(2), Amount = -21, Currency = "EUR",
                    Properties = new PropertyBag([new("order", "o-1")]),
                },
                EventOf("o-1", "looked", 3),
                EventOf("a", EventNames.CartItemAdded, 5),
            ]);

        var result = await ReplayAsync(channel, history);

        result.LeftOut.Should().Be(3);
        result.Problems.Should().HaveCount(3).And.Contain(problem => problem.StartsWith("customer 'bob': ", StringComparison.Ordinal))
            .And.Contain(problem => problem.StartsWith("event 'r-1' of customer 'ada' (refused): amount", StringComparison.Ordinal))
            .And.Contain("event 'o-1' of customer 'ada' (conflict)");
        result.Describe().Should().StartWith("3 records of the history were left out, the first: ");
        channel.Sent.Should().ContainSingle("the cart after them was replayed");
        new ReplayResult().Describe().Should().BeNull();
    }

    private static Task<ReplayResult> ReplayAsync(RecordingChannel channel, params CustomerEvent[] events) =>
        ReplayAsync(channel, new ReplayHistory([Some.Customer("ada")], events));

    private static async Task<ReplayResult> ReplayAsync(RecordingChannel channel, ReplayHistory history)
    {
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddRetentionWorkflows(retention =>
        {
            retention.Store.UseInMemory();
            retention.Journeys.Add(JourneyDefinition.Build(new JourneyName("reacting"), journey =>
            {
                journey.Enroll.On(EventNames.CartItemAdded);
                journey.ExitOn("bought", EventNames.Purchase);
                journey.Steps.Wait("hour", Hours(1)).SendEmail("mail", "mail")
                    .WaitFor("look", new EventName("looked"), Hours(2), received: seen => seen.SendEmail("seen", "mail"));
            }));
            retention.Templates.Use(new PlainTemplates());
            retention.Channels.Add(channel);
            retention.UseReplay(replay => (replay.From, replay.Until, replay.Opens) = (Start, Start.AddDays(5), null));
        });
        await using var provider = services.BuildServiceProvider();
        return await provider.GetRequiredService<JourneyReplay>().RunAsync(history, cancellationToken: Token);
    }

    [Fact]
    public async Task Services_added_after_the_replay_restore_no_worker_and_no_other_clock()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddRetentionWorkflows(
            retention => retention.UseReplay(replay => (replay.From, replay.Until, replay.Opens) = (Start, Start.AddDays(5), null)));
        services.AddRetentionWorkflows(retention => retention.Journeys.Add(JourneyDefinition.Build(new JourneyName("later"), journey =>
        {
            journey.Enroll.On(EventNames.CartItemAdded);
            journey.Steps.RecordEvent("mark", "marked");
        })));
        await using var provider = services.BuildServiceProvider();

        services.Should().NotContain(service => service.ServiceType == typeof(Microsoft.Extensions.Hosting.IHostedService));
        provider.GetRequiredService<TimeProvider>().GetUtcNow().Should().Be(Start);
        await provider.GetRequiredService<JourneyReplay>()
            .RunAsync(new ReplayHistory([Some.Customer("ada")], [EventOf("c1", EventNames.CartItemAdded, 1)]), cancellationToken: Token);
        (await provider.GetRequiredService<IRetentionClient>().ReadCustomerAsync(Ada, Token)).Enrollments.Should().ContainSingle();
    }

    private static CustomerEvent EventOf(string id, EventName name, double hours) =>
        new() { Id = id, Customer = Ada, Name = name, OccurredAt = Start.AddHours(hours) };
}
