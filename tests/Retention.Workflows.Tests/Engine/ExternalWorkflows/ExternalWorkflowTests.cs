using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.ExternalWorkflows;
using Retention.Workflows.Journeys;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Tests.Support;
using Retention.Workflows.Vouchers;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.ExternalWorkflows;

/// <summary>Workflows that another engine stores, in a process without that engine and in one where the engine fails.</summary>
public sealed class ExternalWorkflowTests
{
    private readonly InMemoryRetentionStore _store = new(partitions: 1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_version_added_for_active_enrollments_enrolls_nobody()
    {
        var (store, time) =
            (new InMemoryRetentionStore(partitions: 1), new ManualTime(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        JourneyDefinition Of(int days) => JourneyDefinition.Build(new JourneyName("j"), journey =>
        {
            journey.Enroll.On("cart-left").ReEntry(ReEntry.Always);
            journey.Steps.Wait("think", Days(days));
        });
        var (with, without) = (new JourneyPrograms(store, StepTypes.BuiltIn, time), new JourneyPrograms(store, StepTypes.BuiltIn, time));
        var token = TestContext.Current.CancellationToken;
        await with.PublishWorkflowAsync(Of(1), token);
        (await with.FindOrAddAsync(Of(1), token)).Version.Should().Be(1);
        await with.FindOrAddAsync(Of(2), token);
        await without.EnsureLoadedAsync(token);
        without.Enrolling.Should().ContainSingle().Which.Definition.Should().Be(Of(1), "a draft that is tried takes nothing back");
        with.Enrolling.Should().ContainSingle().Which.Definition.Should().Be(Of(1));

        await with.WithdrawWorkflowAsync(new JourneyName("j"), token);
        await with.FindOrAddAsync(Of(3), token);
        time.MoveTo(time.GetUtcNow().AddMinutes(2));
        await without.EnsureLoadedAsync(token);
        without.Enrolling.Should().BeEmpty();
    }

    [Fact]
    public async Task Active_enrollments_stay_on_their_version_when_only_the_rules_change()
    {
        await using var first = await StartAsync(new Engine());
        var id = await EnterAsync(first);
        var engine = new Engine();
        await using var second = await StartAsync(engine, Outside() with { Priority = 5 });
        var newest = (await engine.Services!.GetRequiredService<IExternalJourneys>().ReadNewestAsync(Token))
            .Single(journey => journey.Definition.Name.Value == "under-test");
        newest.Version.Should().Be(2);

        var reply = await engine.Services!.GetRequiredService<IExternalWorkflows>().ExecuteAsync(
            new ExternalStepRequest { Instance = "workflow-1", Customer = Journeys.Ada, Enrollment = id, EntryKey = "workflow-1",
                Journey = newest, Step = "hello", Visit = 1 }, Token);

        reply.Answer!.Outcome.Should().Be("done");
        (await second.RecordAsync()).Enrollments.Single().Version.Should().Be(1);
    }

    [Fact]
    public async Task An_event_of_a_step_evaluates_a_predicate_that_calls_outside_before_the_transaction_of_the_step()
    {
        var engine = new Engine();
        var predicate = new OutsidePredicate(_store);
        await using var journey = await StartAsync(engine, Journeys.Of(
            steps => steps.Add(new WorkflowStep { Name = "flow", Engine = "elsewhere", Plan = "a plan", IsOutside = true, Steps = [
                new RecordEventStep { Name = "note", Event = new EventName("noted") }] })), predicate: predicate);
        var id = await EnterAsync(journey);
        var version = (await engine.Services!.GetRequiredService<IExternalJourneys>().ReadNewestAsync(Token))
            .Single(newest => newest.Definition.Name.Value == "under-test");

        await engine.Services!.GetRequiredService<IExternalWorkflows>().ExecuteAsync(new ExternalStepRequest { Instance = "workflow-1",
            Customer = Journeys.Ada, Enrollment = id, EntryKey = "workflow-1", Journey = version, Step = "note", Visit = 1 }, Token);

        (await journey.RecordAsync()).Enrollments.Select(enrollment => enrollment.Journey.Value).Should().Contain("other");
        predicate.CallsWithOpenTransaction.Should().Be(0);
    }

    [Fact]
    public async Task A_process_without_the_engine_leaves_active_enrollments_to_one_with_it()
    {
        var engine = new Engine { Fails = true };
        await using var with = await StartAsync(engine);
        await EnterAsync(with);
        await using var without = await StartAsync(null);

        await without.AdvanceAsync(TimeSpan.FromHours(1));

        (await with.RecordAsync()).Enrollments.Single().Should().Match<Enrollment>(enrollment =>
            enrollment.Status == EnrollmentStatus.AwaitingCallback && enrollment.Attempt == 1 && enrollment.Outcome == "no-workflow-engine"
                && enrollment.DueAt > without.Time.GetUtcNow());
        engine.Fails = false;
        await with.AdvanceAsync(TimeSpan.FromHours(2));
        engine.Calls.Should().BeGreaterThan(1);
    }

    [Fact]
    public async Task An_ended_enrollment_is_ended_at_once_and_its_engine_is_notified_after_the_commit()
    {
        var engine = new Engine();
        await using var journey = await StartAsync(engine);
        var id = await EnterAsync(journey);

        await journey.HappenAsync(Some.Purchase(Journeys.Ada, journey.Time.GetUtcNow().AddSeconds(1), 10));

        (await journey.RecordAsync()).Enrollments.Single().Should().Match<Enrollment>(enrollment =>
            enrollment.Status == EnrollmentStatus.Exited && enrollment.Outcome == "bought" && enrollment.EndedAt != null
                && enrollment.DueAt == null);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        engine.Ended.Should().Equal(id);
        (await NotificationsAsync()).Should().BeEmpty();
        await journey.AdvanceAsync(TimeSpan.FromDays(2));
        engine.Ended.Should().Equal([id], "it is told once");
    }

    [Fact]
    public async Task A_process_without_the_engine_leaves_notifications_to_one_with_it()
    {
        var engine = new Engine { Fails = true };
        await using var with = await StartAsync(engine);
        var id = await EnterAsync(with);
        await using var without = await StartAsync(null);
        await without.HappenAsync(Some.Purchase(Journeys.Ada, with.Time.GetUtcNow().AddSeconds(1), 10));

        await without.AdvanceAsync(TimeSpan.FromHours(1));

        (await NotificationsAsync()).Should().ContainSingle().Which.Should()
            .Match<EngineNotification>(one => one.Attempt == 0 && one.DueAt > without.Time.GetUtcNow());
        without.Sent.Should().BeEmpty();
        engine.Fails = false;
        await with.AdvanceAsync(TimeSpan.FromHours(3));
        engine.Ended.Should().Equal(id);
    }

    [Fact]
    public async Task A_notification_that_was_claimed_by_a_killed_process_is_delivered_again()
    {
        var engine = new Engine();
        await using var journey = await StartAsync(engine);
        var id = await EnterAsync(journey);
        engine.IsKilled = true;
        await journey.HappenAsync(Some.Purchase(Journeys.Ada, journey.Time.GetUtcNow().AddSeconds(1), 10));
        await journey.AdvanceAsync(TimeSpan.FromSeconds(1));
        engine.Ended.Should().BeEmpty();
        engine.IsKilled = false;

        await journey.AdvanceAsync(ExternalWorkflowCall.RepeatAfter + TimeSpan.FromMinutes(1));

        engine.Ended.Should().Equal(id);
        (await NotificationsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task An_erased_customer_leaves_no_notification()
    {
        var engine = new Engine();
        await using var journey = await StartAsync(engine);
        await EnterAsync(journey);
        engine.Fails = true;
        await journey.HappenAsync(Some.Purchase(Journeys.Ada, journey.Time.GetUtcNow().AddSeconds(1), 10));
        (await NotificationsAsync()).Should().ContainSingle();

        await journey.Privacy.EraseAsync(Journeys.Ada, Token);
        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        (await NotificationsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Enrollments_that_wait_for_an_absent_engine_do_not_block_voucher_calls()
    {
        await using (var with = await StartAsync(new Engine { Fails = true }))
        {
            for (var number = 0; number < 5; number++)
                await EnterAsync(with, $"c{number}");
        }

        await using var journey = await JourneyHarness.StartAsync(
            JourneyDefinition.Build(new JourneyName("vouchers"),
                journey => journey.Steps.IssueVoucher("voucher", offer: "ten").SendEmail("mail", template: "voucher")),
            options =>
            {
                options.CancellationToken = Token;
                options.Start = new JourneyHarnessOptions().Start.AddHours(1);
                options.Configure = retention =>
                {
                    retention.Store.Use(_ => _store);
                    retention.Vouchers.AddOffer(Journeys.Offer()).UseIssuer(_ => new Issuer());
                    retention.Configure(settings => settings.Worker.BatchSize = 2);
                };
            });
        await journey.EnrollAsync(Some.Customer("ada"));

        journey.Sent.Should().Equal("mail by email");
    }

    [Fact]
    public async Task A_failing_notification_is_retried_and_does_not_change_the_outcome()
    {
        var engine = new Engine();
        await using var journey = await StartAsync(engine);
        var id = await EnterAsync(journey);
        engine.Fails = true;
        await journey.HappenAsync(Some.Purchase(Journeys.Ada, journey.Time.GetUtcNow().AddSeconds(1), 10));
        await journey.AdvanceAsync(TimeSpan.FromDays(5));

        (await journey.RecordAsync()).Enrollments.Single().Should().Match<Enrollment>(enrollment =>
            enrollment.Status == EnrollmentStatus.Exited && enrollment.Outcome == "bought" && enrollment.Attempt == 0);
        (await NotificationsAsync()).Should().ContainSingle().Which.Attempt.Should()
            .BeGreaterThan(new RetentionOptions().Retries.MaxAttempts);
        engine.Fails = false;
        await journey.AdvanceAsync(TimeSpan.FromDays(1));
        engine.Ended.Should().Equal(id);
        (await NotificationsAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData(PublishPolicy.Exit)]
    [InlineData(PublishPolicy.MoveTo)]
    public async Task A_version_without_the_engine_ends_the_workflows_and_moves_nobody(PublishPolicy policy)
    {
        var engine = new Engine();
        await using (var before = await StartAsync(engine))
            await EnterAsync(before);
        var calls = engine.Calls;

        await using var journey = await StartAsync(engine,
            Journeys.Of(steps => steps.SendEmail("mail", "mail"), next => next.WhenPublished(policy)), later: TimeSpan.FromHours(1));
        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        journey.Sent.Should().BeEmpty();
        (engine.Calls + engine.Ended.Count).Should().BeGreaterThan(calls);
        var enrollment = (await journey.RecordAsync()).Enrollments.Single();
        enrollment.Version.Should().Be(1);
        enrollment.Outcome.Should().Be(policy == PublishPolicy.Exit ? "new-version" : null);
        enrollment.Status.Should().Be(policy == PublishPolicy.Exit ? EnrollmentStatus.Exited : EnrollmentStatus.AwaitingCallback);
        engine.Ended.Count.Should().Be(policy == PublishPolicy.Exit ? 1 : 0);
        (await journey.CountAsync(JourneyMeasures.NotMoved, "other-engine")).Should().Be(policy == PublishPolicy.Exit ? 0 : 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(180)]
    [InlineData(600)]
    [InlineData(1439)]
    public async Task A_wait_behind_an_instant_step_counts_from_the_trigger_that_arrived_late(int minutesLate)
    {
        var (journey, visit, left) = await StartLateAsync(minutesLate);
        await using (journey)
        {
            (await visit("note")).Answer!.Outcome.Should().Be("done");
            (await visit("think")).Answer.Should().BeNull();

            (await journey.RecordAsync()).Enrollments.Single().DueAt.Should().Be(left.AddDays(1));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(180)]
    [InlineData(1439)]
    public async Task It_counts_from_now_if_the_workflow_waited_for_its_engine_before(int minutesLate)
    {
        var (journey, visit, _) = await StartLateAsync(minutesLate);
        await using (journey)
        {
            await visit("note");
            await visit(null);
            await visit("think");

            (await journey.RecordAsync()).Enrollments.Single().DueAt.Should().Be(journey.Time.GetUtcNow().AddDays(1));
        }
    }

    /// <summary>
    /// Starts a process in which an event that arrives late enrolls Ada in a workflow of the engine. Returns what its engine calls for a
    /// step, or without a step to report that it waits.
    /// </summary>
    private async Task<(JourneyHarness Journey, Func<string?, Task<ExternalStepReply>> Visit, DateTimeOffset Left)> StartLateAsync(
        int minutesLate)
    {
        var engine = new Engine();
        var journey = await StartAsync(engine, Journeys.Of(
            steps => steps.Add(new WorkflowStep { Name = "flow", Engine = "elsewhere", Plan = "a plan", IsOutside = true, Steps = [
                new RecordEventStep { Name = "note", Event = new EventName("noted") }, new WaitStep { Name = "think", Period = Days(1) }] }),
            late => late.Enroll.On("cart-left")));
        await journey.Client.SaveCustomersAsync([Some.Customer("ada")], Token);
        var left = journey.Time.GetUtcNow().AddMinutes(-minutesLate);
        await journey.HappenAsync(
            new CustomerEvent { Id = "left", Customer = Journeys.Ada, Name = new("cart-left"), OccurredAt = left });
        var id = (await journey.RecordAsync()).Enrollments.Single().Id;
        var version = (await engine.Services!.GetRequiredService<IExternalJourneys>().ReadNewestAsync(Token))
            .Single(newest => newest.Definition.Name.Value == "under-test");
        var workflows = engine.Services!.GetRequiredService<IExternalWorkflows>();
        return (journey, VisitAsync, left);

        async Task<ExternalStepReply> VisitAsync(string? step)
        {
            if (step is not null)
                return await workflows.ExecuteAsync(new ExternalStepRequest { Instance = "workflow-1", Customer = Journeys.Ada,
                    Enrollment = id, EntryKey = "workflow-1", Journey = version, Step = step, Visit = 1 }, Token);
            await workflows.ReportAsync(id, "workflow-1", ExternalWorkflowStatus.Waiting, null, Token);
            return new ExternalStepReply(id);
        }
    }

    /// <summary>
    /// A process with or without the engine; both also run another journey. The process with the engine publishes a version of the journey,
    /// external or not.
    /// </summary>
    private async Task<JourneyHarness> StartAsync(
        Engine? engine, JourneyDefinition? publishes = null, TimeSpan later = default, OutsidePredicate? predicate = null)
    {
        IServiceProvider? services = null;
        var other = JourneyDefinition.Build(new JourneyName("other"), other =>
        {
            if (predicate is not null)
                other.Enroll.On("noted").When(Customer.Satisfies("vip"));
            other.Steps.SendEmail("other", "other");
        });
        var harness = await JourneyHarness.StartAsync(
            other,
            options =>
            {
                options.CancellationToken = Token;
                options.Start += later;
                options.Configure = retention =>
                {
                    retention.Store.Use(_ => _store);
                    if (predicate is not null)
                        retention.Conditions.Add("vip", _ => predicate, callsOutside: true);
                    if (engine is not null)
                    {
                        retention.Services.AddSingleton<IExternalWorkflowEngine>(provider =>
                        {
                            engine.Services = services = provider;
                            return engine;
                        });
                    }
                };
            });
        if (services is not null)
            await services.GetRequiredService<JourneyPrograms>().PublishAsync(
                predicate is null ? [publishes ?? Outside()] : [publishes ?? Outside(), other], Token);
        await harness.AdvanceAsync(TimeSpan.Zero);
        return harness;
    }

    private async Task<IReadOnlyList<EngineNotification>> NotificationsAsync()
    {
        await using var transaction = await _store.BeginAsync(0, Token);
        return await transaction.Enrollments.ReadDueNotificationsAsync(DateTimeOffset.MaxValue, 100, Token);
    }

    private static async Task<EnrollmentId> EnterAsync(JourneyHarness harness, string customer = "ada")
    {
        await harness.Client.SaveCustomersAsync([Some.Customer(customer)], Token);
        var id = (await harness.Client.EnrollAsync(
            new JourneyName("under-test"), new CustomerId(customer), cancellationToken: Token)).Enrollment!.Value;
        await harness.AdvanceAsync(TimeSpan.Zero);
        return id;
    }

    private static JourneyDefinition Outside() => Journeys.Of(
        steps =>
            steps.Add(
                new WorkflowStep { Name = "flow", Engine = "elsewhere", Plan = "a plan", IsOutside = true, Steps = [new SendStep { Name =
                    "hello", Channel = Channel.Email, Template = "hello" }, new WaitStep { Name = "think", Period = Days(1) }] }),
        journey => journey.ExitOn("bought", EventNames.Purchase));

    /// <summary>An engine that stores a workflow and never reaches a step with it.</summary>
    private sealed class Engine : IExternalWorkflowEngine
    {
        string IExternalWorkflowEngine.Engine => "elsewhere";

        internal bool Fails { get; set; }

        internal IServiceProvider? Services { get; set; }

        internal int Calls { get; private set; }

        /// <summary>The enrollments whose workflows were ended.</summary>
        internal List<EnrollmentId> Ended { get; } = [];

        /// <summary>True while calls do not return: the store fails behind them, as if the process had died.</summary>
        internal bool IsKilled { get; set; }

        public Task ContinueAsync(ExternalWorkflowCall call, CancellationToken cancellationToken)
        {
            Calls++;
            return Fails ? throw new TimeoutException() : Task.CompletedTask;
        }

        public Task EndAsync(ExternalWorkflowCall call, CancellationToken cancellationToken)
        {
            if (IsKilled)
                throw new RetentionStoreException("The process died.");
            if (Fails)
                throw new TimeoutException();
            Ended.Add(call.Enrollment.Id);
            return Task.CompletedTask;
        }
    }

    private sealed class Issuer : IVoucherIssuer
    {
        public Task<IssuedVoucher> IssueAsync(VoucherRequest request, CancellationToken cancellationToken) =>
            Task.FromResult(new IssuedVoucher { Code = "SHOP-1", ExpiresAt = request.ExpiresAt });
    }
}
