using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Retention.Workflows.Engine.Delivery;
using Retention.Workflows.Messaging;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Engine.Delivery;

/// <summary>Rate limits and pauses of a channel, tested without an engine.</summary>
public sealed class ChannelRateLimiterTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 8, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 300)]
    [InlineData(7, 0)]
    [InlineData(7, 40)]
    [InlineData(2500, 0)]
    public void Messages_of_a_rate_limited_backlog_are_postponed_only_a_few_times_each(double rate, int lateness)
    {
        const int Messages = 600;
        var rateLimiter = Governor(rate);
        var (now, asked) = (Start, 0);
        var passed = new List<DateTimeOffset>();
        var waiting = new PriorityQueue<OutboxMessage, (DateTimeOffset Due, int Order)>();
        for (var number = 0; number < Messages; number++)
        {
            if (number % 8 == 0)
                now = now.AddMilliseconds(10); // a chunk takes its time
            ToCondition(Message(number));
        }

        while (waiting.TryDequeue(out var next, out var key))
        {
            if (key.Due > now)
                now = key.Due.AddMilliseconds(lateness);
            ToCondition(next);
        }

        asked.Should().BeLessThan(4 * Messages);
        passed.Should().HaveCount(Messages);
        foreach (var at in passed)
            passed.Count(other => other > at.AddSeconds(-10) && other <= at).Should()
                .BeLessThanOrEqualTo((int)Math.Ceiling((10 * rate) + Math.Max(1, rate)));
        (passed[^1] - Start).Should().BeLessThan(TimeSpan.FromSeconds(10 + (1.5 * Messages / rate)));

        void ToCondition(OutboxMessage message)
        {
            asked++;
            if (rateLimiter.HeldUntil(message, now) is not { } held)
            {
                passed.Add(now);
                return;
            }

            held.Should().BeAfter(now);
            held = DateTimeOffset.FromUnixTimeMilliseconds(held.ToUnixTimeMilliseconds()); // in the precision of the stores
            waiting.Enqueue(message with { DueAt = held, Reason = "channel-paused" }, (held, asked));
        }
    }

    [Fact]
    public void A_withdrawn_backlog_delays_no_later_message()
    {
        var rateLimiter = Governor(rate: 1);
        for (var number = 0; number < 100_000; number++)
            rateLimiter.HeldUntil(Message(number), Start);
        var later = Start.AddMinutes(5); // all of them were withdrawn meanwhile

        rateLimiter.HeldUntil(Message(100_001), later).Should().BeNull();
        rateLimiter.HeldUntil(Message(100_002), later).Should().BeBefore(later.AddMinutes(75));
    }

    [Fact]
    public void A_clock_set_back_does_not_delay_a_rate_limited_channel_for_the_whole_jump()
    {
        var rateLimiter = Governor(rate: 1);
        for (var number = 0; number < 8; number++)
            rateLimiter.HeldUntil(Message(number), Start);
        var before = Start.AddDays(-1);

        rateLimiter.HeldUntil(Message(9), before).Should().BeNull();
        rateLimiter.HeldUntil(Message(10), before).Should().BeBefore(before.AddMinutes(1));
    }

    [Fact]
    public void A_clock_set_back_does_not_pause_a_channel_for_the_whole_jump()
    {
        var rateLimiter = Governor(rate: 1000);
        for (var number = 0; number < 8; number++)
            rateLimiter.Record(Channel.Sms, DeliveryResult.RetryLater("busy"), Start);
        rateLimiter.HeldUntil(Message(1), Start).Should().BeAfter(Start);

        rateLimiter.HeldUntil(Message(2), Start.AddDays(-1)).Should().BeBefore(Start.AddDays(-1).AddMinutes(12));
        rateLimiter.HeldUntil(Message(3), Start.AddDays(-1).AddMinutes(12)).Should().BeNull();
    }

    private static ChannelRateLimiter Governor(double rate)
    {
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton<TimeProvider>(new ManualTime(Start));
        services.AddRetentionWorkflows(retention =>
        {
            retention.Store.UseInMemory();
            retention.Templates.Use(new PlainTemplates());
            retention.Configure(options => options.RateLimits[Channel.Sms] = rate);
        });
        return services.BuildServiceProvider().GetRequiredService<ChannelRateLimiter>();
    }

    private static OutboxMessage Message(int number) => new()
    {
        Id = new MessageId(0, number + 1),
        Enrollment = new EnrollmentId(0, number + 1),
        Journey = new JourneyName("under-test"),
        Version = 1,
        Step = "text",
        Customer = new CustomerId($"c{number}"),
        Channel = Channel.Sms,
        QueuedAt = Start,
        DueAt = Start,
        Status = MessageStatus.Queued,
    };
}
