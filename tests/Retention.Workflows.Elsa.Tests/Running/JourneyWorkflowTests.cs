using Elsa.Expressions.Models;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Elsa.Workflows.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Retention.Workflows.Elsa.Running;
using Retention.Workflows.ExternalWorkflows;
using Retention.Workflows.Journeys;
using Retention.Workflows.Testing;
using Endpoint = Elsa.Workflows.Activities.Flowchart.Models.Endpoint;

namespace Retention.Workflows.Elsa.Tests.Running;

/// <summary>A workflow as the author of another Elsa integration reads it.</summary>
public sealed class JourneyWorkflowTests
{
    private readonly EmailOpened _ask = new() { Id = "ask", Message = new("mail") };
    private readonly SendEmail _mail = new() { Id = "mail", Template = new("hello") };

    [Fact]
    public async Task A_workflow_is_read_as_steps_and_ways()
    {
        var line = new WriteLine("between") { Id = "line" };
        var workflow = JourneyWorkflow.Read(await GraphAsync(new Flowchart
        {
            Start = _mail,
            Activities = { _mail, line, _ask },
            Connections = { new Connection(_mail, line), new Connection(line, _ask),
                new Connection(new Endpoint(_ask, "False"), new Endpoint(_mail)) },
        }));

        workflow.Activities.Should().BeEquivalentTo([_mail, (JourneyActivity)_ask]);
        workflow.Steps.Select(step => step.Name).Should().Equal(workflow.Activities.Select(activity => activity.StepName));
        workflow.Ways.Should().BeEquivalentTo(
            [new WorkflowWay(null, null, "mail"), new WorkflowWay("mail", null, "ask"), new WorkflowWay("ask", "otherwise", "mail")]);
    }

    [Fact]
    public async Task All_errors_of_the_structure_are_reported_together()
    {
        var lost = new RecordEvent { Id = "lost", Event = new("lost") };
        var graph = await GraphAsync(
            new Flowchart { Start = _mail, Activities = { _mail, lost, new FlowFork { Id = "fork" } } }, "win-back");

        FluentActions.Invoking(() => JourneyWorkflow.Read(graph)).Should().Throw<InvalidOperationException>()
            .WithMessage("The workflow 'win-back' is not a valid customer journey.*'fork'*No connection leads to 'lost'*");
    }

    [Fact]
    public async Task A_workflow_without_steps_is_an_error()
    {
        var graph = await GraphAsync(new WriteLine("hello"), "empty");

        FluentActions.Invoking(() => JourneyWorkflow.Read(graph)).Should().Throw<InvalidOperationException>()
            .WithMessage("The workflow 'empty' has no activities of a customer journey.");
    }

    [Fact]
    public async Task All_wrong_inputs_are_reported_together_with_activity_input_and_problem()
    {
        (_mail.Template, _ask.Message) = (null, new(_ => "mail"));
        var graph = await GraphAsync(new Sequence { Activities = { _mail, _ask } });

        var error = FluentActions.Invoking(() => JourneyWorkflow.Read(graph)).Should().Throw<ActivityInputException>().Which;

        error.Errors.Should().HaveCount(2);
        error.Errors[0].Should().Be(new ActivityInputError(_mail, nameof(SendEmail.Template), "It is missing. Expected: The template."));
        error.Errors[1].Should().Match<ActivityInputError>(wrong => wrong.Activity == _ask && wrong.Input == nameof(EmailOpened.Message));
        error.Message.Split('\n').Should().Equal(error.Errors.Select(wrong => wrong.ToString()));
        error.Errors[0].ToString().Should()
            .Be("Activity 'mail' (SendEmail), input Template: It is missing. Expected: The template.");
    }

    [Fact]
    public async Task A_port_that_does_not_exist_is_an_error_of_its_activity()
    {
        var graph = await GraphAsync(new Flowchart { Start = _mail, Activities = { _mail, _ask },
            Connections = { new Connection(new Endpoint(_mail, "Opened"), new Endpoint(_ask)) } });

        FluentActions.Invoking(() => JourneyWorkflow.Read(graph)).Should().Throw<ActivityInputException>().Which.Errors
            .Should().ContainSingle().Which.Should().Match<ActivityInputError>(error =>
                error.Activity == _mail && error.Input == null && error.Problem.Contains("'Opened'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Its_journey_names_what_the_host_lacks_by_activity_and_input()
    {
        await using var host = Host();
        var journeys = host.GetRequiredService<IExternalJourneys>();
        _mail.Template = new("unheard-of");
        var workflow = JourneyWorkflow.Read(await GraphAsync(new Sequence { Activities = { _mail, _ask } }));

        var journey = workflow.Define(
            journeys, new JourneyName("win-back"), rules => rules.Goal.On(EventNames.Purchase).Within(Period.Days(30)), "other", "plan-1");
        var errors = journeys.Validate(journey);

        journey.Goal.Should().NotBeNull();
        journey.Steps.Should().ContainSingle().Which.Should().BeOfType<WorkflowStep>().Which.Should()
            .Match<WorkflowStep>(step => step.Engine == "other" && step.Plan == "plan-1" && step.IsOutside && step.Steps.Count == 2);
        workflow.ProblemOf(journey, errors).Should().BeOfType<ActivityInputException>().Which.Errors.Should().ContainSingle().Which.Should()
            .Match<ActivityInputError>(error => error.Activity == _mail && error.Input == nameof(SendEmail.Template));
        workflow.ProblemOf(journey, [new JourneyError { Path = "$.goal", Message = "Wrong." }]).Should()
            .BeOfType<JourneyDefinitionException>();
    }

    [Fact]
    public async Task Rules_that_add_a_step_are_an_error()
    {
        await using var host = Host();
        var workflow = JourneyWorkflow.Read(await GraphAsync(_mail));

        var define = () => workflow.Define(host.GetRequiredService<IExternalJourneys>(), new JourneyName("win-back"),
            rules => rules.Steps.Wait("wait", Period.Days(1)), "other", "plan-1");

        define.Should().Throw<JourneyDefinitionException>().WithMessage("*'wait'*");
    }

    [Fact]
    public void Inputs_of_other_activities_are_read_as_literals_with_the_same_errors()
    {
        var line = new WriteLine("3") { Id = "line" };

        LiteralInput.Read(line, new Input<int?>(new Literal("3")), "Times").Should().Be(3);
        LiteralInput.Read<int?>(line, null, "Times").Should().BeNull();
        LiteralInput.ReadText(line, new(" three "), "Times").Should().Be("three");
        LiteralInput.ReadJson(line, new("[3]"), "Times")!.ToJsonString().Should().Be("[3]");
        line.Invoking(it => LiteralInput.Read(it, new Input<int?>(new Literal("three")), "Times")).Should().Throw<ActivityInputException>()
            .WithMessage("Activity 'line' (WriteLine), input Times: 'three' is not a whole number.");
        line.Invoking(it => LiteralInput.ReadJson(it, new("["), "Times")).Should().Throw<ActivityInputException>()
            .WithMessage("Activity 'line' (WriteLine), input Times: This is not JSON.");
    }

    [Fact]
    public void Designer_choices_are_registered_once()
    {
        var services = new ServiceCollection().AddJourneyDesigner().AddJourneyDesigner();

        services.Where(service => service.ServiceType == typeof(IPropertyUIHandler)).Select(service => service.ImplementationType).Should()
            .HaveCount(4).And.OnlyHaveUniqueItems();
    }

    private static async Task<WorkflowGraph> GraphAsync(IActivity root, string definition = "under-test")
    {
        await using var elsa = new ElsaCore(NullLoggerFactory.Instance, TimeProvider.System);
        var workflow = Workflow.FromActivity(root);
        workflow.Identity = workflow.Identity with { DefinitionId = definition };
        return await elsa.GraphAsync(workflow, TestContext.Current.CancellationToken);
    }

    private static ServiceProvider Host() => new ServiceCollection().AddLogging().AddRetentionWorkflows(retention =>
    {
        retention.Store.UseInMemory();
        retention.Templates.Use(new Runtime.Tests.OnlyHello());
        retention.Channels.Add(new RecordingChannel(Channel.Email));
    }).BuildServiceProvider();
}
