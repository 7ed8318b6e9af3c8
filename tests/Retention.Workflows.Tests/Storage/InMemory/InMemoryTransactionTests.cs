using Retention.Workflows.Segments;
using Retention.Workflows.Storage;
using static Retention.Workflows.Tests.Storage.InMemory.Rows;

namespace Retention.Workflows.Tests.Storage.InMemory;

public class InMemoryTransactionTests
{
    private static readonly JourneyName Journey = new("churn");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_next_transaction_sees_committed_changes()
    {
        var store = new InMemoryRetentionStore();
        await using (var transaction = await store.BeginAsync(3, Token))
        {
            await WriteEverythingAsync(transaction);
            await transaction.CommitAsync(Token);
        }

        await using var next = await store.BeginAsync(3, Token);

        (await DescribeAsync(next)).Should()
            .Be("customers c-1; events 2; totals 30 in 1; segments 1; due 1; history 1; counted 2; queued 1; vouchers 1; sweeps 1; next number 3");
    }

    [Fact]
    public async Task A_transaction_disposed_without_commit_changes_nothing()
    {
        var store = new InMemoryRetentionStore(1);
        await using (var transaction = await store.BeginAsync(0, Token))
            await WriteEverythingAsync(transaction);

        await using var next = await store.BeginAsync(0, Token);

        (await DescribeAsync(next)).Should().Be(
            "customers ; events 0; totals none; segments 0; due 0; history 0; counted 0; queued 0; vouchers 0; sweeps 0; next number 1");
    }

    [Fact]
    public async Task A_rollback_restores_replaced_values()
    {
        var store = new InMemoryRetentionStore(1);
        await using (var transaction = await store.BeginAsync(0, Token))
        {
            await WriteEverythingAsync(transaction);
            await transaction.CommitAsync(Token);
        }

        await using (var undone = await store.BeginAsync(0, Token))
        {
            await undone.Customers.SaveAsync([Customer("c-1") with { FirstName = "Grace" }], Token);
            await undone.Enrollments.UpdateAsync([Enrollment(1, null) with { Status = EnrollmentStatus.Completed }], Token);
            await undone.Outbox.UpdateAsync([Message(2, MessageStatus.Dispatching, worker: 9)], Token);
            await undone.Vouchers.UpdateAsync([Voucher("SWIFT", "1/offer/1") with { RedeemedBy = "o-9" }], Token);
            await undone.Enrollments.AddCountersAsync([Counter(5)], Token);
            (await undone.Enrollments.ReadDueAsync(EnrollmentStatus.Waiting, DateTimeOffset.MaxValue, 1, Token)).Should()
                .BeEmpty("the transaction sees what it wrote");
        }

        await using var next = await store.BeginAsync(0, Token);

        (await DescribeAsync(next)).Should()
            .Be("customers c-1; events 2; totals 30 in 1; segments 1; due 1; history 1; counted 2; queued 1; vouchers 1; sweeps 1; next number 3");
        (await next.Customers.FindAsync([new CustomerId("c-1")], Token)).Values.Single().FirstName.Should().Be("Ada");
        (await next.Vouchers.FindAsync(["SWIFT"], Token)).Values.Single().RedeemedBy.Should().BeNull();
        (await next.Outbox.ReadAbandonedAsync(10, Token)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_transaction_with_a_failed_call_cannot_commit()
    {
        var store = new InMemoryRetentionStore(1);
        await using var transaction = await store.BeginAsync(0, Token);
        await transaction.Enrollments.AddAsync([Enrollment(1, Noon)], Token);
        var twice = () => transaction.Enrollments.AddAsync([Enrollment(2, Noon)], Token);
        await twice.Should().ThrowAsync<RetentionStoreException>();

        var commit = () => transaction.CommitAsync(Token);

        await commit.Should().ThrowAsync<InvalidOperationException>();
    }

    [Fact]
    public async Task A_finished_transaction_refuses_every_call()
    {
        var store = new InMemoryRetentionStore(1);
        var transaction = await store.BeginAsync(0, Token);
        await transaction.CommitAsync(Token);

        var late = () => transaction.Customers;

        late.Should().Throw<ObjectDisposedException>();
        await transaction.DisposeAsync();
        (await store.TryBeginAsync(0, Token)).Should().NotBeNull("the second end of a transaction does not free the lock of another one");
        (await store.TryBeginAsync(0, Token)).Should().BeNull();
    }

    [Fact]
    public async Task A_busy_partition_returns_null_and_others_are_free()
    {
        var store = new InMemoryRetentionStore(2);
        await using var holder = await store.BeginAsync(0, Token);

        (await store.TryBeginAsync(0, Token)).Should().BeNull();
        await using var other = await store.TryBeginAsync(1, Token);
        other.Should().NotBeNull();
    }

    [Fact]
    public async Task A_begin_on_a_busy_partition_waits_for_the_commit()
    {
        var store = new InMemoryRetentionStore(1);
        var first = await store.BeginAsync(0, Token);
        var waiting = store.BeginAsync(0, Token);
        waiting.IsCompleted.Should().BeFalse();
        await first.Customers.SaveAsync([Customer("c-1")], Token);
        await first.CommitAsync(Token);

        await using var second = await waiting;

        (await second.Customers.ReadIdsAsync(null, 10, Token)).Should().Equal(new CustomerId("c-1"));
    }

    [Fact]
    public async Task Concurrent_tasks_on_one_partition_lose_no_update()
    {
        var store = new InMemoryRetentionStore(1);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () =>
        {
            await using var transaction = await store.BeginAsync(0, Token);
            transaction.AllocateIds(2);
            await transaction.Enrollments.AddCountersAsync([Counter(1)], Token);
            await transaction.CommitAsync(Token);
        }, Token)));

        await using var last = await store.BeginAsync(0, Token);
        last.AllocateIds(1).Should().Be(101);
        (await last.Enrollments.ReadCountersAsync(Journey, Token)).Single().Count.Should().Be(50);
    }

    private static async Task WriteEverythingAsync(IPartitionTransaction transaction)
    {
        var first = transaction.AllocateIds(2);
        var id = new EnrollmentId(transaction.Partition, first);
        await transaction.Customers.SaveAsync([Customer("c-1")], Token);
        await transaction.Events.AppendAsync([Bought("o-2", "c-1", Noon, 30), Event("e-1", "c-1", "being-warmed-up", Noon)], Token);
        await transaction.Segments.SaveAsync(
            [new CustomerSegment { Customer = new CustomerId("c-1"), Segment = RfmSegment.AtRisk, Model = 1, Since = Noon }], Token);
        await transaction.Enrollments.AddAsync([Enrollment(first, Noon) with { Id = id }], Token);
        await transaction.Enrollments.AppendHistoryAsync([new HistoryEntry { Enrollment = id, At = Noon, Moves = "think" }], Token);
        await transaction.Enrollments.AddCountersAsync([Counter(1), Counter(1)], Token);
        await transaction.Outbox.AddAsync([Message(
            first + 1, MessageStatus.Queued, Noon) with { Id = new MessageId(transaction.Partition, first + 1), Enrollment = id }], Token);
        await transaction.Vouchers.AddAsync([Voucher("SWIFT", "1/offer/1")], Token);
        await transaction.Sweeps.SaveAsync(new SweepState { Sweep = "churn", Occurrence = Noon }, Token);
    }

    private static async Task<string> DescribeAsync(IPartitionTransaction transaction)
    {
        var customer = new CustomerId("c-1");
        var ids = await transaction.Customers.ReadIdsAsync(null, 10, Token);
        var events = await transaction.Events.CountAsync([new(customer, EventNames.Purchase, DateTimeOffset.MinValue, Noon),
            new(customer, "being-warmed-up", DateTimeOffset.MinValue, Noon)], Token);
        var totals = await transaction.Events.ReadTotalsAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, null, 10, Token);
        var segments = await transaction.Segments.ReadAsync(null, 10, Token);
        var due = await transaction.Enrollments.ReadDueAsync(EnrollmentStatus.Waiting, Noon, 10, Token);
        var history = await transaction.Enrollments.ReadHistoryAsync(new EnrollmentId(transaction.Partition, 1), Token);
        var counted = (await transaction.Enrollments.ReadCountersAsync(Journey, Token)).Sum(counter => counter.Count);
        var queued = await transaction.Outbox.ReadDueAsync(Noon, 10, Token);
        var vouchers = await transaction.Vouchers.ReadByCustomerAsync([customer], Token);
        var sweep = await transaction.Sweeps.FindAsync("churn", Token);
        var sum = totals.Count == 0 ? "none" : $"{totals[0].Spent:0} in {totals[0].Purchases}";
        return $"customers {string.Join(',', ids)}; events {events.Sum()}; totals {sum}; segments {segments.Count}; due {due.Count}; history {history.Count}; "
            + $"counted {counted}; queued {queued.Count}; vouchers {vouchers.Count}; sweeps {(sweep is null ? 0 : 1)}; next number {transaction.AllocateIds(1)}";
    }
}
