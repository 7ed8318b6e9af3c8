using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Retention.Workflows.Elsa.Flowcharts;
using Retention.Workflows.Journeys;
using Endpoint = Elsa.Workflows.Activities.Flowchart.Models.Endpoint;

namespace Retention.Workflows.Elsa.Tests.Running;

/// <summary>The paths of its workflow that a journey knows, for its reports.</summary>
public class StepWaysTests
{
    private readonly RecordEvent _begun = new() { Id = "begun", Event = new("begun") };
    private readonly EmailOpened _ask = new() { Id = "ask", Message = new("mail") };
    private readonly RepeatSteps _twice = new() { Id = "twice", Times = new(2) };
    private readonly WaitFor _think = new() { Id = "think", Days = new(1) };

    [Fact]
    public void Ports_are_the_branches_of_steps()
    {
        var chart = new Flowchart
        {
            Start = _ask,
            Activities = { _think, _twice, _ask },
            Connections = { new Connection(new Endpoint(_ask, "False"), new Endpoint(_twice)),
                new Connection(new Endpoint(_twice, "Again"), new Endpoint(_think)), new Connection(_think, _twice) },
        };

        Of(chart, _think, _twice, _ask).Should().Equal(new WorkflowWay(null, null, "ask"), new WorkflowWay("ask", "otherwise", "twice"),
            new WorkflowWay("twice", "again", "think"), new WorkflowWay("think", null, "twice"));
    }

    [Fact]
    public void Answers_of_a_webhook_are_ports_and_results_without_a_connection_continue_at_Done()
    {
        var webhook = new CallWebhook { Id = "book", Endpoint = new("crm"), Answers = new("""
            [{ "name": "booked", "status": 201 }, { "name": "known", "status": 208 }]
            """) };
        var chart = new Flowchart
        {
            Start = webhook,
            Activities = { webhook, _begun, _think },
            Connections = { new Connection(webhook, _think), new Connection(new Endpoint(webhook, "booked"), new Endpoint(_begun)),
                new Connection(_begun, _think), new Connection(new Endpoint(webhook, "Failed"), new Endpoint(_think)) },
        };

        Of(chart, webhook, _begun, _think).Should().Equal(
            new WorkflowWay(null, null, "book"), new WorkflowWay("book", null, "think"), new WorkflowWay("book", "booked", "begun"),
            new WorkflowWay("begun", null, "think"), new WorkflowWay("book", "failed", "think"));
        JourneyActivity.Connect([chart]);
        string?[] used = [.. new[] { "done", "booked", "known", "failed" }
            .Select(outcome => webhook.PortOf(outcome) is { } port && webhook.Uses(port) ? port : "Done")];
        used.Should().Equal("Done", "booked", "Done", "Failed");
    }

    [Fact]
    public void Activities_that_are_not_steps_are_passed_over()
    {
        var (line, other) = (new WriteLine("one") { Id = "line" }, new WriteLine("other") { Id = "other" });
        var chart = new Flowchart { Activities = { line, _begun, other, _think },
            Connections = { new Connection(line, _begun), new Connection(_begun, other), new Connection(other, _think) } };

        Of(chart, _begun, _think).Should().Equal(new WorkflowWay(null, null, "begun"), new WorkflowWay("begun", null, "think"));
    }

    [Fact]
    public void Every_outcome_of_a_step_in_a_sequence_leads_to_the_next_step() =>
        Of(new Sequence { Activities = { _ask, new WriteLine("line"), _think } }, _ask, _think)
            .Should().Equal(
                new WorkflowWay(null, null, "ask"), new WorkflowWay("ask", "then", "think"), new WorkflowWay("ask", "otherwise", "think"));

    [Fact]
    public void Steps_inside_other_activities_have_no_known_ways() =>
        Of(new Flowchart { Activities = { new Sequence { Activities = { _begun, _think } } } }, _begun, _think).Should().BeEmpty();

    private static IReadOnlyList<WorkflowWay> Of(IActivity root, params List<JourneyActivity> activities) =>
        StepWays.Of(new Workflow(root), activities, JourneyActivity.ToSteps(activities));
}
