using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Retention.Workflows.Customers;
using Retention.Workflows.Hosting;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Vouchers;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Dates;

/// <summary>
/// Enrollment by a date of the customer. The clock starts on Thursday, 8 January 2026, at 08:00 UTC; the shop's zone is UTC.
/// </summary>
public sealed class DateEnrollmentTests
{
    private static readonly CustomerId _ada = Journeys.Ada;
    private static readonly TimeOnly _nine = new(9, 0);

    private static DateTimeOffset Start { get; } = new(2026, 1, 8, 8, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_birthday_enrolls_at_the_local_time_of_each_customer()
    {
        await using var journey = await StartAsync(CustomerDate.Birthday, Some.Customer("ada", "Europe/Prague"),
            Some.Customer("eve", "America/New_York"), Some.Customer("tom", "Mars/Base"));
        await BornAsync(journey, new DateOnly(1990, 1, 10), "ada", "eve", "tom");

        await journey.AdvanceAsync(TimeSpan.FromDays(5));

        journey.Messages.Select(message => $"{message.Customer} {message.SentAt:dd HH:mm}").Should()
            .Equal("ada 10 08:00", "tom 10 09:00", "eve 10 14:00");
        (await journey.RecordAsync()).Enrollments.Single().Should()
            .BeEquivalentTo(new { EntryKey = "birthday/2026", EnteredAt = new DateTimeOffset(2026, 1, 10, 8, 0, 0, TimeSpan.Zero) });
    }

    [Fact]
    public async Task A_birthday_enrolls_once_a_year_and_days_before_it_even_across_new_year()
    {
        await using var journey = await StartAsync(
            CustomerDate.Birthday.DaysBefore(7), Some.Customer() with { Birthday = new DateOnly(1990, 1, 3) });

        await journey.AdvanceAsync(TimeSpan.FromDays(3 * 365));

        journey.Messages.Select(message => $"{message.SentAt:yyyy-MM-dd}").Should().Equal("2026-12-27", "2027-12-27", "2028-12-27");
        (await journey.RecordAsync()).Enrollments.Select(enrollment => enrollment.EntryKey).Should()
            .Equal("birthday/2027", "birthday/2028", "birthday/2029");
    }

    [Fact]
    public async Task A_birthday_in_a_clock_gap_enrolls_at_its_end()
    {
        await using var journey = await StartAsync(CustomerDate.Birthday, new TimeOnly(2, 30),
            Some.Customer(timeZone: "Europe/Prague") with { Birthday = new DateOnly(1990, 3, 29) });

        await journey.AdvanceAsync(TimeSpan.FromDays(100));

        journey.Messages.Should().ContainSingle().Which.SentAt.Should().Be(new DateTimeOffset(2026, 3, 29, 1, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_corrected_birthday_or_a_new_zone_does_not_enroll_twice()
    {
        await using var journey = await StartAsync(
            CustomerDate.Birthday, Some.Customer(timeZone: "Pacific/Auckland") with { Birthday = new DateOnly(1990, 1, 10) });
        await journey.AdvanceAsync(TimeSpan.FromHours(37));
        journey.Sent.Should().ContainSingle();

        await SaveAsync(journey, Some.Customer(timeZone: "America/Los_Angeles") with { Birthday = new DateOnly(1990, 1, 10) });
        await journey.AdvanceAsync(TimeSpan.FromDays(2));
        await SaveAsync(journey, Some.Customer(timeZone: "America/Los_Angeles") with { Birthday = new DateOnly(1990, 2, 20) });
        await journey.AdvanceAsync(TimeSpan.FromDays(60));

        journey.Sent.Should().ContainSingle();
        (await journey.CountAsync(JourneyMeasures.NotEnrolled, "already-entered")).Should().Be(2);
    }

    [Fact]
    public async Task A_single_date_attribute_enrolls_again_when_it_changes()
    {
        await using var journey = await StartAsync(CustomerDate.Attribute("renewal").DaysBefore(1), With("renewal", "2026-01-11"));
        await journey.AdvanceAsync(TimeSpan.FromDays(4));
        await SaveAsync(journey, With("renewal", "2026-01-20T12:00:00Z"));

        await journey.AdvanceAsync(TimeSpan.FromDays(400));

        journey.Messages.Select(message => $"{message.SentAt:yyyy-MM-dd HH:mm}").Should().Equal("2026-01-10 09:00", "2026-01-19 09:00");
    }

    [Fact]
    public async Task The_anniversary_of_an_attribute_enrolls_every_year()
    {
        await using var journey = await StartAsync(CustomerDate.AnniversaryOf("wedding"), With("wedding", "2024-02-29"));

        await journey.AdvanceAsync(TimeSpan.FromDays(3 * 366));

        journey.Messages.Select(message => $"{message.SentAt:yyyy-MM-dd}").Should().Equal("2026-02-28", "2027-02-28", "2028-02-29");
    }

    [Fact]
    public async Task An_unreadable_date_enrolls_nobody_and_is_counted()
    {
        await using var journey = await StartAsync(CustomerDate.Attribute("renewal"), With("renewal", "next week"), Some.Customer("eve"));
        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        journey.Sent.Should().BeEmpty();
        (await journey.CountAsync(JourneyMeasures.NotEnrolled, "unreadable-date")).Should().Be(1);
        (await journey.Client.ExplainEntryAsync(new JourneyName("under-test"), _ada, Token)).Should()
            .BeEquivalentTo(new { Date = "unreadable-date", MayEnter = false });
        (await journey.Client.ExplainEntryAsync(new JourneyName("under-test"), new CustomerId("eve"), Token)).Date.Should().Be("no-date");
    }

    [Fact]
    public async Task The_first_purchase_has_anniversaries_in_any_currency()
    {
        await using var journey = await StartAsync(CustomerDate.FirstPurchaseAnniversary, Some.Customer(), Some.Customer("eve"));
        foreach (var customer in (CustomerId[])[_ada, new("eve")])
        {
            await journey.HappenAsync(CustomerEvent.Of($"second-{customer}", new Purchase(customer, Start.AddDays(-100), 10, "EUR")));
            await journey.HappenAsync(CustomerEvent.Of($"first-{customer}", new Purchase(customer, Start.AddDays(3 - 365), 10, "CZK")));
        }

        await journey.AdvanceAsync(TimeSpan.FromDays(200));

        journey.Messages.Select(message => $"{message.Customer} {message.SentAt:yyyy-MM-dd}").Should()
            .Equal("ada 2026-01-11", "eve 2026-01-11");
    }

    [Fact]
    public async Task Every_voucher_enrolls_once_by_its_last_day_unless_it_was_redeemed()
    {
        await using var journey = await StartAsync(
            CustomerDate.VoucherExpiry.DaysBefore(3), _nine, [Some.Customer()], template: "voucher-ends", configure: retention =>
            {
                retention.Vouchers.AddOffer(Journeys.Offer());
                retention.Journeys.Add(JourneyDefinition.Build(new JourneyName("gifts"), gifts =>
                {
                    gifts.Enroll.ByHand().ReEntry(ReEntry.Always);
                    gifts.Steps.IssueVoucher("gift", offer: "ten");
                }));
            });
        for (var times = 0; times < 3; times++)
            await journey.Client.EnrollAsync(new JourneyName("gifts"), _ada, cancellationToken: Token);
        await journey.AdvanceAsync(TimeSpan.FromDays(1));
        var vouchers = (await journey.RecordAsync()).Vouchers;
        (await journey.Vouchers.RedeemAsync(new RedemptionRequest { Code = vouchers[0].Code, Customer = _ada, OrderId = "o", Total = 100,
            Currency = "EUR" }, Token)).Outcome.Should().Be(RedemptionOutcome.Redeemed);

        await journey.AdvanceAsync(TimeSpan.FromDays(30));

        vouchers.Should().HaveCount(3);
        journey.Messages.Should().HaveCount(2).And
            .OnlyContain(message => message.SentAt == new DateTimeOffset(2026, 1, 19, 9, 0, 0, TimeSpan.Zero));
        var entered = (await journey.RecordAsync()).Enrollments.Where(enrollment => enrollment.Journey == new JourneyName("under-test"))
            .ToList();
        entered.Select(enrollment => enrollment.State.VoucherCode).Should()
            .BeEquivalentTo(vouchers.Skip(1).Select(voucher => voucher.Code));
        entered.Should()
            .OnlyContain(enrollment => !vouchers.Any(voucher => enrollment.EntryKey.Contains(voucher.Code)), "a code is a secret");
    }

    [Fact]
    public async Task Vouchers_enroll_one_at_a_time_when_the_re_entry_rule_says_so()
    {
        await using var journey = await StartAsync(
            CustomerDate.VoucherExpiry, _nine, [Some.Customer()], more: builder => builder.Enroll.ReEntry(ReEntry.AfterExit(default)),
            configure: retention =>
            {
                retention.Vouchers.AddOffer(Journeys.Offer());
                retention.Journeys.Add(JourneyDefinition.Build(new JourneyName("gifts"),
                    gifts => gifts.Steps.IssueVoucher("gift", offer: "ten").IssueVoucher("another", offer: "ten")));
            });
        await journey.Client.EnrollAsync(new JourneyName("gifts"), _ada, cancellationToken: Token);

        await journey.AdvanceAsync(TimeSpan.FromDays(30));

        journey.Sent.Should().ContainSingle();
        (await journey.CountAsync(JourneyMeasures.NotEnrolled, "already-inside")).Should().Be(1);
    }

    [Fact]
    public async Task The_audience_applies_to_dates_too()
    {
        await using var journey = await StartAsync(CustomerDate.Birthday, _nine, [Some.Customer(), Some.Customer("eve")],
            more: builder => builder.Enroll.When(Customer.Attribute("tier").Is("gold")));
        await SaveAsync(journey, With("tier", "gold") with { Birthday = new DateOnly(1990, 1, 10) },
            Some.Customer("eve") with { Birthday = new DateOnly(1990, 1, 10) });

        await journey.AdvanceAsync(TimeSpan.FromDays(5));

        journey.Messages.Should().ContainSingle().Which.Customer.Should().Be(_ada);
    }

    [Fact]
    public async Task Dates_before_publication_are_ignored_and_later_ones_of_the_same_day_count()
    {
        var store = new InMemoryRetentionStore(partitions: 2);
        await FillAsync(store, Some.Customer("early", "Asia/Tokyo") with { Birthday = new DateOnly(1990, 1, 8) },
            Some.Customer("late", "Europe/London") with { Birthday = new DateOnly(1990, 1, 8) });
        await using var journey = await StartAsync(CustomerDate.Birthday, _nine, [], store);

        await journey.AdvanceAsync(TimeSpan.FromDays(3));

        journey.Messages.Should().ContainSingle().Which.Customer.Value.Should().Be("late");
    }

    [Theory]
    [InlineData(12, 1, 0)]
    [InlineData(30, 0, 1)]
    [InlineData(24 * 5, 0, 0)]
    [InlineData(24 * 800, 0, 0)]
    public async Task One_missed_day_is_processed_and_never_earlier_years(int hoursDown, int sent, int tooLate)
    {
        var store = new InMemoryRetentionStore(partitions: 1);
        await using (var before = await StartAsync(
            CustomerDate.Birthday, _nine, [Some.Customer() with { Birthday = new DateOnly(1990, 1, 10) }], store))
            await before.AdvanceAsync(TimeSpan.FromDays(1));
        await using var after = await StartAsync(
            CustomerDate.Birthday, _nine, [], store, Start.AddDays(1).AddHours(16).AddHours(9 + hoursDown));

        await after.AdvanceAsync(TimeSpan.FromHours(1));

        after.Sent.Should().HaveCount(sent);
        // Days that are completely outside the window are skipped without a query.
        (await after.CountAsync(JourneyMeasures.NotEnrolled, "too-late")).Should().Be(tooLate);
    }

    [Fact]
    public async Task A_longer_catch_up_processes_more_missed_days()
    {
        var store = new InMemoryRetentionStore(partitions: 1);
        await using (var before = await StartAsync(
            CustomerDate.Birthday, _nine, [Some.Customer() with { Birthday = new DateOnly(1990, 1, 10) }], store))
            await before.AdvanceAsync(TimeSpan.FromDays(1));
        await using var after = await StartAsync(
            CustomerDate.Birthday, _nine, [], store, Start.AddDays(9),
            configure: retention => retention.Configure(options => options.Ingestion.MaxTriggerAge = TimeSpan.FromDays(30)));

        await after.AdvanceAsync(TimeSpan.FromHours(1));

        after.Sent.Should().ContainSingle();
    }

    [Fact]
    public async Task An_interrupted_sweep_continues_and_enrolls_every_customer_once()
    {
        var store = new InMemoryRetentionStore(partitions: 1);
        var names = Enumerable.Range(0, 7).Select(number => $"c{number}").ToArray();
        await FillAsync(store, [.. names.Select(name => Some.Customer(name) with { Birthday = new DateOnly(1990, 1, 8) })]);
        var asked = 0;
        var broken = true;
        await FluentActions.Awaiting(() => RunAsync()).Should().ThrowAsync<RetentionStoreException>();
        broken = false;

        var sent = await RunAsync();

        sent.Should().BeEquivalentTo(names);
        asked.Should().Be(2 + 1 + 5, "two were enrolled before it broke and are not asked again");

        async Task<IReadOnlyList<string>> RunAsync()
        {
            await using var journey = await StartAsync(
                CustomerDate.Birthday, _nine, [], store, more: builder => builder.Enroll.When(Customer.Satisfies("up")),
                configure: retention =>
                {
                    retention.Configure(options => options.Worker.BatchSize = 2);
                    retention.Conditions.Add("up", (_, _, _) => ++asked == 3 && broken ? throw new RetentionStoreException("gone") : true);
                });
            await journey.AdvanceAsync(TimeSpan.FromDays(1));
            return [.. journey.Messages.Select(message => message.Customer.Value)];
        }
    }

    [Fact]
    public async Task A_changed_trigger_does_not_enroll_again_for_the_same_date()
    {
        var store = new InMemoryRetentionStore(partitions: 1);
        await using (var before = await StartAsync(
            CustomerDate.Birthday.DaysBefore(7), _nine, [Some.Customer() with { Birthday = new DateOnly(1990, 1, 16) }], store))
        {
            await before.AdvanceAsync(TimeSpan.FromDays(2));
            before.Sent.Should().ContainSingle();
        }

        await using var after = await StartAsync(CustomerDate.Birthday.DaysBefore(3), _nine, [], store, Start.AddDays(2));
        await after.AdvanceAsync(TimeSpan.FromDays(20));

        after.Sent.Should().BeEmpty();
        (await after.CountAsync(JourneyMeasures.NotEnrolled, "already-entered")).Should().Be(1);
    }

    [Fact]
    public async Task A_replay_runs_date_triggers_too()
    {
        var channel = new RecordingChannel(Channel.Email) { IsIdempotent = true };
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddRetentionWorkflows(retention =>
        {
            retention.Store.UseInMemory();
            retention.Journeys.Add(Of(CustomerDate.Birthday, _nine));
            retention.Templates.Use(new PlainTemplates());
            retention.Channels.Add(channel);
            retention.UseReplay(replay => (replay.From, replay.Until) = (Start, Start.AddDays(800)));
        });
        await using var provider = services.BuildServiceProvider();

        await provider.GetRequiredService<JourneyReplay>().RunAsync(
            new ReplayHistory([Some.Customer(timeZone: "Asia/Tokyo") with { Birthday = new DateOnly(1992, 2, 29) }], []),
            cancellationToken: Token);

        channel.Sent.Select(message => $"{message.SentAt:yyyy-MM-dd HH:mm}").Should()
            .Equal("2026-02-28 00:00", "2027-02-28 00:00", "2028-02-29 00:00");
    }

    [Fact]
    public async Task Too_short_a_retention_of_enrollments_is_an_error_at_start()
    {
        var start = () => StartAsync(CustomerDate.Birthday, _nine, [],
            configure: retention => retention.Configure(options => options.Purge.KeepFinishedEnrollments = TimeSpan.FromDays(90)));

        (await start.Should().ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>())
            .WithMessage("*on the birthday at 09:00, once a year*");
    }

    [Fact]
    public async Task Too_short_a_retention_of_vouchers_or_events_for_dates_is_an_error()
    {
        var vouchers = () => StartAsync(CustomerDate.VoucherExpiry.DaysAfter(30), _nine, [],
            configure: retention => retention.Configure(options => options.Purge.KeepVouchers = TimeSpan.FromDays(30)));
        var events = () => StartAsync(CustomerDate.FirstPurchaseAnniversary, _nine, [], configure: retention =>
        {
            retention.Configure(options => options.Purge.KeepEvents = TimeSpan.FromDays(9_999));
            retention.Segments.UseRfm(rfm => rfm.Window = Months(24));
        });

        (await vouchers.Should().ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>())
            .WithMessage("*30 days after the last day of the voucher*");
        (await events.Should().ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>())
            .WithMessage("*anniversary of the first purchase*");
    }

    private static Customer With(string attribute, string value) =>
        Some.Customer() with { Attributes = new PropertyBag([new(attribute, value)]) };

    private static Task<IReadOnlyList<SaveCustomerResult>> SaveAsync(JourneyHarness journey, params Customer[] customers) =>
        journey.Client.SaveCustomersAsync(customers, Token);

    private static async Task BornAsync(JourneyHarness journey, DateOnly birthday, params string[] customers) =>
        await Task.WhenAll(customers.Select(
            async id => await SaveAsync(journey, (await journey.RecordAsync(new CustomerId(id))).Customer! with { Birthday = birthday })));

    private static JourneyDefinition Of(CustomerDate date, TimeOnly at, string template = "hello", Action<JourneyBuilder>? more = null) =>
        Journeys.Of(steps => steps.SendEmail("hello", template: template), builder =>
        {
            builder.Enroll.OnDate(date, at);
            if (more is null)
                builder.Enroll.ReEntry(ReEntry.Always);
            else
                more(builder);
        });

    private static Task<JourneyHarness> StartAsync(CustomerDate date, params Customer[] customers) => StartAsync(date, _nine, customers);

    private static Task<JourneyHarness> StartAsync(CustomerDate date, TimeOnly at, params Customer[] customers) =>
        StartAsync(date, at, customers, store: null);

    private static async Task<JourneyHarness> StartAsync(
        CustomerDate date, TimeOnly at, Customer[] customers, InMemoryRetentionStore? store = null, DateTimeOffset? start = null,
        string template = "hello",
        Action<JourneyBuilder>? more = null, Action<RetentionBuilder>? configure = null)
    {
        store ??= new InMemoryRetentionStore(partitions: 1);
        await FillAsync(store, customers);
        return await JourneyHarness.StartAsync(Of(date, at, template, more), options =>
        {
            options.CancellationToken = Token;
            options.Start = start ?? Start;
            options.Configure = retention =>
            {
                retention.Store.Use(_ => store);
                configure?.Invoke(retention);
            };
        });
    }

    private static async Task FillAsync(InMemoryRetentionStore store, params Customer[] customers)
    {
        await store.InitializeAsync(Token);
        foreach (var partition in customers.GroupBy(customer => Partitioning.Of(customer.Id, store.PartitionCount)))
        {
            await using var transaction = await store.BeginAsync(partition.Key, Token);
            await transaction.Customers.SaveAsync([.. partition], Token);
            await transaction.CommitAsync(Token);
        }
    }
}
