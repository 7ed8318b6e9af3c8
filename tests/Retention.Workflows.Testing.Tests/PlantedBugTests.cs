using Retention.Workflows.Segments;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing.Stores;

namespace Retention.Workflows.Testing.Tests;

/// <summary>The contract finds bugs: each bug here, planted into a store that keeps all rules, breaks at least one rule.</summary>
public sealed class PlantedBugTests
{
    public static TheoryData<string> Names => [.. Bugs.Keys];

    private static Dictionary<string, Bug> Bugs { get; } = new()
    {
        ["keeps what was not committed"] = Bug.In<IPartitionTransaction>(nameof(IPartitionTransaction.DisposeAsync), (inner, _, call) =>
        {
            ((IPartitionTransaction)inner).CommitAsync();
            return call();
        }),
        ["loses what was committed"] = Bug.In<IPartitionTransaction>(
            nameof(IPartitionTransaction.CommitAsync), (inner, _, _) => ((IPartitionTransaction)inner).DisposeAsync().AsTask()),
        ["gives numbers twice"] = Bug.In<IPartitionTransaction>(
            nameof(IPartitionTransaction.AllocateIds), (_, arguments, call) => Math.Min((long)call()!, 3)),
        ["never begins at once"] = Bug.In<IRetentionStore>(
            nameof(IRetentionStore.TryBeginAsync), (_, _, _) => Task.FromResult<IPartitionTransaction?>(null)),
        ["forgets attributes"] = Bug.In<ICustomerStore>(nameof(ICustomerStore.SaveAsync), (_, arguments, call) =>
        {
            arguments[0] = ((IReadOnlyList<Customer>)arguments[0]!).Select(customer => customer with { Attributes = PropertyBag.Empty })
                .ToList();
            return call();
        }),
        ["loses the last id of a page"] = Bug.In<ICustomerStore>(nameof(ICustomerStore.ReadIdsAsync), (_, arguments, call) =>
        {
            var page = ((Task<IReadOnlyList<CustomerId>>)call()!).Result;
            return Task.FromResult<IReadOnlyList<CustomerId>>(
                page.Count == (int)arguments[1]! && page.Count > 1 ? [.. page.SkipLast(1)] : page);
        }),
        ["takes a conflict for a duplicate"] = Bug.In<IEventLog>(
            nameof(IEventLog.AppendAsync), (_, _, call) => Task.FromResult<IReadOnlyList<AppendOutcome>>(
                [.. ((Task<IReadOnlyList<AppendOutcome>>)call()!).Result
                    .Select(outcome => outcome == AppendOutcome.Conflict ? AppendOutcome.Duplicate : outcome)])),
        ["loses events that happen once"] = Bug.In<IEventLog>(nameof(IEventLog.AddAsync), (_, _, _) => Task.CompletedTask),
        ["includes the start of a window"] = Bug.In<IEventLog>(nameof(IEventLog.CountAsync), (_, arguments, call) =>
            Windows(arguments, call, window => window with { After = window.After.AddTicks(window.After.Ticks > 0 ? -1 : 0) })),
        ["excludes the end of a window"] = Bug.In<IEventLog>(nameof(IEventLog.ReadAsync),
            (_, arguments, call) => Windows(arguments, call, window => window with { Until = window.Until.AddTicks(-1) })),
        ["takes a refund for a purchase"] = Bug.In<IEventLog>(
            nameof(IEventLog.SumPurchasesAsync), (_, _, call) => Sums(call, sum => sum.Purchases == 0
                ? new PurchaseTotals(sum.Customer, Rows.Noon, Rows.Noon, 1, sum.Spent, sum.Currency) : sum)),
        ["adds up without ten-thousandths"] = Bug.In<IEventLog>(
            nameof(IEventLog.SumPurchasesAsync), (_, _, call) => Sums(call, totals => new PurchaseTotals(
                totals.Customer, totals.FirstPurchaseAt, totals.LastPurchaseAt, totals.Purchases, Math.Round(totals.Spent, 2),
                totals.Currency))),
        ["adds up currencies"] = Bug.In<IEventLog>(
            nameof(IEventLog.SumPurchasesAsync), (_, _, call) => Task.FromResult<IReadOnlyList<IReadOnlyList<PurchaseTotals>>>(
                [.. ((Task<IReadOnlyList<IReadOnlyList<PurchaseTotals>>>)call()!).Result.Select(
                    rows => rows.Count < 2 ? rows : (PurchaseTotals[])[new PurchaseTotals(rows[0].Customer, rows[0].FirstPurchaseAt,
                        rows[0].LastPurchaseAt, rows.Sum(row => row.Purchases), rows.Sum(row => row.Spent), rows[0].Currency)])])),
        ["splits the currencies of a customer over pages"] = Bug.In<IEventLog>(nameof(IEventLog.ReadTotalsAsync), (_, arguments, call) =>
            Task.FromResult<IReadOnlyList<PurchaseTotals>>(
                [.. ((Task<IReadOnlyList<PurchaseTotals>>)call()!).Result.Take((int)arguments[3]!)])),
        ["includes the end of all totals"] = Bug.In<IEventLog>(nameof(IEventLog.ReadTotalsAsync), (_, arguments, call) =>
        {
            var before = (DateTimeOffset)arguments[1]!;
            arguments[1] = before.UtcTicks < DateTimeOffset.MaxValue.UtcTicks ? before.AddTicks(1) : before;
            return call();
        }),
        ["reads due enrollments by number"] = Bug.In<IEnrollmentStore>(nameof(IEnrollmentStore.ReadDueAsync), (_, _, call) =>
            Task.FromResult<IReadOnlyList<Enrollment>>(
                [.. ((Task<IReadOnlyList<Enrollment>>)call()!).Result.OrderBy(enrollment => enrollment.Id.Number)])),
        ["is late by a millisecond"] = Bug.In<IEnrollmentStore>(nameof(IEnrollmentStore.ReadDueAsync), (_, arguments, call) =>
        {
            arguments[1] = ((DateTimeOffset)arguments[1]!).AddMilliseconds(-1);
            return call();
        }),
        ["forgets who calls"] = DueWork(partition => partition with { Calls = null }),
        ["forgets abandoned messages"] = DueWork(partition => partition with { HasAbandoned = false }),
        ["takes no signal"] = Bug.In<IPartitionTransaction>(nameof(IPartitionTransaction.SignalWork), (_, _, _) => null),
        ["loses what an enrollment did on entry"] = Bug.In<IEnrollmentStore>(nameof(IEnrollmentStore.AddMovedAsync),
            (inner, arguments, _) => ((IEnrollmentStore)inner).AddAsync((IReadOnlyList<Enrollment>)arguments[0]!)),
        ["turns the history around"] = Bug.In<IEnrollmentStore>(nameof(IEnrollmentStore.ReadHistoryAsync), (_, _, call) =>
            Task.FromResult<IReadOnlyList<HistoryEntry>>([.. ((Task<IReadOnlyList<HistoryEntry>>)call()!).Result.Reverse()])),
        ["says nothing when what is to be replaced is not there"] = Bug.In<IEnrollmentStore>(
            nameof(IEnrollmentStore.UpdateAsync), (inner, arguments, call) =>
            {
                var known = ((IEnrollmentStore)inner)
                    .FindAsync([.. ((IReadOnlyList<Enrollment>)arguments[0]!).Select(enrollment => enrollment.Id)]).Result;
                arguments[0] = ((IReadOnlyList<Enrollment>)arguments[0]!).Where(enrollment => known.ContainsKey(enrollment.Id)).ToList();
                return call();
            }),
        ["reads messages that are not queued"] = Bug.In<IOutboxStore>(
            nameof(IOutboxStore.ReadDueAsync), (inner, arguments, _) => Task.FromResult<IReadOnlyList<OutboxMessage>>(
                [.. ((IOutboxStore)inner).ReadAllAsync(0, 1_000).Result.Where(message => message.DueAt <= (DateTimeOffset)arguments[0]!)
                    .OrderBy(message => message.DueAt).ThenBy(message => message.Id.Number).Take((int)arguments[1]!)])),
        ["never finds what was abandoned"] = Bug.In<IOutboxStore>(
            nameof(IOutboxStore.ReadAbandonedAsync), (_, _, _) => Task.FromResult<IReadOnlyList<OutboxMessage>>([])),
        ["takes all that is handed over for abandoned"] = Bug.In<IOutboxStore>(
            nameof(IOutboxStore.ReadAbandonedAsync), (inner, arguments, _) => Task.FromResult<IReadOnlyList<OutboxMessage>>(
                [.. ((IOutboxStore)inner).ReadAllAsync(0, 1_000).Result.Where(message => message.Status == MessageStatus.Dispatching)
                    .Take((int)arguments[0]!)])),
        ["does not redeem"] = Bug.In<IVoucherStore>(nameof(IVoucherStore.UpdateAsync), (_, _, _) => Task.CompletedTask),
        ["forgets sweeps"] = Bug.In<ISweepStore>(nameof(ISweepStore.SaveAsync), (_, _, _) => Task.CompletedTask),
        ["says it erased and does not"] = Bug.In<IMaintenanceStore>(
            nameof(IMaintenanceStore.EraseAsync), (inner, arguments, _) => Task.FromResult(new ErasedRows { Customers = 1 })),
        ["erases everybody"] = Bug.In<IMaintenanceStore>(nameof(IMaintenanceStore.EraseAsync), (_, arguments, call) =>
        {
            arguments[0] = ((IReadOnlyCollection<CustomerId>)arguments[0]!).Append(Rows.Bob).ToList();
            return call();
        }),
        ["purges a millisecond too much"] = Bug.In<IMaintenanceStore>(nameof(IMaintenanceStore.PurgeEventsAsync), (_, arguments, call) =>
        {
            arguments[0] = ((DateTimeOffset)arguments[0]!).AddMilliseconds(1);
            return call();
        }),
        ["purges journeys that are excepted"] = Bug.In<IMaintenanceStore>(
            nameof(IMaintenanceStore.PurgeEnrollmentsAsync), (_, arguments, call) =>
            {
                arguments[1] = Array.Empty<JourneyName>();
                return call();
            }),
        ["purges only the first chunk"] = Bug.In<IMaintenanceStore>(nameof(IMaintenanceStore.PurgeVouchersAsync), (_, _, call) =>
            Task.FromResult(((Task<PurgeChunk>)call()!).Result with { Position = null })),
        ["adds a version twice"] = Bug.In<ICatalogStore>(nameof(ICatalogStore.TryAddJourneyAsync), (_, _, call) =>
        {
            call();
            return Task.FromResult(true);
        }),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_planted_bug_is_found(string bug)
    {
        var contract = new BuggyStoreContract(Bugs[bug]);
        var broken = new List<string>();
        foreach (var rule in RetentionStoreContract.Rules)
        {
            try
            {
                await contract.RunAsync(rule, TestContext.Current.CancellationToken);
            }
            catch (ContractViolationException violation) when (violation.InnerException is not null)
            {
                // A rule that crashes on the bug instead of reporting it proves nothing.
            }
            catch (ContractViolationException)
            {
                broken.Add(rule);
            }
        }

        broken.Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_broken_rule_reports_expected_and_actual()
    {
        var contract = new BuggyStoreContract(Bugs["is late by a millisecond"]);
        var violation = await Assert.ThrowsAsync<ContractViolationException>(
            () => contract.RunAsync(
                "An_enrollment_due_now_is_due_and_one_due_a_millisecond_later_is_not", TestContext.Current.CancellationToken));
        violation.Message.Should().Be("Due now: expected [1], but got [].");
    }

    [Fact]
    public async Task A_random_run_that_fails_names_its_seed()
    {
        var contract = new BuggyStoreContract(Bugs["does not redeem"]);
        var violation = await Assert.ThrowsAsync<ContractViolationException>(
            () => contract.RunAsync(
                "Random_calls_are_answered_as_the_in_memory_store_answers_them", TestContext.Current.CancellationToken));
        violation.Message.Should().StartWith("Seed ").And.Contain("redeem vouchers");
    }

    [Fact]
    public async Task An_unknown_rule_is_refused()
    {
        await FluentActions.Awaiting(
            () => new BuggyStoreContract(Bugs["forgets sweeps"]).RunAsync("No_such_rule", TestContext.Current.CancellationToken))
            .Should().ThrowAsync<ArgumentException>().WithMessage("*No_such_rule*");
    }

    private static Bug DueWork(Func<PartitionDueWork, PartitionDueWork> change) =>
        Bug.In<IRetentionStore>(nameof(IRetentionStore.ReadDueWorkAsync), (_, _, call) =>
        {
            var dueWork = ((Task<DueWork>)call()!).Result;
            return Task.FromResult(dueWork with { Partitions = [.. dueWork.Partitions.Select(change)] });
        });

    private static Task<IReadOnlyList<IReadOnlyList<PurchaseTotals>>> Sums(
        Func<object?> call, Func<PurchaseTotals, PurchaseTotals> change) => Task.FromResult<IReadOnlyList<IReadOnlyList<PurchaseTotals>>>(
        [.. ((Task<IReadOnlyList<IReadOnlyList<PurchaseTotals>>>)call()!).Result.Select(rows => rows.Select(change).ToArray())]);

    private static object? Windows(object?[] arguments, Func<object?> call, Func<EventWindow, EventWindow> change)
    {
        arguments[0] = ((IReadOnlyList<EventWindow>)arguments[0]!).Select(change).ToList();
        return call();
    }

    private sealed class BuggyStoreContract(Bug bug) : RetentionStoreContract
    {
        protected override int RandomRuns => 5;

        protected override Task<IRetentionStore> CreateAsync(int partitions) =>
            Task.FromResult(bug.Plant(new InMemoryRetentionStore(partitions)));
    }
}
