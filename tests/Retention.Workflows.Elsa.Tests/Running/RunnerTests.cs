using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Elsa.Workflows.Memory;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Elsa.Running;
using Retention.Workflows.Hosting;
using Retention.Workflows.Recommendations;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Endpoint = Elsa.Workflows.Activities.Flowchart.Models.Endpoint;

namespace Retention.Workflows.Elsa.Tests.Running;

/// <summary>Workflows built by hand, run by the engine with its store, its clock and its partitions.</summary>
public class RunnerTests
{
    private static readonly CustomerId Ada = new("ada");

    private readonly InMemoryRetentionStore _store = new(partitions: 1);

    [Fact]
    public async Task A_workflow_waits_in_the_store_and_continues_when_it_is_due()
    {
        await using var harness = await StartAsync(() => Row(new SendEmail { Id = "hello", Template = new("hello") },
            new WaitFor { Id = "think", Days = new(10) }, new SendEmail { Id = "again", Template = new("again") }));

        await harness.EnrollAsync(Some.Customer("ada"));

        var waiting = (await RecordAsync(harness)).Enrollments.Single();
        waiting.Should()
            .Match<Enrollment>(enrollment => enrollment.Step == "think" && enrollment.DueAt == harness.Time.GetUtcNow().AddDays(10));
        waiting.State.Workflow!.Length.Should().BeLessThan(300);
        harness.Sent.Should().Equal("hello by email");

        await harness.AdvanceAsync(TimeSpan.FromDays(11));
        harness.Sent.Should().Equal("hello by email", "again by email");
        (await harness.WhereIsAsync(Ada)).Should().Be("ended as completed");
        (await RecordAsync(harness)).Enrollments.Single().State.Workflow.Should().BeNull();
    }

    [Fact]
    public async Task An_event_wakes_its_customer_and_the_timeout_wakes_the_others()
    {
        var wait = new WaitForCustomerEvent { Id = "checkout", Event = new("checkout-started"), Timeout = new("P2D") };
        var (came, late) = (new SendEmail { Id = "came", Template = new("came") }, new SendEmail { Id = "late", Template = new("late") });
        await using var harness = await StartAsync(() => new Flowchart
        {
            Start = wait,
            Activities = { wait, came, late },
            Connections = { new Connection(new Endpoint(wait, "Received"), new Endpoint(came)),
                new Connection(new Endpoint(wait, "TimedOut"), new Endpoint(late)) },
        });
        await harness.EnrollAsync(Some.Customer("ada"));
        await harness.EnrollAsync(Some.Customer("bob"));

        await harness.AdvanceAsync(TimeSpan.FromHours(5));
        await harness.HappenAsync(
            new CustomerEvent { Id = "e", Customer = Ada, Name = "checkout-started", OccurredAt = harness.Time.GetUtcNow() });
        await harness.AdvanceAsync(TimeSpan.FromDays(3));

        harness.Sent.Should().Equal("came by email", "late by email");
    }

    [Theory]
    [InlineData(true, "thanks")]
    [InlineData(false, "sorry")]
    public async Task A_send_with_delivery_ports_continues_at_the_port_of_its_result(bool isReachable, string expected)
    {
        await using var harness = await StartAsync(() => DeliveryBranches());
        var ada = Some.Customer("ada");
        await harness.EnrollAsync(
            isReachable ? ada : ada with { Addresses = ada.Addresses.Where(address => address.Key != Channel.Email).ToDictionary() });
        await harness.AdvanceAsync(TimeSpan.FromMinutes(1));

        (await RecordAsync(harness)).Messages.Select(message => message.Step).Should().Equal("mail", expected);
        (await harness.WhereIsAsync(Ada)).Should().Be("ended as completed");
    }

    [Fact]
    public async Task Done_beside_Sent_keeps_the_host_from_starting()
    {
        var start = () => StartAsync(() =>
        {
            var chart = DeliveryBranches();
            chart.Connections.Add(new Connection(chart.Start!, chart.Activities.Last()));
            return chart;
        });

        (await start.Should().ThrowAsync<Exception>()).WithMessage("*'mail'*Done*Sent or Refused*");
    }

    private static Flowchart DeliveryBranches()
    {
        var mail = new SendEmail { Id = "mail", Template = new("hello") };
        var (thanks, sorry) =
            (new SendSms { Id = "thanks", Template = new("again") }, new SendSms { Id = "sorry", Template = new("again") });
        return new Flowchart
        {
            Start = mail,
            Activities = { mail, thanks, sorry },
            Connections = { new Connection(new Endpoint(mail, "Sent"), new Endpoint(thanks)),
                new Connection(new Endpoint(mail, "Refused"), new Endpoint(sorry)) },
        };
    }

    [Fact]
    public async Task The_same_entry_key_runs_once()
    {
        await using var harness = await StartAsync(() => Row(new SendEmail { Id = "hello", Template = new("hello") }));
        await harness.Client.SaveCustomersAsync([Some.Customer("ada")], Token);

        (await harness.Client.EnrollAsync(new JourneyName("by-elsa"), Ada, "cart-7", Token)).Enrollment.Should().NotBeNull();
        (await harness.Client.EnrollAsync(new JourneyName("by-elsa"), Ada, "cart-7", Token)).Refusal.Should().Be("already-entered");
        await harness.AdvanceAsync(TimeSpan.Zero);

        harness.Sent.Should().Equal("hello by email");
    }

    [Fact]
    public async Task A_throwing_workflow_is_retried_at_its_step_then_stuck_and_continues_once_fixed()
    {
        var broken = new Switchable();
        await using var harness = await StartAsync(
            () => Row(new SendEmail { Id = "hello", Template = new("hello") }, new FailingActivity { Id = "fragile" },
                new SendEmail { Id = "again", Template = new("again") }),
            retention => retention.Services.AddSingleton(broken));
        broken.FailsFor = Ada;
        await harness.EnrollAsync(Some.Customer("ada"));
        await harness.EnrollAsync(Some.Customer("bob"));
        (await RecordAsync(harness, "bob")).Messages.Should().HaveCount(2, "others go on");
        await harness.AdvanceAsync(TimeSpan.FromDays(2));

        (await harness.WhereIsAsync(Ada)).Should().StartWith("stuck");
        broken.Tries.Should().BeGreaterThan(2);
        broken.FailsFor = null;
        (await harness.Operations.ResumeAsync((await RecordAsync(harness)).Enrollments.Single().Id, Token)).Should().BeTrue();
        await harness.AdvanceAsync(TimeSpan.FromMinutes(1));

        (await harness.WhereIsAsync(Ada)).Should().Be("ended as completed");
        (await RecordAsync(harness)).Messages.Select(message => message.Step).Should().Equal("hello", "again");
    }

    [Fact]
    public async Task A_stored_state_that_no_longer_fits_is_stuck_and_continues_once_fixed()
    {
        await using var harness = await StartAsync(
            () => Row(new WaitFor { Id = "think", Days = new(1) }, new SendEmail { Id = "again", Template = new("again") }));
        await harness.EnrollAsync(Some.Customer("ada"));
        await harness.EnrollAsync(Some.Customer("bob"));
        var good = (await RecordAsync(harness)).Enrollments.Single().State.Workflow!;
        await StoreAsync(enrollment =>
            enrollment with { State = enrollment.State with { Workflow = """{"at":"a","frames":[["a",77,null,1]],"callbacks":[]}""" } });

        await harness.AdvanceAsync(TimeSpan.FromDays(4));

        (await harness.WhereIsAsync(Ada)).Should().StartWith("stuck");
        harness.Sent.Should().Equal("again by email");
        await StoreAsync(enrollment => enrollment with { State = enrollment.State with { Workflow = good } });
        await harness.Operations.ResumeAsync((await RecordAsync(harness)).Enrollments.Single().Id, Token);
        await harness.AdvanceAsync(TimeSpan.FromMinutes(1));

        (await harness.WhereIsAsync(Ada)).Should().Be("ended as completed");
        harness.Sent.Should().Equal("again by email", "again by email");
    }

    [Fact]
    public async Task Variables_and_outputs_survive_a_wait()
    {
        var code = new Variable<string?>("code", null) { StorageDriverType = typeof(global::Elsa.Workflows.WorkflowInstanceStorageDriver) };
        var seen = new Seen();
        await using var harness = await StartAsync(
            () => new Sequence
            {
                Variables = { code },
                Activities =
                {
                    new IssueVoucher { Id = "voucher", Offer = new("ten"), Code = new(code) },
                    new WaitFor { Id = "think", Days = new(1) },
                    new Look { Id = "look", At = new(code) },
                },
            },
            retention => retention.Services.AddSingleton(seen));
        await harness.EnrollAsync(Some.Customer("ada"));
        await harness.AdvanceAsync(TimeSpan.FromDays(2));

        seen.Value.Should().NotBeNull().And.Be((await RecordAsync(harness)).Vouchers.Single().Code);
    }

    [Fact]
    public async Task Recommended_products_are_an_output_and_later_messages_show_them()
    {
        var products = new Variable<string[]?>(
            "products", null) { StorageDriverType = typeof(global::Elsa.Workflows.WorkflowInstanceStorageDriver) };
        var seen = new Seen();
        var recommender = new Recommender("tent", "stove", "lamp");
        await using var harness = await StartAsync(
            () => new Sequence
            {
                Variables = { products },
                Activities =
                {
                    new RecommendProducts { Id = "picks", Count = new(2), Products = new(products) },
                    new WaitFor { Id = "think", Days = new(1) },
                    new SendEmail { Id = "offer", Template = new("offer"), ChosenBy = new("picks") },
                    new ReadsTexts { Id = "look", At = new(products) },
                },
            },
            retention =>
            {
                retention.Services.AddSingleton(seen);
                retention.Recommendations.UseRecommender(_ => recommender)
                    .UseProducts([.. new[] { "tent", "stove", "lamp" }.Select(id => new Product { Id = new ProductId(id), Name = id })]);
            });
        await harness.EnrollAsync(Some.Customer("ada"));
        await harness.AdvanceAsync(TimeSpan.FromDays(2));

        harness.Messages.Single().Content.Text.Should().EndWith("products tent,stove");
        seen.Value.Should().Be("tent stove");
    }

    [Fact]
    public async Task Each_pass_of_a_loop_is_another_visit()
    {
        var journey = JourneyDefinition.Build(new JourneyName("loop"), journey =>
        {
            journey.Enroll.ByHand();
            journey.Steps.Repeat("remind", 3, again => again.SendEmail("reminder", "reminder").Wait("pause", Period.Days(1)))
                .SendEmail("last", "last");
        });
        await using var harness = await JourneyHarness.StartAsync(journey.ToElsa(), options => Options(options, null));
        await harness.EnrollAsync(Some.Customer("ada"));
        await harness.AdvanceAsync(TimeSpan.FromDays(5));

        harness.Messages.Select(message => message.IdempotencyKey.Split('/', 2)[1]).Should()
            .Equal("reminder/1", "reminder/2", "reminder/3", "last/1");
    }

    [Fact]
    public async Task Active_enrollments_finish_on_the_version_they_entered()
    {
        await using (var first = await StartAsync(
            () => Row(new WaitFor { Id = "think", Days = new(1) }, new SendEmail { Id = "old", Template = new("old") })))
            await first.EnrollAsync(Some.Customer("ada"));
        await using var second = await StartAsync(() => Row(new SendEmail { Id = "new", Template = new("new") }));
        await second.EnrollAsync(Some.Customer("bob"));
        await second.AdvanceAsync(TimeSpan.FromDays(2));

        second.Sent.Should().BeEquivalentTo(["old by email", "new by email"]);
    }

    [Fact]
    public async Task A_workflow_that_cannot_be_a_journey_keeps_the_host_from_starting()
    {
        var (start, left, right) = (new RecordEvent { Id = "start", Event = new("x") }, new WaitFor { Id = "left",
            Days = new(1) }, new WaitFor { Id = "right", Days = new(1) });
        var fork = () => StartAsync(() => new Flowchart { Start = start, Activities = { start, left, right },
            Connections = { new Connection(start, left), new Connection(start, right) } });
        var expression = () => StartAsync(() => Row(new SendEmail { Id = "mail", Template = new(_ => "now-and-then") }));
        var offer = () => StartAsync(() => Row(new IssueVoucher { Id = "voucher", Offer = new("nobody-knows") }));
        var segment = () => StartAsync(() => Row(new RfmSegmentCondition { Id = "ask", Segments = new(["nobody-knows"]) }));
        var step = () =>
            StartAsync(() => Row(new WaitFor { Id = "think", Days = new(1) }, new PurchasedSinceWait { Id = "ask", Wait = new("thinkk") }));
        var twice = () => StartAsync(
            () => Row(new WaitFor { Id = "one", Name = "same", Days = new(1) }, new WaitFor { Id = "two", Name = "same", Days = new(1) }));

        var (ask, yes) = (new EmailOpened { Id = "ask", Message = new("mail") }, new WaitFor { Id = "yes", Days = new(1) });
        var port = () => StartAsync(() => new Flowchart { Start = ask, Activities = { ask, yes },
            Connections = { new Connection(new Endpoint(ask, "Ture"), new Endpoint(yes)) } });

        (await port.Should().ThrowAsync<ActivityInputException>())
            .WithMessage("Activity 'ask' (EmailOpened): A connection uses the port 'Ture', which the activity does not have. It has: True, False.");
        (await fork.Should().ThrowAsync<JourneyDefinitionException>()).WithMessage("*'start', port Done, 2 connections leave at the same time*");
        (await expression.Should().ThrowAsync<ActivityInputException>())
            .WithMessage("Activity 'mail' (SendEmail), input Template: It is an expression (Delegate)*");
        (await offer.Should().ThrowAsync<JourneyDefinitionException>()).WithMessage("*'nobody-knows'*");
        (await segment.Should().ThrowAsync<JourneyDefinitionException>()).WithMessage("*'nobody-knows'*");
        (await step.Should().ThrowAsync<JourneyDefinitionException>()).WithMessage("*Did you mean 'think'?*");
        (await twice.Should().ThrowAsync<JourneyDefinitionException>()).WithMessage("*'same'*");
    }

    [Fact]
    public async Task A_workflow_that_waits_for_a_foreign_bookmark_is_stuck_with_a_reason()
    {
        await using var harness = await StartAsync(
            () => Row(new CreatesBookmark { Id = "stands" }, new SendEmail { Id = "never", Template = new("never") }));
        await harness.EnrollAsync(Some.Customer("ada"));
        await harness.AdvanceAsync(TimeSpan.FromDays(2));

        (await harness.WhereIsAsync(Ada)).Should().Be("stuck at workflow");
        harness.Sent.Should().BeEmpty();
    }

    [Fact]
    public async Task A_sequence_does_nothing_after_an_exit()
    {
        var charges = new Switchable();
        await using var harness = await StartAsync(
            () => new Sequence { Activities = { new SendEmail { Id = "hello", Template = new("hello") }, new ExitJourney { Id = "out" },
                new Charge { Id = "charge" } } },
            retention => retention.Services.AddSingleton(charges));
        await harness.EnrollAsync(Some.Customer("ada"));
        await harness.AdvanceAsync(TimeSpan.FromDays(1));

        (await harness.WhereIsAsync(Ada)).Should().Be("ended as out");
        charges.Tries.Should().Be(0);
    }

    [Fact]
    public async Task A_state_that_cannot_be_stored_sends_and_issues_nothing_twice()
    {
        await using var harness = await StartAsync(() => new Sequence
        {
            Activities =
            {
                new SendEmail { Id = "hello", Template = new("hello") },
                new IssueVoucher { Id = "voucher", Offer = new("ten") },
                new Both { One = new WaitFor { Id = "left", Days = new(1) }, Other = new WaitFor { Id = "right", Days = new(1) } },
            },
        });
        await harness.EnrollAsync(Some.Customer("ada"));
        await harness.AdvanceAsync(TimeSpan.FromDays(3));

        (await harness.WhereIsAsync(Ada)).Should().Be("stuck at workflow");
        harness.Sent.Should().Equal("hello by email");
        var record = await RecordAsync(harness);
        record.Messages.Should().ContainSingle();
        record.Vouchers.Should().ContainSingle();
        record.Enrollments.Single().Attempt.Should().BeGreaterThan(2);
    }

    [Fact]
    public async Task A_goal_that_ends_the_journey_ends_a_wait()
    {
        await using var harness = await StartAsync(
            () => Row(new WaitFor { Id = "think", Days = new(10) }, new SendEmail { Id = "late", Template = new("late") }),
            rules: journey => journey.ExitOn("bought", EventNames.Purchase));
        await harness.EnrollAsync(Some.Customer("ada"));
        await harness.AdvanceAsync(TimeSpan.FromDays(1));
        await harness.PurchaseAsync(Ada);
        await harness.AdvanceAsync(TimeSpan.FromDays(20));

        (await harness.WhereIsAsync(Ada)).Should().Be("ended as bought");
        harness.Sent.Should().BeEmpty();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Flowchart Row(params IActivity[] activities)
    {
        var chart = new Flowchart { Start = activities[0] };
        foreach (var activity in activities)
            chart.Activities.Add(activity);
        for (var index = 1; index < activities.Length; index++)
            chart.Connections.Add(new Connection(activities[index - 1], activities[index]));
        return chart;
    }

    private static Task<CustomerRecord> RecordAsync(JourneyHarness harness, string customer = "ada") =>
        harness.Client.ReadCustomerAsync(new CustomerId(customer), Token);

    private Task<JourneyHarness> StartAsync(
        Func<IActivity> workflow, Action<RetentionBuilder>? configure = null, Action<JourneyBuilder>? rules = null)
    {
        using var services = new ServiceCollection().AddSingleton(TimeProvider.System).BuildServiceProvider();
        var step = new ElsaWorkflowEngine(services);
        var journey = JourneyDefinition.Build(new JourneyName("by-elsa"), journey =>
        {
            journey.Enroll.ByHand();
            rules?.Invoke(journey);
            journey.Steps.Add(step.StepOf("workflow", workflow()));
        });
        return JourneyHarness.StartAsync(journey, options => Options(options, retention =>
        {
            retention.Services.AddSingleton(provider =>
            {
                var engine = new ElsaWorkflowEngine(provider);
                engine.StepOf("workflow", workflow()); // loads a workflow with other activities
                return engine;
            });
            configure?.Invoke(retention);
        }));
    }

    private void Options(JourneyHarnessOptions options, Action<RetentionBuilder>? configure)
    {
        options.CancellationToken = Token;
        options.Configure = retention =>
        {
            configure?.Invoke(retention);
            retention.UseElsa().Store.Use(_ => _store);
            retention.Vouchers.AddOffer(new VoucherOffer { Name = "ten", Discount = Discount.Percent(10) });
        };
    }

    private async Task StoreAsync(Func<Enrollment, Enrollment> change)
    {
        await using var transaction = await _store.BeginAsync(0, Token);
        var stored = (await transaction.Enrollments.ReadByCustomerAsync([Ada], Token)).Single();
        await transaction.Enrollments.UpdateAsync([change(stored)], Token);
        await transaction.CommitAsync(Token);
    }

    private sealed class Recommender(params string[] products) : IRecommender
    {
        public Task<IReadOnlyList<IReadOnlyList<ProductId>>> RecommendAsync(
            IReadOnlyList<RecommendationRequest> requests, CancellationToken cancellationToken = default) =>
            Task.FromResult<IReadOnlyList<IReadOnlyList<ProductId>>>([.. requests.Select(
                request => (IReadOnlyList<ProductId>)[.. products.Take(request.Count).Select(id => new ProductId(id))])]);
    }
}
