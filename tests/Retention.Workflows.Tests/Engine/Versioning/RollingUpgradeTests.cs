using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Testing.Tests;
using Retention.Workflows.Vouchers;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Versioning;

/// <summary>Two processes on one store. One runs an older library that cannot read what the other published.</summary>
public sealed class RollingUpgradeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_version_that_one_process_cannot_read_is_left_to_the_other_without_an_attempt()
    {
        var store = new InMemoryRetentionStore(partitions: 1);
        await using var newer = await StartAsync(
            store, "under-test", steps => steps.Wait("think", Days(1)).SendEmail("mail", template: "mail"));
        await newer.EnrollAsync(Some.Customer());
        await using var older = await StartAsync(Older(store), "other", steps => steps.SendEmail("other", template: "other"));

        await older.AdvanceAsync(TimeSpan.FromDays(2));

        (await newer.RecordAsync()).Enrollments.Single().Should().Match<Enrollment>(enrollment =>
            enrollment.Status == EnrollmentStatus.Waiting && enrollment.Step == "think" && enrollment.Attempt == 0
                && enrollment.Outcome == "unreadable-version" && enrollment.DueAt > older.Time.GetUtcNow());
        older.Sent.Should().BeEmpty();
        await newer.AdvanceAsync(TimeSpan.FromDays(2) + TimeSpan.FromHours(1));
        newer.Sent.Should().Equal("mail by email");
        (await newer.WhereIsAsync(Journeys.Ada)).Should().Be("ended as completed");
    }

    [Fact]
    public async Task An_issuers_call_of_an_unreadable_version_is_left_to_the_other_process_too()
    {
        var store = new InMemoryRetentionStore(partitions: 1);
        var issuer = new Issuer { IsDown = true };
        await using var newer = await StartAsync(
            store, "under-test", steps => steps.IssueVoucher("voucher", offer: "ten").SendEmail("mail", template: "mail"), issuer);
        await newer.EnrollAsync(Some.Customer());
        await using var older = await StartAsync(Older(store), "other", steps => steps.SendEmail("other", template: "other"), issuer);
        issuer.IsDown = false;

        await older.AdvanceAsync(TimeSpan.FromHours(1));

        (await newer.RecordAsync()).Enrollments.Single().Should()
            .Match<Enrollment>(enrollment => enrollment.Status == EnrollmentStatus.AwaitingCallback && enrollment.Attempt == 1
                && enrollment.Outcome == "unreadable-version");
        await newer.AdvanceAsync(TimeSpan.FromHours(2));
        newer.Sent.Should().Equal("mail by email");
    }

    [Fact]
    public async Task An_unknown_step_of_a_readable_version_makes_an_enrollment_stuck_until_it_is_fixed()
    {
        var store = new InMemoryRetentionStore(partitions: 1);
        await using var journey = await StartAsync(
            store, "under-test", steps => steps.Wait("think", Days(1)).SendEmail("mail", template: "mail"));
        var id = (await journey.EnrollAsync(Some.Customer())).Enrollment!.Value;
        await StandAtAsync(store, id, "nowhere");

        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("stuck at nowhere");
        (await journey.RecordAsync()).Enrollments.Single().Outcome.Should().Be("unknown-step");
        await StandAtAsync(store, id, "think");
        (await journey.Operations.ResumeAsync(id, Token)).Should().BeTrue();
        await journey.AdvanceAsync(TimeSpan.Zero);
        journey.Sent.Should().Equal("mail by email");
    }

    private static Task<JourneyHarness> StartAsync(
        IRetentionStore store, string name, Action<StepsBuilder> steps, IVoucherIssuer? issuer = null) => JourneyHarness.StartAsync(
        JourneyDefinition.Build(new JourneyName(name), journey => steps(journey.Steps)),
        harness =>
        {
            harness.CancellationToken = Token;
            harness.Configure = retention =>
            {
                retention.Store.Use(_ => store);
                retention.Vouchers.AddOffer(Journeys.Offer());
                if (issuer is not null)
                    retention.Vouchers.UseIssuer(_ => issuer);
            };
        });

    /// <summary>The store as an older library sees it: it cannot read the other journey.</summary>
    private static IRetentionStore Older(IRetentionStore store) => Bug.In<ICatalogStore>(
        nameof(ICatalogStore.ReadJourneysAsync), (_, _, call) => ReadAsync((Task<IReadOnlyList<JourneyVersion>>)call()!)).Plant(store);

    private static async Task<IReadOnlyList<JourneyVersion>> ReadAsync(Task<IReadOnlyList<JourneyVersion>> read) =>
        [.. (await read).Select(stored => stored.Journey.Value == "under-test"
            ? stored with { Definition = stored.Definition.Replace("\"kind\"", "\"sort\"", StringComparison.Ordinal) } : stored)];

    private static async Task StandAtAsync(InMemoryRetentionStore store, EnrollmentId id, string step)
    {
        await using var transaction = await store.BeginAsync(id.Partition, Token);
        var enrollment = (await transaction.Enrollments.FindAsync([id], Token))[id];
        await transaction.Enrollments.UpdateAsync([enrollment with { Step = step }], Token);
        await transaction.CommitAsync(Token);
    }

    private sealed class Issuer : IVoucherIssuer
    {
        internal bool IsDown { get; set; }

        public Task<IssuedVoucher> IssueAsync(VoucherRequest request, CancellationToken cancellationToken) =>
            IsDown ? throw new TimeoutException() : Task.FromResult(new IssuedVoucher { Code = "SHOP-1", ExpiresAt = request.ExpiresAt });
    }
}
