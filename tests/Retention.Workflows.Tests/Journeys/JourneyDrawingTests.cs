using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Retention.Workflows.Journeys;
using Retention.Workflows.Tests.Support;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Journeys;

public partial class JourneyDrawingTests
{
    private static readonly Arbitrary<JourneyDefinition> Journeys =
        (from seed in Gen.Choose(0, int.MaxValue)
         from size in Gen.Choose(1, 60)
         select RandomJourney.Make(seed, size)).ToArbitrary();

    [Fact]
    public void Every_drawing_has_one_node_for_each_step_and_only_edges_between_nodes() =>
        Prop.ForAll(Journeys, journey =>
        {
            var lines = journey.ToMermaid().TrimEnd('\n').Split('\n');
            var nodes = lines.Skip(1).Select(line => NodeLine().Match(line)).Where(match => match.Success)
                .Select(match => match.Groups[1].Value).ToList();
            var edges = lines.Skip(1).Select(line => EdgeLine().Match(line)).Where(match => match.Success).ToList();

            lines[0].Should().Be("flowchart TD");
            (nodes.Count + edges.Count).Should().Be(lines.Length - 1, "each line is a node or an edge:\n{0}", journey.ToMermaid());
            nodes.Should().OnlyHaveUniqueItems().And.Contain(AllSteps(journey.Steps).Select(step => $"step_{step.Name.Replace('-', '_')}"));
            nodes.Should().Contain(edges.SelectMany(edge => new[] { edge.Groups[1].Value, edge.Groups[2].Value }));
            edges.Select(edge => edge.Groups[2].Value).Distinct().Should().HaveCount(nodes.Count - 1, "each node but the first is led to");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Every_outline_has_one_line_for_each_step() =>
        Prop.ForAll(Journeys, journey =>
            journey.ToOutline().Split('\n').Count(line => line.StartsWith("  ") && StepLine().IsMatch(line)).Should()
                .Be(AllSteps(journey.Steps).Count()))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void A_step_keeps_its_id_when_other_steps_are_added_or_removed()
    {
        var few = JourneyDefinition.Build(new("a"), journey => journey.Steps.Wait("think", Days(1)));
        var many = JourneyDefinition.Build(new("a"), journey => journey.Steps.RecordEvent("x", "y").Wait("think", Days(1)));

        const string Node = "    step_think([\"think<br/>wait 1 day\"])\n";
        few.ToMermaid().Should().Contain(Node);
        many.ToMermaid().Should().Contain(Node);
    }

    [Fact]
    public void A_fingerprint_is_32_digits_and_changes_with_the_journey()
    {
        var definition = JourneyDefinition.From<ChurnJourney>();

        definition.Fingerprint.Should().MatchRegex("^[0-9a-f]{32}$").And.Be(JourneyDefinition.From<ChurnJourney>().Fingerprint);
        (definition with { Goal = null }).Fingerprint.Should().NotBe(definition.Fingerprint);
    }

    private static IEnumerable<JourneyStep> AllSteps(IReadOnlyList<JourneyStep> steps) =>
        steps.SelectMany(step => step.Branches.SelectMany(branch => AllSteps(branch.Steps)).Prepend(step));

    [GeneratedRegex("""^    (\w+)(?:\(\[|\{|\[/|\(\(|\[)"[^"]*"(?:\]\)|\}|/\]|\)\)|\])$""")]
    private static partial Regex NodeLine();

    [GeneratedRegex("""^    (\w+) -->(?:\|"[^"]*"\|)? (\w+)$""")]
    private static partial Regex EdgeLine();

    [GeneratedRegex("^ +step-[0-9]+: ")]
    private static partial Regex StepLine();
}
