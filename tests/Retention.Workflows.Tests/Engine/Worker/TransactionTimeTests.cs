using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Replay;

namespace Retention.Workflows.Tests.Engine.Worker;

/// <summary>A worker whose transactions take too long handles fewer rows at a time, so that callers do not wait long.</summary>
public sealed class TransactionTimeTests
{
    [Fact]
    public void Slow_transactions_handle_as_many_rows_as_the_time_allows() =>
        Sizes(6, rows => rows * TimeSpan.FromMicroseconds(400)).Should().Equal(1_000, 250, 250, 250, 250, 250);

    [Fact]
    public void Fast_transactions_have_the_size_of_a_batch() =>
        Sizes(3, _ => TimeSpan.FromMilliseconds(1)).Should().Equal(1_000, 1_000, 1_000);

    [Fact]
    public void A_transaction_has_at_least_100_rows() =>
        Sizes(3, _ => TimeSpan.FromSeconds(1)).Should().Equal(1_000, 100, 100);

    [Fact]
    public void A_batch_of_fewer_rows_stays_as_it_is() =>
        Sizes(3, _ => TimeSpan.FromSeconds(1), options => options.BatchSize = 10).Should().Equal(10, 10, 10);

    [Fact]
    public void After_a_slow_moment_transactions_grow_again()
    {
        var isSlow = true;
        Sizes(6, _ =>
        {
            var taken = isSlow ? TimeSpan.FromSeconds(10) : TimeSpan.Zero;
            isSlow = false;
            return taken;
        }).Should().Equal(1_000, 100, 200, 400, 800, 1_000);
    }

    [Fact]
    public void The_options_say_how_long_a_transaction_may_take() =>
        Sizes(2, rows => rows * TimeSpan.FromMicroseconds(100), options => options.TransactionTime = TimeSpan.FromMilliseconds(50))
            .Should().Equal(1_000, 500);

    [Fact]
    public void A_transaction_that_found_little_to_do_says_nothing_about_the_next()
    {
        var (time, options) = (new ManualTime(DateTimeOffset.UnixEpoch), new WorkerOptions());
        var pace = new BatchPace(options, time);
        var begun = pace.Begin();
        time.Advance(TimeSpan.FromSeconds(1));
        pace.Took(begun, 10);

        pace.Limit.Should().Be(1_000);
    }

    /// <summary>Runs transactions that find more to do than they may, and returns the rows of each.</summary>
    private static List<int> Sizes(int transactions, Func<int, TimeSpan> duration, Action<WorkerOptions>? configure = null)
    {
        var (time, options) = (new ManualTime(DateTimeOffset.UnixEpoch), new WorkerOptions());
        configure?.Invoke(options);
        var pace = new BatchPace(options, time);
        var sizes = new List<int>();
        for (var i = 0; i < transactions; i++)
        {
            var begun = pace.Begin();
            sizes.Add(pace.Limit);
            time.Advance(duration(pace.Limit));
            pace.Took(begun, pace.Limit);
        }

        return sizes;
    }
}
