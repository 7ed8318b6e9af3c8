using System.Reflection;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Attributes;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Retention.Workflows.Elsa.Running;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Elsa.Tests.Activities;

/// <summary>The activities as a designer shows and stores them.</summary>
public class DesignerTests
{
    public static TheoryData<Type> Types => [.. typeof(JourneyActivity).Assembly.GetExportedTypes()
        .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(JourneyActivity)))];

    [Theory]
    [MemberData(nameof(Types))]
    public void Each_activity_is_described(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var attribute = type.GetCustomAttribute<ActivityAttribute>()!;
        attribute.Namespace.Should().Be("CustomerJourneys");
        attribute.Category.Should().StartWith("Customer journeys / ");
        attribute.DisplayName.Should().NotBeNullOrEmpty();
        attribute.Description.Should().EndWith(".");
        type.GetProperties().Where(property => property.PropertyType.IsAssignableTo(typeof(Input)))
            .Should().NotBeEmpty().And
            .OnlyContain(property => !string.IsNullOrEmpty(property.GetCustomAttribute<InputAttribute>()!.Description));
        type.GetProperties().Where(property =>
            Nullable.GetUnderlyingType(property.PropertyType.GenericTypeArguments.FirstOrDefault() ?? typeof(object)) is not null)
            .Where(property => property.GetCustomAttribute<InputAttribute>()!.DefaultValue is not null).Should()
            .BeEmpty("Elsa's runtime makes an input of the default's own type, which is none of a type that may be empty");
        if (type.IsAssignableTo(typeof(QuestionActivity)))
            type.GetCustomAttribute<FlowNodeAttribute>()!.Outcomes.Should().Equal("True", "False");
    }

    /// <summary>For an activity with a port for each case or share, the page describes the ports in words.</summary>
    [Fact]
    public void The_page_names_each_activity_with_its_ports()
    {
        var rows = File.ReadLines(Repository.PathOf("docs/elsa.md")).SkipWhile(line => line != "## Activities").Skip(1)
            .TakeWhile(line => !line.StartsWith('#')).Where(line => line.StartsWith("| `", StringComparison.Ordinal));
        var page = rows.Select(row => row.Split('|'))
            .SelectMany(cells => cells[1].Split(',').Select(name => (Name: name.Trim(' ', '`'), Ports: cells[2].Trim())));

        page.Should().BeEquivalentTo(Types.Select(row => row.Data).Select(type => (type.Name, Ports: type.Name switch
        {
            nameof(ChooseCase) => "one per case, otherwise",
            nameof(SplitCustomers) => "one per share",
            _ => type.GetCustomAttribute<FlowNodeAttribute>()?.Outcomes is { } ports
                ? string.Join(", ", ports).Replace("Done, ", "Done, or ", StringComparison.Ordinal) : "Done",
        })));
    }

    [Fact]
    public async Task A_flowchart_survives_Elsas_JSON()
    {
        await using var elsa = new ElsaCore(NullLoggerFactory.Instance, TimeProvider.System);
        var journey = JourneyDefinition.From<Swiftmotion.AbandonedCart.AbandonedCartJourney>();
        await elsa.GraphAsync(new global::Elsa.Workflows.Activities.Workflow(journey.ToFlowchart()), TestContext.Current.CancellationToken);
        var json = elsa.Write(journey.ToFlowchart());
        json.Should().NotContainEquivalentOf("stepName", "the step's name is the activity's name or id");
        using var services = new ServiceCollection().AddSingleton(TimeProvider.System).BuildServiceProvider();
        await using var engine = new ElsaWorkflowEngine(services);

        var step = engine.StepOfJson("workflow", json);

        JourneyJson.WriteStep(step).Should().Be(JourneyJson.WriteStep(journey.ToElsa().Steps.Single()));
        engine.StepOfJson("workflow", $$"""{ "id": "1", "root": {{json}} }""").Equals(step).Should().BeTrue();
        FluentActions.Invoking(() => engine.StepOfJson("workflow", "[")).Should().Throw<FormatException>();
    }
}
