using Retention.Workflows.Engine.Worker;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Tests.Engine.Worker;

/// <summary>Loops share a read of the due work, and no loop gets a result that is too old.</summary>
public sealed class DueWorkCacheTests
{
    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch);
    private readonly AsyncPulse _bell = new();
    private readonly CountedStore _store = new();
    private readonly DueWorkCache _look;

    public DueWorkCacheTests() => _look = new DueWorkCache(_store, _bell, _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Loops_that_wake_together_share_one_read()
    {
        await _look.ReadAsync(Token);
        await _look.ReadAsync(Token);
        await _look.ReadAsync(Token);

        _store.Looks.Should().Be(1);
    }

    [Fact]
    public async Task A_loop_that_wakes_later_reads_again_and_finds_unsignalled_work()
    {
        await _look.ReadAsync(Token);
        _time.Advance(PollingBackoff.Shortest);
        _store.Due = DateTimeOffset.MinValue;

        (await _look.ReadAsync(Token)).Partitions[0].Steps.Should().Be(DateTimeOffset.MinValue);
    }

    [Fact]
    public async Task A_loop_woken_by_a_signal_gets_no_read_from_before_the_signal()
    {
        await _look.ReadAsync(Token);
        _bell.Set();

        await _look.ReadAsync(Token);

        _store.Looks.Should().Be(2);
    }

    [Fact]
    public async Task A_failed_read_is_not_shared()
    {
        _store.Fails = true;
        await FluentActions.Awaiting(() => _look.ReadAsync(Token)).Should().ThrowAsync<RetentionStoreException>();
        _store.Fails = false;

        await FluentActions.Awaiting(() => _look.ReadAsync(Token)).Should().NotThrowAsync();
    }

    [Fact]
    public async Task Only_the_first_read_that_shows_work_wakes_the_other_loops()
    {
        _store.Due = DateTimeOffset.MinValue;
        var first = _bell.Next;
        await _look.ReadAsync(Token);
        first.IsCompleted.Should().BeTrue();

        _time.Advance(PollingBackoff.Shortest);
        var second = _bell.Next;
        await _look.ReadAsync(Token);
        second.IsCompleted.Should().BeFalse();
    }

    private sealed class CountedStore : IRetentionStore
    {
        private readonly InMemoryRetentionStore _inner = new(1);

        internal int Looks { get; private set; }

        internal bool Fails { get; set; }

        internal DateTimeOffset? Due { get; set; }

        public int PartitionCount => 1;

        public ICatalogStore Catalog => _inner.Catalog;

        public Task InitializeAsync(CancellationToken cancellationToken = default) => _inner.InitializeAsync(cancellationToken);

        public Task<DueWork> ReadDueWorkAsync(CancellationToken cancellationToken = default)
        {
            Looks++;
            return Fails
                ? Task.FromException<DueWork>(new RetentionStoreException("The store failed."))
                : Task.FromResult(new DueWork { Partitions = [new PartitionDueWork(Due, null, null, false, false)] });
        }

        public Task<IPartitionTransaction> BeginAsync(int partition, CancellationToken cancellationToken = default) =>
            _inner.BeginAsync(partition, cancellationToken);

        public Task<IPartitionTransaction?> TryBeginAsync(int partition, CancellationToken cancellationToken = default) =>
            _inner.TryBeginAsync(partition, cancellationToken);

        public Task<IWorkerRegistration> RegisterWorkerAsync(CancellationToken cancellationToken = default) =>
            _inner.RegisterWorkerAsync(cancellationToken);
    }
}
