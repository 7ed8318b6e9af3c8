using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Elsa.Workflows.Memory;

namespace Retention.Workflows.Elsa.Runtime.Tests;

/// <summary>Bad input makes the activity fault with a message that names the input, and nothing is sent.</summary>
public class BadInputTests
{
    [Fact]
    public async Task A_workflow_without_a_customer_faults()
    {
        await using var world = await ElsaTestHost.StartAsync(elsa => elsa.AddWorkflow<WinBack>());

        (await FaultOfAsync(world, WinBack.Id)).Should()
            .Be("Activity 'offer' (SendEmail), input CustomerId: There is no customer: give the workflow an input CustomerId, or a correlation id.");
    }

    [Fact]
    public async Task A_blank_customer_id_faults()
    {
        await using var world = await ElsaTestHost.StartAsync(elsa => elsa.AddWorkflow<WinBack>());

        (await FaultOfAsync(world, WinBack.Id, ("CustomerId", "  "))).Should()
            .StartWith("Activity 'offer' (SendEmail), input CustomerId: There is no customer");
    }

    [Fact]
    public async Task An_invalid_customer_id_faults()
    {
        await using var world = await ElsaTestHost.StartAsync(elsa => elsa.AddWorkflow<WinBack>());

        (await FaultOfAsync(world, WinBack.Id, ("CustomerId", new string('x', 300)))).Should()
            .StartWith("Activity 'offer' (SendEmail), input CustomerId:").And.NotContain("xxx");
    }

    [Theory]
    [InlineData(typeof(UnknownOffer), "Activity 'voucher' (IssueVoucher), input Offer: There is no offer 'eleven'. Known: ten.")]
    [InlineData(typeof(UnknownSegment), "Activity 'segment' (RfmSegmentCondition), input Segments: 'At Risk' is not a valid segment name*")]
    [InlineData(typeof(UnknownCustomSegment),
        "Activity 'segment' (RfmSegmentCondition), input Segments: There is no custom segment 'nobody'. Known: vip.")]
    [InlineData(typeof(UnknownTemplate), "Activity 'mail' (SendEmail), input Template: There is no template 'nothing'.")]
    [InlineData(typeof(UnknownTemplateOfFallback), "*Activity 'mail' (SendMessage), input Fallbacks: There is no template 'nothing'.")]
    [InlineData(typeof(UnknownStep), "Activity 'bought' (PurchasedSinceWait), input Wait: There is no step 'nowhere'.")]
    [InlineData(
        typeof(ExpressionForTemplate), "Activity 'mail' (SendEmail), input Template: It is an expression (Delegate)*Use a literal value.")]
    [InlineData(typeof(MissingTemplate), "Activity 'mail' (SendEmail), input Template: It is missing. Expected: The template.")]
    [InlineData(typeof(MissingOffer), "Activity 'voucher' (IssueVoucher), input Offer: It is missing*")]
    [InlineData(typeof(MissingSegments), "Activity 'segment' (RfmSegmentCondition), input Segments: It is missing*")]
    [InlineData(typeof(MissingTime), "Activity 'wait' (WaitFor), input Days: Give a duration*")]
    [InlineData(typeof(MissingEvent), "Activity 'wait' (WaitForCustomerEvent), input Event: It is missing*input Timeout: It is missing*")]
    public async Task A_missing_input_or_an_unknown_name_faults(Type workflow, string problem)
    {
        await using var world = await ElsaTestHost.StartAsync(
            elsa => elsa.UseWorkflowRuntime(runtime =>
                runtime.Workflows[workflow.Name] = _ => new ValueTask<IWorkflow>((IWorkflow)Activator.CreateInstance(workflow)!)));
        await world.AddAsync("ada");

        (await FaultOfAsync(world, workflow.Name, ("CustomerId", "ada"))).Should().Match(problem);
        (await world.EnrollmentsOfAsync("ada")).Should().BeEmpty();
    }

    [Fact]
    public async Task A_workflow_started_twice_with_the_same_key_runs_once()
    {
        await using var world = await ElsaTestHost.StartAsync(elsa => elsa.AddWorkflow<WinBack>());
        await world.AddAsync("ada", "bob");
        await world.RunAsync(WinBack.Id, ("CustomerId", "ada"), ("EntryKey", "cart-1"));
        var second = await world.RunAsync(WinBack.Id, ("CustomerId", "ada"), ("EntryKey", "cart-1"));
        await world.RunAsync(WinBack.Id, ("CustomerId", "ada"), ("EntryKey", "cart-2"));
        await world.RunAsync(WinBack.Id, ("CustomerId", "bob"), ("EntryKey", "cart-1"));

        second.SubStatus.Should().Be(WorkflowSubStatus.Finished);
        world.Sent.Should().Equal("offer to ada", "offer to ada", "offer to bob");
    }

    [Fact]
    public async Task A_workflow_continues_beside_a_bad_workflow_and_other_customers()
    {
        await using var world = await ElsaTestHost.StartAsync(
            elsa => elsa.AddWorkflow<WinBack>().AddWorkflow<CartWinBack>().AddWorkflow<BadTrigger>());
        await world.AddAsync("ada");
        await world.HappenAsync("ada", "cart-left", "1", new("cart", "c1"), new("size", 3));

        world.Sent.Should().Equal("offer to ada");
    }

    [Fact]
    public async Task An_expression_stored_by_the_designer_faults()
    {
        await using var world = await ElsaTestHost.StartAsync(_ => { });
        await world.AddAsync("ada");
        var first = new SendEmail { Id = "first", Template = new("hello") };
        var mail = new SendEmail { Id = "mail", Template = new(new Variable<string?>("template", null)) };
        await world.PublishAsync("designed",
            new Flowchart { Id = "chart", Start = first, Activities = { first, mail }, Connections = { new Connection(first, mail) } });

        (await FaultOfAsync(world, "designed", ("CustomerId", "ada"))).Should()
            .Match("Activity 'mail' (SendEmail), input Template: It is an expression (Variable)*");
    }

    public static TheoryData<JourneyTrigger, string> Triggers => new()
    {
        { new CustomerEventOccurred(), "Event: It is missing. Expected: The event's name, such as purchase." },
        { new CustomerEventOccurred { Event = new(_ => "cart-left") }, "Event: It is an expression (Delegate)*" },
        { new CustomerEventOccurred { Event = new("cart-left"), Where = new("[") }, "Where: This is not JSON." },
        { new CustomerEventOccurred { Event = new("cart-left"), Where = new("""[{ "key": "size", "larger": 2 }]""") },
            "Where: Unknown property 'larger'*" },
        { new CustomerEventOccurred { Event = new("cart-left"), Audience = new("""{ "kind": "spent" }""") }, "Audience: *" },
        { new CustomerEventOccurred { Event = new("cart-left"), ReEntry = new("""{ "kind": "sometimes" }""") }, "ReEntry: *sometimes*" },
        { new SegmentEntered(), "Segments: It is missing*" },
        { new SegmentEntered { Segments = new(["nobody"]) }, "Segments: *nobody*" },
        { new JourneySchedule(), "Every: Use daily, weekly or monthly." },
        { new JourneySchedule { Every = new("yearly") }, "Every: 'yearly' is not an interval. Use daily, weekly or monthly." },
        { new JourneySchedule { Every = new("daily") }, "At: It is missing*" },
        { new JourneySchedule { Every = new("daily"), At = new("25:00") }, "At: *25:00*" },
        { new JourneySchedule { Every = new("weekly"), At = new("09:00") }, "Day: It is missing*" },
        { new JourneySchedule { Every = new("monthly"), At = new("09:00"), Day = new("40") },
            "Day: The day of the month must be 1 to 31*" },
    };

    [Theory]
    [MemberData(nameof(Triggers))]
    public void A_trigger_with_bad_input_throws(JourneyTrigger trigger, string problem)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        trigger.Id = "trigger";

        trigger.Invoking(trigger => trigger.ToRule()).Should().Throw<ActivityInputException>()
            .WithMessage($"Activity 'trigger' ({trigger.GetType().Name}), input {problem}");
    }

    [Fact]
    public async Task A_trigger_with_an_unknown_segment_starts_nothing()
    {
        await using var world = await ElsaTestHost.StartAsync(elsa => elsa.AddWorkflow<BadAudience>());
        await world.AddAsync("ada");
        await world.HappenAsync("ada", "cart-left", "1");

        world.Sent.Should().BeEmpty();
        (await world.InstancesAsync()).Should().BeEmpty();
        (await FaultOfAsync(world, "bad-audience", ("CustomerId", "ada"))).Should()
            .Be("Activity 'trigger' (CustomerEventOccurred), input Audience: There is no custom segment 'nobody'. Known: vip.");
    }

    [Fact]
    public async Task A_workflow_that_looks_further_back_than_events_are_kept_faults()
    {
        await using var world = await ElsaTestHost.StartAsync(elsa => elsa.AddWorkflow<LooksTooFarBack>(), retention =>
        {
            retention.Store.UseInMemory();
            retention.Segments.UseRfm(rfm => rfm.Window = Period.Months(6));
            retention.Configure(options => options.Purge.KeepEvents = TimeSpan.FromDays(300));
        });
        await world.AddAsync("ada");

        (await FaultOfAsync(world, "far-back", ("CustomerId", "ada"))).Should()
            .Match("Purge.KeepEvents: journey 'far-back' uses *300 days is too short.");
    }

    [Fact]
    public async Task A_sequence_started_twice_with_the_same_key_ends_at_its_first_step()
    {
        await using var world = await ElsaTestHost.StartAsync(elsa => elsa.AddWorkflow<SequenceWorkflow>());
        await world.AddAsync("ada");
        for (var time = 0; time < 2; time++)
            await world.RunAsync("in-a-row", ("CustomerId", "ada"), ("EntryKey", "cart-1"));
        await world.Engine.RunDueAsync(ElsaTestHost.Token);

        world.Sent.Should().Equal("offer to ada");
        (await world.InstancesAsync()).Should().HaveCount(2).And.OnlyContain(instance => instance.SubStatus == WorkflowSubStatus.Finished);
        (await world.InstancesAsync()).Count(instance => instance.WorkflowState.Output.ContainsKey("charged")).Should().Be(1);
    }

    private static async Task<string> FaultOfAsync(ElsaTestHost world, string workflow, params IEnumerable<(string, object)> input)
    {
        var response = await world.RunAsync(workflow, input);
        response.SubStatus.Should().Be(WorkflowSubStatus.Faulted);
        await world.AdvanceAsync(TimeSpan.FromDays(20));
        world.Sent.Should().BeEmpty();
        return (await world.InstancesAsync()).Single().WorkflowState.Incidents.Single().Message;
    }

    private abstract class Before(IActivity activity) : WorkflowBase
    {
        protected override void Build(IWorkflowBuilder builder)
        {
            ArgumentNullException.ThrowIfNull(builder);
            builder.WithDefinitionId(GetType().Name).WithId($"{GetType().Name}:1");
            var first = new SendEmail { Id = "first", Template = new("hello") };
            builder.Root = new Flowchart { Id = "chart", Start = first, Activities = { first, activity },
                Connections = { new Connection(first, activity) } };
        }
    }

    private sealed class UnknownOffer() : Before(new IssueVoucher { Id = "voucher", Offer = new("eleven") });

    private sealed class UnknownSegment() : Before(new RfmSegmentCondition { Id = "segment", Segments = new(["At Risk"]) });

    private sealed class UnknownCustomSegment() : Before(new RfmSegmentCondition { Id = "segment", Segments = new(["nobody"]) });

    private sealed class UnknownTemplate() : Before(new SendEmail { Id = "mail", Template = new("nothing") });

    private sealed class UnknownTemplateOfFallback()
        : Before(new SendMessage { Id = "mail", Template = new("hello"), Channel = new("email"),
            Fallbacks = new("""[{ "channel": "email", "template": "nothing" }]""") });

    private sealed class UnknownStep() : Before(new PurchasedSinceWait { Id = "bought", Wait = new("nowhere") });

    private sealed class MissingTemplate() : Before(new SendEmail { Id = "mail" });

    private sealed class MissingOffer() : Before(new IssueVoucher { Id = "voucher" });

    private sealed class MissingSegments() : Before(new RfmSegmentCondition { Id = "segment", Segments = new([]) });

    private sealed class MissingTime() : Before(new WaitFor { Id = "wait" });

    private sealed class MissingEvent() : Before(new WaitForCustomerEvent { Id = "wait" });

    private sealed class ExpressionForTemplate() : Before(new SendEmail { Id = "mail", Template = new(_ => "hello") });

    private sealed class BadAudience : WorkflowBase
    {
        protected override void Build(IWorkflowBuilder builder)
        {
            builder.WithDefinitionId("bad-audience").WithId("bad-audience:1");
            builder.Root = WinBack.Chart(new CustomerEventOccurred { Id = "trigger", Event = new("cart-left"),
                Audience = new("""{ "kind": "custom-segment", "name": "nobody" }""") });
        }
    }

    private sealed class BadTrigger : WorkflowBase
    {
        protected override void Build(IWorkflowBuilder builder)
        {
            builder.WithDefinitionId("bad").WithId("bad:1");
            builder.Root = WinBack.Chart(new JourneySchedule { Id = "trigger", Every = new("yearly") });
        }
    }

    private sealed class LooksTooFarBack : WorkflowBase
    {
        protected override void Build(IWorkflowBuilder builder)
        {
            builder.WithDefinitionId("far-back").WithId("far-back:1");
            builder.Root = new NoMatchingEvent { Id = "ask", Event = new("purchase"), Months = new(24) };
        }
    }

    private sealed class SequenceWorkflow : WorkflowBase
    {
        protected override void Build(IWorkflowBuilder builder)
        {
            builder.WithDefinitionId("in-a-row").WithId("in-a-row:1");
            builder.Root = new Sequence { Id = "row",
                Activities = { new SendEmail { Id = "offer", Template = new("hello") }, new Charge { Id = "charge" } } };
        }
    }

    private sealed class Charge : CodeActivity
    {
        protected override void Execute(ActivityExecutionContext context) => context.WorkflowExecutionContext.Output["charged"] = true;
    }
}
