using Retention.Workflows.Segments;
using Retention.Workflows.Storage;
using static Retention.Workflows.Tests.Storage.InMemory.Rows;

namespace Retention.Workflows.Tests.Storage.InMemory;

public class InMemoryRolesTests
{
    private static readonly CustomerId Ada = new("ada");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ids_are_paged_in_ordinal_order()
    {
        await using var transaction = await BeginAsync();
        await transaction.Customers.SaveAsync(
            [Customer("b"), Customer("a"), Customer("B"), Customer("10"), Customer("9"), Customer("a")], Token);

        var first = await transaction.Customers.ReadIdsAsync(null, 3, Token);
        var second = await transaction.Customers.ReadIdsAsync(first[^1], 3, Token);

        first.Select(id => id.Value).Should().Equal("10", "9", "B");
        second.Select(id => id.Value).Should().Equal("a", "b");
        (await transaction.Customers.ReadIdsAsync(new CustomerId("b"), 3, Token)).Should().BeEmpty();
        (await transaction.Customers.ReadIdsAsync(new CustomerId("a-gone"), 3, Token)).Should().Equal(new CustomerId("b"));
    }

    [Fact]
    public async Task An_event_is_stored_once_and_other_content_under_its_id_is_refused()
    {
        await using var transaction = await BeginAsync();

        var outcomes = await transaction.Events.AppendAsync(
            [Bought("o-1", "ada", Noon, 10), Bought("o-1", "ada", Noon, 10), Bought("o-1", "ada", Noon, 11),
                Bought("o-1", "bob", Noon, 11)], Token);

        outcomes.Should().Equal(AppendOutcome.Stored, AppendOutcome.Duplicate, AppendOutcome.Conflict, AppendOutcome.Stored);
        (await transaction.Events.ReadAsync([new(Ada, EventNames.Purchase, DateTimeOffset.MinValue, Noon)], Token))[0].Single().Amount
            .Should().Be(10);
    }

    [Fact]
    public async Task A_window_excludes_its_start_and_includes_its_end()
    {
        await using var transaction = await BeginAsync();
        await transaction.Events.AppendAsync(
            [.. new[] { 3, 0, 2, 1, 2 }.Select((hour, index) => Event($"e-{index}", "ada", "visited", Noon.AddHours(hour)))], Token);

        var windows = new EventWindow[] { new(Ada, "visited", Noon, Noon.AddHours(2)), new(Ada, "visited", Noon.AddHours(2), Noon),
            new(Ada, "left", Noon, Noon.AddHours(9)) };

        (await transaction.Events.CountAsync(windows, Token)).Should().Equal(3, 0, 0);
        (await transaction.Events.ReadAsync(windows, Token))[0].Select(@event => @event.Id).Should().Equal("e-3", "e-2", "e-4");
    }

    [Fact]
    public async Task Refunds_lower_the_sum_and_do_not_count_as_purchases()
    {
        await using var transaction = await BeginAsync();
        await transaction.Events.AppendAsync(
            [Bought("o-1", "ada", Noon, 100), Bought("o-2", "ada", Noon.AddDays(1), 50), Event("r-1", "ada", EventNames.Refund,
                Noon.AddDays(2), -30, "EUR"), Event("r-2", "bob", EventNames.Refund, Noon, -5, "EUR")], Token);

        var sums = await transaction.Events.SumPurchasesAsync(
            [new(Ada, Noon, Noon.AddDays(2)), new(new CustomerId("bob"), DateTimeOffset.MinValue, Noon),
                new(new CustomerId("eve"), DateTimeOffset.MinValue, Noon)], Token);

        sums[0].Should().Equal(new PurchaseTotals(Ada, Noon.AddDays(1), Noon.AddDays(1), 1, 20, "EUR"));
        sums[1].Single().LastPurchaseAt.Should().Be(DateTimeOffset.MinValue);
        sums[1].Single().Spent.Should().Be(-5);
        sums[2].Should().BeEmpty();
    }

    [Fact]
    public async Task Totals_are_paged_by_customer_and_exclude_the_end_of_the_window()
    {
        await using var transaction = await BeginAsync();
        await transaction.Events.AppendAsync(
            [Bought("1", "c", Noon, 1), Bought("1", "a", Noon, 2), Bought("1", "b", Noon.AddDays(1), 4),
                Bought("1", "d", Noon.AddHours(1), 8)], Token);

        var first = await transaction.Events.ReadTotalsAsync(DateTimeOffset.MinValue, Noon.AddDays(1), null, 2, Token);
        var second = await transaction.Events.ReadTotalsAsync(DateTimeOffset.MinValue, Noon.AddDays(1), first[^1].Customer, 2, Token);

        first.Select(totals => totals.Customer.Value).Should().Equal("a", "c");
        second.Select(totals => totals.Customer.Value).Should().Equal("d");
    }

    [Fact]
    public async Task Each_currency_has_its_own_sum()
    {
        await using var transaction = await BeginAsync();
        await transaction.Events.AppendAsync(
            [Bought("o-1", "ada", Noon, 1), Bought("o-2", "ada", Noon, 2, "CZK"), Bought("o-1", "bob", Noon, 1, "USD")], Token);

        var sums = await transaction.Events.SumPurchasesAsync(
            [new(new CustomerId("bob"), DateTimeOffset.MinValue, Noon), new(Ada, DateTimeOffset.MinValue, Noon)], Token);

        sums.Select(rows => string.Join(", ", rows.Select(row => $"{row.Spent} {row.Currency}"))).Should().Equal("1 USD", "2 CZK, 1 EUR");
    }

    [Fact]
    public async Task The_log_is_read_as_it_was_appended()
    {
        await using var transaction = await BeginAsync();
        await transaction.Events.AppendAsync([Bought("3", "ada", Noon.AddDays(3), 1), Bought("1", "bob", Noon, 1),
            Event("x", "ada", "visited", Noon), Bought("2", "ada", Noon, 1)], Token);

        var first = await transaction.Events.ReadLogAsync(EventNames.Purchase, 0, 2, Token);
        var second = await transaction.Events.ReadLogAsync(EventNames.Purchase, first.Position, 2, Token);
        var third = await transaction.Events.ReadLogAsync(EventNames.Purchase, second.Position, 2, Token);

        first.Events.Concat(second.Events).Select(@event => @event.Id).Should().Equal("3", "1", "2");
        third.Events.Should().BeEmpty();
        third.Position.Should().Be(second.Position);
    }

    [Fact]
    public async Task Due_enrollments_are_ordered_by_time_and_number_and_an_update_moves_them()
    {
        await using var transaction = await BeginAsync();
        await transaction.Enrollments.AddAsync(
            [Enrollment(1, Noon.AddDays(2), key: "1"), Enrollment(2, Noon, key: "2"), Enrollment(3, Noon.AddDays(1), key: "3"),
                Enrollment(4, Noon, key: "4"), Enrollment(5, Noon, key: "5") with { Status = EnrollmentStatus.AwaitingCallback }], Token);
        await transaction.Enrollments.UpdateAsync([Enrollment(2, Noon.AddDays(1), key: "2")], Token);

        var due = await transaction.Enrollments.ReadDueAsync(EnrollmentStatus.Waiting, Noon.AddDays(1), 10, Token);

        due.Select(enrollment => enrollment.Id.Number).Should().Equal(4, 2, 3);
        (await transaction.Enrollments.ReadDueAsync(EnrollmentStatus.Waiting, Noon.AddDays(9), 2, Token)).Should().HaveCount(2);
        (await transaction.Enrollments.ReadDueAsync(EnrollmentStatus.AwaitingCallback, Noon, 10, Token))
            .Select(enrollment => enrollment.Id.Number).Should().Equal(5);
    }

    [Fact]
    public async Task Instants_come_back_in_UTC_with_whole_milliseconds()
    {
        await using var transaction = await BeginAsync();
        var odd = new DateTimeOffset(2026, 3, 10, 14, 0, 0, TimeSpan.FromHours(2)).AddTicks(7);
        await transaction.Enrollments.AddAsync([Enrollment(1, odd)], Token);

        var kept = (await transaction.Enrollments.ReadDueAsync(EnrollmentStatus.Waiting, Noon, 1, Token)).Single();

        kept.DueAt!.Value.EqualsExact(Noon).Should().BeTrue();
    }

    [Fact]
    public async Task Active_enrollments_are_counted_by_step()
    {
        await using var transaction = await BeginAsync();
        await transaction.Enrollments.AddAsync(
            [Enrollment(1, Noon, key: "1"), Enrollment(2, Noon, key: "2"), Enrollment(3, null, key: "3") with { Status =
                EnrollmentStatus.Stuck }, Enrollment(4, null, key: "4") with { Status = EnrollmentStatus.Exited }], Token);

        (await transaction.Enrollments.CountByStepAsync(new JourneyName("churn"), Token)).Should().Equal(
            new StepPopulation(1, "think", EnrollmentStatus.Waiting, 2), new StepPopulation(1, "think", EnrollmentStatus.Stuck, 1));
    }

    [Fact]
    public async Task Counters_add_up_by_their_whole_key()
    {
        await using var transaction = await BeginAsync();
        await transaction.Enrollments.AddCountersAsync([Counter(1, 2.5m), Counter(2, 1), Counter(4, detail: "sms")], Token);

        (await transaction.Enrollments.ReadCountersAsync(new JourneyName("churn"), Token)).Should()
            .BeEquivalentTo([Counter(3, 3.5m), Counter(4, detail: "sms")]);
        (await transaction.Enrollments.ReadCountersAsync(new JourneyName("other"), Token)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_message_is_abandoned_when_its_worker_is_gone()
    {
        var store = new InMemoryRetentionStore(1);
        var gone = await store.RegisterWorkerAsync(Token);
        await using var alive = await store.RegisterWorkerAsync(Token);
        await using var transaction = await store.BeginAsync(0, Token);
        await transaction.Outbox.AddAsync(
            [Message(1, MessageStatus.Dispatching, worker: gone.Worker), Message(2, MessageStatus.Dispatching, worker: alive.Worker),
                Message(3, MessageStatus.Queued, Noon), Message(4, MessageStatus.Sent, worker: gone.Worker)], Token);
        (await transaction.Outbox.ReadAbandonedAsync(10, Token)).Should().BeEmpty();

        await gone.DisposeAsync();

        (await transaction.Outbox.ReadAbandonedAsync(10, Token)).Select(message => message.Id.Number).Should().Equal(1);
        (await transaction.Outbox.ReadByEnrollmentAsync([new EnrollmentId(0, 1)], Token)).Should().HaveCount(4);
    }

    [Theory]
    [InlineData("SWIFT-1", "other-key")]
    [InlineData("SWIFT-2", "key")]
    public async Task A_voucher_has_a_unique_code_and_key(string code, string key)
    {
        await using var transaction = await BeginAsync();
        await transaction.Vouchers.AddAsync([Voucher("SWIFT-1", "key")], Token);

        var again = () => transaction.Vouchers.AddAsync([Voucher(code, key)], Token);

        (await again.Should().ThrowAsync<RetentionStoreException>()).Which.Message.Should().NotContain("SWIFT", "a code is a secret");
    }

    [Fact]
    public async Task A_journey_version_and_the_model_of_a_day_are_written_once()
    {
        var catalog = new InMemoryRetentionStore().Catalog;
        var version = new JourneyVersion { Journey = new JourneyName("churn"), Version = 1, Fingerprint = "f", Definition = "{}",
            PublishedAt = Noon };
        var model = new StoredRfmModel { Version = 1, AsOf = new DateOnly(2026, 3, 10), Model = "{}" };

        (await catalog.TryAddJourneyAsync(version, Token)).Should().BeTrue();
        (await catalog.TryAddJourneyAsync(version with { Fingerprint = "other" }, Token)).Should().BeFalse();
        (await catalog.TryAddModelAsync(model, Token)).Should().BeTrue();
        (await catalog.TryAddModelAsync(model with { Version = 2 }, Token)).Should().BeFalse();
        (await catalog.TryAddModelAsync(model with { AsOf = new DateOnly(2026, 3, 11) }, Token)).Should().BeFalse();

        (await catalog.ReadJourneysAsync(Token)).Single().Fingerprint.Should().Be("f");
        (await catalog.ReadLatestModelAsync(Token)).Should().Be(model);
    }

    private static Task<IPartitionTransaction> BeginAsync() => new InMemoryRetentionStore(1).BeginAsync(0, Token);
}
