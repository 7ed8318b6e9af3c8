using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;

namespace Retention.Workflows.Elsa.Runtime.Tests;

/// <summary>What is wrong makes the activity fault with a message that names the input, and nothing is sent.</summary>
public class BadInputTests
{
    [Fact]
    public async Task Without_a_customer()
    {
        await using var world = await World.StartAsync(elsa => elsa.AddWorkflow<WinBack>());

        (await FaultOfAsync(world, WinBack.Id)).Should().Be("Activity 'offer' (SendEmail), input CustomerId: There is no customer: give the workflow an input CustomerId, or a correlation id.");
    }

    [Fact]
    public async Task With_an_id_that_is_none()
    {
        await using var world = await World.StartAsync(elsa => elsa.AddWorkflow<WinBack>());

        (await FaultOfAsync(world, WinBack.Id, ("CustomerId", new string('x', 300)))).Should().StartWith("Activity 'offer' (SendEmail), input CustomerId:").And.NotContain("xxx");
    }

    [Theory]
    [InlineData(typeof(UnknownOffer), "Activity 'voucher' (IssueVoucher), input Offer:*eleven*")]
    [InlineData(typeof(UnknownSegment), "Activity 'segment' (RfmSegmentCondition), input Segments:*At Risk*")]
    [InlineData(typeof(UnknownCustomSegment), "Activity 'segment' (RfmSegmentCondition), input Segments:*nobody*")]
    [InlineData(typeof(UnknownTemplate), "Activity 'mail' (SendEmail), input Template:*nothing*")]
    [InlineData(typeof(ExpressionForTemplate), "Activity 'mail' (SendEmail), input Template:*expression*")]
    public async Task With_something_that_is_not_there(Type workflow, string problem)
    {
        await using var world = await World.StartAsync(
            elsa => elsa.UseWorkflowRuntime(runtime => runtime.Workflows[workflow.Name] = _ => new ValueTask<IWorkflow>((IWorkflow)Activator.CreateInstance(workflow)!)));
        await world.AddAsync("ada");

        (await FaultOfAsync(world, workflow.Name, ("CustomerId", "ada"))).Should().Match(problem);
        (await world.EnrollmentsOfAsync("ada")).Should().BeEmpty();
    }

    [Fact]
    public async Task A_workflow_begun_twice_for_the_same_key_runs_once()
    {
        await using var world = await World.StartAsync(elsa => elsa.AddWorkflow<WinBack>());
        await world.AddAsync("ada", "bob");
        await world.RunAsync(WinBack.Id, ("CustomerId", "ada"), ("EntryKey", "cart-1"));
        var second = await world.RunAsync(WinBack.Id, ("CustomerId", "ada"), ("EntryKey", "cart-1"));
        await world.RunAsync(WinBack.Id, ("CustomerId", "ada"), ("EntryKey", "cart-2"));
        await world.RunAsync(WinBack.Id, ("CustomerId", "bob"), ("EntryKey", "cart-1"));

        second.SubStatus.Should().Be(WorkflowSubStatus.Finished);
        world.Sent.Should().Equal("offer to ada", "offer to ada", "offer to bob");
    }

    [Fact]
    public async Task Begun_with_other_customers_under_way_and_a_bad_workflow_beside_the_good_one_goes_on()
    {
        await using var world = await World.StartAsync(elsa => elsa.AddWorkflow<WinBack>().AddWorkflow<CartWinBack>().AddWorkflow<BadTrigger>());
        await world.AddAsync("ada");
        await world.HappenAsync("ada", "cart-left", "1", new("cart", "c1"), new("size", 3));

        world.Sent.Should().Equal("offer to ada");
    }

    private static async Task<string> FaultOfAsync(World world, string workflow, params IEnumerable<(string, object)> input)
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
            builder.Root = new Flowchart { Id = "chart", Start = first, Activities = { first, activity }, Connections = { new Connection(first, activity) } };
        }
    }

    private sealed class UnknownOffer() : Before(new IssueVoucher { Id = "voucher", Offer = new("eleven") });

    private sealed class UnknownSegment() : Before(new RfmSegmentCondition { Id = "segment", Segments = new(["At Risk"]) });

    private sealed class UnknownCustomSegment() : Before(new RfmSegmentCondition { Id = "segment", Segments = new(["nobody"]) });

    private sealed class UnknownTemplate() : Before(new SendEmail { Id = "mail", Template = new("nothing") });

    private sealed class ExpressionForTemplate() : Before(new SendEmail { Id = "mail", Template = new(_ => "hello") });

    private sealed class BadTrigger : WorkflowBase
    {
        protected override void Build(IWorkflowBuilder builder)
        {
            builder.WithDefinitionId("bad").WithId("bad:1");
            builder.Root = WinBack.Chart(new JourneySchedule { Id = "trigger", Every = new("yearly") });
        }
    }
}
