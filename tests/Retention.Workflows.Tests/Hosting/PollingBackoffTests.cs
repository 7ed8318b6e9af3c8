using Retention.Workflows.Engine.Worker;

namespace Retention.Workflows.Tests.Hosting;

/// <summary>How long a loop sleeps: long while nothing happens, never over what is known, and short while another worker may die.</summary>
public sealed class PollingBackoffTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void While_nothing_happens_each_sleep_is_twice_as_long_up_to_the_ceiling() =>
        Quiet(new PollingBackoff(new RetentionOptions()), times: 6).Should().Equal(Seconds(2), Seconds(4), Seconds(8), Seconds(15), Seconds(15), Seconds(15));

    [Fact]
    public void A_ring_and_work_make_it_begin_anew()
    {
        var backoff = new PollingBackoff(new RetentionOptions());
        Quiet(backoff, times: 5);

        backoff.After(Rest, isQuiet: false).Should().Be(Seconds(2));
        Quiet(backoff, times: 2).Should().Equal(Seconds(4), Seconds(8));
    }

    [Fact]
    public void Nothing_that_is_known_is_slept_over()
    {
        var backoff = new PollingBackoff(new RetentionOptions());
        Quiet(backoff, times: 5);

        backoff.After(Rest with { Next = Now + Seconds(7) }, isQuiet: true).Should().Be(Seconds(7));
        backoff.After(Rest with { Next = Now + Seconds(20) }, isQuiet: true).Should().Be(Seconds(15));
    }

    [Fact]
    public void What_is_due_and_could_not_be_done_is_tried_again_in_a_while() =>
        new PollingBackoff(new RetentionOptions()).After(Rest with { Next = Now, IsElsewhere = true }, isQuiet: true).Should().Be(TimeSpan.FromMilliseconds(100));

    [Fact]
    public void While_another_worker_has_something_in_hand_no_sleep_is_longer_than_a_second()
    {
        var backoff = new PollingBackoff(new RetentionOptions());
        Quiet(backoff, times: 5);

        for (var round = 0; round < 10; round++)
            backoff.After(Rest with { IsElsewhere = true }, isQuiet: true).Should().Be(Seconds(1));
        Quiet(new PollingBackoff(new RetentionOptions { PollInterval = TimeSpan.FromMilliseconds(300) }), times: 1, elsewhere: true).Should().Equal(TimeSpan.FromMilliseconds(300));
    }

    private static CycleResult Rest { get; } = new(DidAnything: false, Now, Next: null, IsElsewhere: false);

    private static List<TimeSpan> Quiet(PollingBackoff backoff, int times, bool elsewhere = false) =>
        [.. Enumerable.Range(0, times).Select(_ => backoff.After(Rest with { IsElsewhere = elsewhere }, isQuiet: true))];

    private static TimeSpan Seconds(int count) => TimeSpan.FromSeconds(count);
}
