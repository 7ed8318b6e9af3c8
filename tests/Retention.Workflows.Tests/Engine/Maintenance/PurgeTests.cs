using Microsoft.Extensions.Options;
using Retention.Workflows.Hosting;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Maintenance;

public sealed class PurgeTests
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_purged_by_default()
    {
        await using var journey = await StartAsync(_ => { });
        await journey.EnrollAsync(Some.Customer());
        await journey.PurchaseAsync(Journeys.Ada);

        await journey.AdvanceAsync(Year * 9);

        (await journey.RecordAsync()).Should().Match<CustomerRecord>(record => record.Enrollments.Count == 1 && record.Vouchers.Count == 1);
    }

    [Fact]
    public async Task An_enrollment_is_purged_with_its_messages_after_its_retention()
    {
        await using var journey = await StartAsync(purge => purge.KeepFinishedEnrollments = TimeSpan.FromDays(90));
        await journey.EnrollAsync(Some.Customer());

        await journey.AdvanceAsync(TimeSpan.FromDays(92)); // the enrollment waits for three of them
        (await journey.RecordAsync()).Enrollments.Should().ContainSingle();
        await journey.AdvanceAsync(TimeSpan.FromDays(3));

        (await journey.RecordAsync()).Should().Match<CustomerRecord>(
            record => record.Customer != null && record.Enrollments.Count == 0 && record.History.Count == 0 && record.Messages.Count == 0);
        (await journey.RecordAsync()).Vouchers.Should().ContainSingle("only enrollments are purged");
        (await journey.CountAsync(JourneyMeasures.Sent)).Should().Be(1, "counters stay");
    }

    [Fact]
    public async Task Events_and_vouchers_are_purged_after_their_retention()
    {
        await using var journey = await StartAsync(purge =>
        {
            purge.KeepEvents = TimeSpan.FromDays(200);
            purge.KeepVouchers = TimeSpan.FromDays(100);
        });
        await journey.EnrollAsync(Some.Customer());
        await journey.PurchaseAsync(Journeys.Ada);
        var condition = Customer.LastPurchaseWithin(Days(999));

        await journey.AdvanceAsync(TimeSpan.FromDays(110));
        (await journey.RecordAsync()).Vouchers.Should().ContainSingle("it expired two weeks after its issue");
        (await journey.Client.ExplainAsync(condition, Journeys.Ada, Token)).Holds.Should().BeTrue();
        await journey.AdvanceAsync(TimeSpan.FromDays(100));

        (await journey.RecordAsync()).Vouchers.Should().BeEmpty();
        (await journey.Client.ExplainAsync(condition, Journeys.Ada, Token)).Holds.Should().BeFalse();
    }

    [Fact]
    public async Task Enrollments_of_once_only_journeys_are_kept()
    {
        await using var journey = await StartAsync(
            purge => purge.KeepFinishedEnrollments = TimeSpan.FromDays(90), journey => journey.Enroll.ByHand().ReEntry(ReEntry.Once));
        await journey.EnrollAsync(Some.Customer());

        await journey.AdvanceAsync(Year);

        (await journey.EnrollAsync(Some.Customer())).Refusal.Should().Be("already-entered");
    }

    [Fact]
    public async Task A_customer_with_a_purged_enrollment_can_enter_by_hand_again()
    {
        await using var journey = await StartAsync(purge => purge.KeepFinishedEnrollments = TimeSpan.FromDays(90));
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromDays(60));
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromDays(40));
        (await journey.RecordAsync()).Enrollments.Should().ContainSingle("the first one is purged");

        (await journey.Client.ExplainEntryAsync((await journey.RecordAsync()).Enrollments[0].Journey, Journeys.Ada, Token)).Refusal.Should()
            .BeNull();
        (await journey.EnrollAsync(Some.Customer())).Refusal.Should().BeNull();
        await journey.AdvanceAsync(TimeSpan.FromDays(10));
        (await journey.EnrollAsync(Some.Customer())).Refusal.Should().BeNull();
    }

    [Fact]
    public async Task A_message_with_a_purged_voucher_is_not_sent()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.IssueVoucher("voucher", offer: "ten").Wait("long", Days(60)).SendEmail("reminder", template: "voucher-reminder"),
            options => options.Configure = retention =>
            {
                retention.Vouchers.AddOffer(Journeys.Offer(Days(3)));
                retention.Configure(settings => settings.Purge.KeepVouchers = TimeSpan.FromDays(10));
            });
        await journey.EnrollAsync(Some.Customer());

        await journey.AdvanceAsync(TimeSpan.FromDays(61));

        (await journey.RecordAsync()).Vouchers.Should().BeEmpty();
        journey.Sent.Should().BeEmpty();
        (await journey.MessageAsync("reminder")).Reason.Should().Be("voucher-expired");
    }

    [Fact]
    public async Task A_partition_is_purged_once_a_day_in_chunks_that_continue_after_a_stop()
    {
        var store = new InMemoryRetentionStore(1);
        await using var journey = await StartAsync(
            purge => purge.KeepEvents = TimeSpan.FromDays(200), configure: retention => retention.Store.Use(_ => store), batch: 2);
        for (var index = 0; index < 7; index++)
            await journey.PurchaseAsync(Journeys.Ada, 10 + index);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        await journey.Client.AppendEventsAsync([.. Enumerable.Range(0, 7)
            .Select(index => Some.Purchase(Journeys.Ada, journey.Time.GetUtcNow().AddDays(-300 - index)))], Token);

        await journey.AdvanceAsync(TimeSpan.FromHours(1));
        (await EventsAsync(store)).Should().Be(8, "today was finished before they came: seven at one moment are one, and seven old ones");
        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        (await EventsAsync(store)).Should().Be(1);
        await using var transaction = await store.BeginAsync(0, Token);
        var state = await transaction.Sweeps.FindAsync("purge/events", Token);
        state.Should().Match<SweepState>(sweep => sweep.Finished && sweep.Position == null);
    }

    [Fact]
    public async Task Too_short_retentions_are_an_error_at_start_that_names_all_of_them()
    {
        var start = () => Journeys.StartAsync(
            steps => steps.ExitIf("bought", Customer.LastPurchaseWithin(Months(12))).Wait("think", Days(1)),
            options => options.Configure = retention =>
            {
                retention.Segments.UseRfm(rfm => rfm.Window = Months(24));
                retention.Segments.Add("faithful", Customer.SpentAtLeast(100, Window.Ever));
                retention.Configure(settings =>
                {
                    settings.Purge.KeepEvents = TimeSpan.FromDays(300);
                    settings.Purge.KeepFinishedEnrollments = TimeSpan.FromDays(30);
                    settings.FrequencyCaps.Add(new FrequencyCap { Max = 9, Period = Days(400) });
                });
            },
            journey =>
            {
                journey.Enroll.ByHand().ReEntry(ReEntry.AfterExit(Months(6)));
                journey.Goal.On("purchase").Within(Days(60));
            });

        var thrown = (await start.Should().ThrowAsync<OptionsValidationException>()).Which;

        thrown.Failures.Should().HaveCount(6);
        foreach (var part in (string[])["again 6 months after the last enrollment ended", "goal of journey", "a frequency cap counts messages for 400 days",
            "RFM uses the last 2 years", "last purchase in the last 1 year", "segment 'faithful' uses all history"])
            thrown.Message.Should().Contain(part);
    }

    [Fact]
    public async Task The_condition_of_an_exit_rule_counts_for_the_retention_too()
    {
        Task<JourneyHarness> Start(int days) => Journeys.StartAsync(
            steps => steps.Wait("think", Days(1)),
            options => options.Configure = retention => Keep(retention, TimeSpan.FromDays(days)),
            journey => journey.ExitOn("faithful", EventNames.Purchase, when: Customer.Had("visited").InLast(Days(200)).AtLeastOnce()));

        var thrown = (await ((Func<Task>)(() => Start(200))).Should().ThrowAsync<OptionsValidationException>()).Which;

        thrown.Failures.Should().ContainSingle().Which.Should().Contain("journey 'under-test' uses").And.Contain("visited");
        await using var enough = await Start(201);
    }

    [Fact]
    public async Task Events_cannot_be_purged_while_RFM_uses_all_history()
    {
        var start = () => Journeys.StartAsync(
            steps => steps.Wait("think", Days(1)),
            options => options.Configure = retention => retention.Configure(settings => settings.Purge.KeepEvents = Year * 9));

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage("*RFM uses all history*");
    }

    [Fact]
    public async Task Retention_of_events_covers_the_longest_stay_of_an_enrollment()
    {
        var start = () => Journeys.StartAsync(
            steps => steps.Wait("long", Days(60)).ExitIf("bought", Customer.PurchasedSince("long")).ExitIf("full", Customer.HasCart()),
            options => options.Configure = retention => Keep(retention, TimeSpan.FromDays(40)));

        var thrown = (await start.Should().ThrowAsync<OptionsValidationException>()).Which;

        thrown.Failures.Should().HaveCount(2).And.OnlyContain(failure => failure.Contains("whose enrollments last up to 61 days"));
    }

    [Fact]
    public async Task Events_needed_by_an_older_version_are_kept_until_it_has_no_enrollments()
    {
        var store = new InMemoryRetentionStore(1);
        await using (var first = await Journeys.StartAsync(
            steps => steps.Wait("long", Days(60)).ExitIf("bought", Customer.PurchasedSince("long")),
            options => options.Configure = retention => retention.Store.Use(_ => store)))
        {
            await first.EnrollAsync(Some.Customer());
            await first.AdvanceAsync(TimeSpan.FromHours(1));
            await first.PurchaseAsync(Journeys.Ada);
        }

        await using var second = await Journeys.StartAsync(
            steps => steps.Wait("short", Days(1)), options => options.Configure = retention =>
            {
                retention.Store.Use(_ => store);
                Keep(retention, TimeSpan.FromDays(40));
            });
        await second.AdvanceAsync(TimeSpan.FromDays(59));
        (await EventsAsync(store)).Should().Be(1);
        await second.AdvanceAsync(TimeSpan.FromDays(5));

        (await second.WhereIsAsync(Journeys.Ada)).Should().Be("ended as bought");
        (await EventsAsync(store)).Should().Be(0);
    }

    [Fact]
    public async Task A_retention_under_a_day_is_an_error()
    {
        var start = () => StartAsync(purge => purge.KeepVouchers = TimeSpan.FromHours(23));

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage("*Purge.KeepVouchers*");
    }

    private static void Keep(RetentionBuilder retention, TimeSpan events)
    {
        retention.Segments.UseRfm(rfm => rfm.Window = Days(30));
        retention.Configure(settings => settings.Purge.KeepEvents = events);
    }

    private static async Task<int> EventsAsync(InMemoryRetentionStore store)
    {
        await using var transaction = await store.BeginAsync(0, Token);
        return (await transaction.Events.ReadLogAsync(EventNames.Purchase, 0, 100, Token)).Events.Count;
    }

    private static Task<JourneyHarness> StartAsync(Action<PurgeOptions> purge, Action<JourneyBuilder>? more = null,
        Action<RetentionBuilder>? configure = null, int batch = 1000) => Journeys.StartAsync(
        steps => steps.IssueVoucher("voucher", offer: "ten").SendEmail("offer", template: "offer").Wait("think", Days(3)),
        options => options.Configure = retention =>
        {
            retention.Vouchers.AddOffer(Journeys.Offer());
            retention.Segments.UseRfm(rfm => rfm.Window = Days(180));
            retention.Configure(settings =>
            {
                purge(settings.Purge);
                settings.Worker.BatchSize = batch;
            });
            configure?.Invoke(retention);
        },
        more);
}
