using Retention.Workflows.Engine.Worker;

namespace Retention.Workflows.Tests.Hosting;

/// <summary>The sleep of a loop: long while idle, never beyond known work, and short while another worker may die.</summary>
public sealed class PollingBackoffTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void An_idle_loop_doubles_its_sleep_up_to_the_maximum() =>
        Quiet(new PollingBackoff(new RetentionOptions()), times: 6).Should()
            .Equal(Seconds(2), Seconds(4), Seconds(8), Seconds(15), Seconds(15), Seconds(15));

    [Fact]
    public void A_signal_and_work_reset_the_backoff()
    {
        var backoff = new PollingBackoff(new RetentionOptions());
        Quiet(backoff, times: 5);

        backoff.After(Rest, isQuiet: false).Should().Be(Seconds(2));
        Quiet(backoff, times: 2).Should().Equal(Seconds(4), Seconds(8));
    }

    [Fact]
    public void No_sleep_goes_beyond_known_due_work()
    {
        var backoff = new PollingBackoff(new RetentionOptions());
        Quiet(backoff, times: 5);

        backoff.After(Rest with { Next = Now + Seconds(7) }, isQuiet: true).Should().Be(Seconds(7));
        backoff.After(Rest with { Next = Now + Seconds(20) }, isQuiet: true).Should().Be(Seconds(15));
    }

    [Fact]
    public void Due_work_that_failed_is_retried_after_a_delay() =>
        new PollingBackoff(new RetentionOptions()).After(Rest with { Next = Now, IsElsewhere = true }, isQuiet: true).Should()
            .Be(TimeSpan.FromMilliseconds(100));

    [Fact]
    public void No_sleep_exceeds_a_second_while_another_worker_has_claimed_work()
    {
        var backoff = new PollingBackoff(new RetentionOptions());
        Quiet(backoff, times: 5);

        for (var round = 0; round < 10; round++)
            backoff.After(Rest with { IsElsewhere = true }, isQuiet: true).Should().Be(Seconds(1));
        Quiet(new PollingBackoff(new RetentionOptions { Worker = { PollInterval = TimeSpan.FromMilliseconds(300) } }), times: 1,
            elsewhere: true).Should().Equal(TimeSpan.FromMilliseconds(300));
    }

    private static CycleResult Rest { get; } = new(DidAnything: false, Now, Next: null, IsElsewhere: false);

    private static List<TimeSpan> Quiet(PollingBackoff backoff, int times, bool elsewhere = false) =>
        [.. Enumerable.Range(0, times).Select(_ => backoff.After(Rest with { IsElsewhere = elsewhere }, isQuiet: true))];

    private static TimeSpan Seconds(int count) => TimeSpan.FromSeconds(count);
}
