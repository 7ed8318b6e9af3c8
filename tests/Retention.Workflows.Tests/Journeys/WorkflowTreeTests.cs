using Retention.Workflows.Journeys;
using Retention.Workflows.Journeys.Rendering;
using Retention.Workflows.Journeys.Steps;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;
using Retention.Workflows.Tests.Support;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Journeys;

/// <summary>A workflow that reports the order of its steps is shown as a tree.</summary>
public class WorkflowTreeTests
{
    [Fact]
    public void A_workflow_with_the_paths_of_a_journey_has_the_same_outline()
    {
        var (shown, withoutExits) = (0, 0);
        for (var seed = 0; seed < 400; seed++)
        {
            var steps = Known(RandomJourney.Make(seed, 30).Steps);
            var ways = Ways.Of(steps);
            var tree = WorkflowTree.Of(Workflow(ways, [.. All(steps).Reverse()]), StepTypes.BuiltIn);
            if (!All(steps).Any(step => step is ExitStep { When: null }))
            {
                withoutExits++;
                (tree ?? []).SequenceEqual(steps).Should().BeTrue("seed {0} has no exits, so that its tree is the only one", seed);
            }

            if (tree is null)
                continue; // all paths end at exits, and some join before one of them
            shown++;
            Ways.Of(tree).ToHashSet().SetEquals(ways).Should().BeTrue("seed {0}", seed);
        }

        withoutExits.Should().BeGreaterThan(100);
        shown.Should().BeGreaterThan(380);
    }

    [Fact]
    public void Steps_after_a_branch_that_exits_are_on_the_other_branch()
    {
        var workflow = Workflow([new(null, null, "ask"), new("ask", "then", "leave"), new("ask", "otherwise", "write"),
            new("write", null, "think")], Question, new ExitStep { Name = "leave" }, Mail, Wait);

        WorkflowTree.Of(workflow, StepTypes.BuiltIn).Should()
            .Equal(Question with { Then = [new ExitStep { Name = "leave" }], Otherwise = [Mail, Wait] });
    }

    [Fact]
    public void Results_that_pass_the_branches_of_a_step_lead_to_the_step_behind_it()
    {
        var webhook = new WebhookStep { Name = "tell", Endpoint = "crm", Answers = [new WebhookAnswer { Name = "known", Status = 208 }] };
        var workflow = Workflow(
            [new(null, null, "tell"), new("tell", null, "think"), new("tell", "failed", "write"), new("write", null, "think")],
            webhook, Mail, Wait);

        WorkflowTree.Of(workflow, StepTypes.BuiltIn).Should().Equal(webhook with { Failed = [Mail] }, Wait);
    }

    [Fact]
    public void A_branch_that_leads_nowhere_ends_the_workflow()
    {
        var workflow = Workflow(
            [new(null, null, "ask"), new("ask", "otherwise", "write"), new("write", null, "think")], Question, Mail, Wait);

        WorkflowTree.Of(workflow, StepTypes.BuiltIn).Should().Equal(Question with { Otherwise = [Mail, Wait] });
    }

    public static TheoryData<string, WorkflowWay[]> NoTrees { get; } = new()
    {
        { "nothing is said", [] },
        { "no beginning is said", [new("ask", "then", "write"), new("write", null, "think")] },
        { "a step is left out", [new(null, null, "ask"), new("ask", "then", "write")] },
        { "one branch leads into the other", [new(null, null, "ask"), new("ask", "then", "write"), new("ask", "otherwise", "think"),
            new("write", null, "again"), new("again", "again", "think"), new("think", null, "again")] },
        { "a loop without an end", [new(null, null, "ask"), new("ask", "then", "write"), new("write", null, "ask"),
            new("ask", "otherwise", "think"), new("think", null, "again")] },
        { "two ways lead out of one branch", [new(null, null, "ask"), new("ask", "then", "write"), new("ask", "then", "think"),
            new("write", null, "again"), new("think", null, "again")] },
        { "a way out of a loop that is not its end", [new(null, null, "again"), new("again", "again", "ask"), new("ask", "then", "write"),
            new("ask", "otherwise", "again"), new("write", null, "think"), new("again", null, "think")] },
    };

    [Theory]
    [MemberData(nameof(NoTrees))]
    public void A_workflow_that_is_not_a_tree_is_shown_side_by_side(string why, WorkflowWay[] ways)
    {
        var workflow = Workflow(ways, Question, Mail, Wait, Loop);

        WorkflowTree.Of(workflow, StepTypes.BuiltIn).Should().BeNull(why);
        StepTree.Of([workflow], StepTypes.BuiltIn).Should().Equal(workflow);
    }

    [Fact]
    public void Outline_and_drawing_of_a_workflow_show_its_steps()
    {
        var plain = JourneyDefinition.From<ChurnJourney>();
        var led = plain with { Steps = [Workflow(Ways.Of(plain.Steps), [.. All(plain.Steps)])] };

        led.ToOutline().Should().Be(plain.ToOutline());
        led.ToMermaid().Should().Be(plain.ToMermaid());
    }

    [Theory]
    [InlineData(3, new[] { "write", "think" })]
    [InlineData(2, new[] { "write", "think", "flow" })]
    public void A_report_has_rows_for_the_steps_and_one_for_the_workflow_only_when_customers_are_at_it(int wentOn, string[] rows)
    {
        var journey = JourneyDefinition.From<ChurnJourney>() with { Steps = [Workflow(
            [new(null, null, "write"), new("write", null, "think")], Wait, Mail)] };
        var (day, counters) = (new DateOnly(2026, 3, 1), new List<JourneyCounter>());
        Count("flow", JourneyMeasures.Came, "", 3);
        Count("flow", JourneyMeasures.Left, "write", wentOn);
        Count("write", JourneyMeasures.Came, "", wentOn);

        var report = JourneyReport.Create(journey, counters, new JourneyReportFacts { From = day, To = day });
        report.Steps.Select(step => step.Name).Should().Equal(rows);
        HtmlReport.Render(report).Should().Contain("Think: wait 1 day");

        void Count(string step, string measure, string detail, int count) =>
            counters.Add(new JourneyCounter { Journey = journey.Name, Version = 1, Day = day, Step = step, Measure = measure,
                Detail = detail, Count = count });
    }

    [Theory]
    [InlineData(null, null, "wrote", "$.steps[0].ways[0].to: There is no step 'wrote'. Did you mean 'write'? Known: ask, write.")]
    [InlineData("asked", null, "write", "$.steps[0].ways[0].from: There is no step 'asked'. Known: ask, write.")]
    [InlineData(
        "ask", "yes", "write", "$.steps[0].ways[0].branch: There is no branch of the step 'ask' called 'yes'. Known: otherwise, then.")]
    [InlineData(null, "then", "write", "$.steps[0].ways[0].branch: The start of a workflow cannot have branches.")]
    public void A_path_names_existing_steps_and_branches(string? from, string? branch, string to, string problem)
    {
        var journey =
            JourneyDefinition.From<ChurnJourney>() with { Steps = [Workflow([new WorkflowWay(from, branch, to)], Question, Mail)] };

        JourneyValidator.Validate(journey).Select(error => $"{error.Path}: {error.Message}").Should().Contain(problem);
    }

    private static IfStep Question { get; } = new() { Name = "ask", Condition = Customer.HasAddress(Channel.Sms), Then = [] };

    private static SendStep Mail { get; } = new() { Name = "write", Channel = Channel.Email, Template = "mail" };

    private static WaitStep Wait { get; } = new() { Name = "think", Period = Days(1) };

    private static RepeatStep Loop { get; } = new() { Name = "again", Times = 2, Steps = [] };

    private static WorkflowStep Workflow(IReadOnlyList<WorkflowWay> ways, params IReadOnlyList<JourneyStep> steps) =>
        new() { Name = "flow", Engine = "elsewhere", Plan = "plan",
            Steps = [.. steps.Select(step => StepTypes.BuiltIn.Of(step).WithBranches(step, _ => []))], Ways = ways };

    private static IEnumerable<JourneyStep> All(IReadOnlyList<JourneyStep> steps) =>
        steps.SelectMany(step => step.Branches.SelectMany(branch => All(branch.Steps)).Prepend(step));

    /// <summary>The steps, with a record in place of each workflow.</summary>
    private static List<JourneyStep> Known(IReadOnlyList<JourneyStep> steps) =>
    [
        .. steps.Select(
            step => step is WorkflowStep or WebhookStep ? new RecordEventStep { Name = step.Name, Event = new EventName("passed") }
                : StepTypes.BuiltIn.Of(step)
                    .WithBranches(step, label => Known(step.Branches.First(branch => branch.Label == label).Steps))),
    ];

    /// <summary>Converts a tree of steps into paths.</summary>
    private sealed class Ways
    {
        private readonly List<WorkflowWay> _ways = [];

        internal static List<WorkflowWay> Of(IReadOnlyList<JourneyStep> steps)
        {
            var ways = new Ways();
            ways.Lay(steps, [(null, null)]);
            return ways._ways;
        }

        private List<(string?, string?)> Lay(IReadOnlyList<JourneyStep> steps, List<(string? From, string? Branch)> incoming)
        {
            foreach (var step in steps)
            {
                Join(incoming, step);
                incoming = Behind(step);
            }

            return incoming;
        }

        private List<(string?, string?)> Behind(JourneyStep step)
        {
            if (step is ExitStep { When: null })
                return [];
            if (step is RepeatStep repeat)
                Join(Lay(repeat.Steps, [(step.Name, "again")]), step);
            return step is RepeatStep || step.Branches.Count == 0
                ? [(step.Name, null)] : [.. step.Branches.SelectMany(branch => Lay(branch.Steps, [(step.Name, branch.Label)]))];
        }

        private void Join(List<(string? From, string? Branch)> incoming, JourneyStep step) =>
            _ways.AddRange(incoming.Select(way => new WorkflowWay(way.From, way.Branch, step.Name)));
    }
}
