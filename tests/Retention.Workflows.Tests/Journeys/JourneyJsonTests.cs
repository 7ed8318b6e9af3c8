using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Retention.Workflows.Journeys;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Tests.Support;

namespace Retention.Workflows.Tests.Journeys;

public class JourneyJsonTests
{
    private static readonly Arbitrary<(int Seed, int Size)> Journeys =
        (from seed in Gen.Choose(0, int.MaxValue)
         from size in Gen.Choose(1, 60)
         select (seed, size)).ToArbitrary();

    [Fact]
    public void Any_journey_survives_writing_and_reading() =>
        Prop.ForAll(Journeys, journey =>
        {
            var definition = RandomJourney.Make(journey.Seed, journey.Size);

            var read = JourneyJson.Read(JourneyJson.Write(definition));

            read.Should().Be(definition);
            read.Fingerprint.Should().Be(definition.Fingerprint);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    [Fact]
    public void Any_text_survives_reading_and_writing() =>
        Prop.ForAll(Journeys, journey =>
        {
            var text = JourneyJson.Write(RandomJourney.Make(journey.Seed, journey.Size));

            JourneyJson.Write(JourneyJson.Read(text)).Should().Be(text);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    [Fact]
    public void Journeys_are_equal_exactly_when_their_texts_and_fingerprints_are() =>
        Prop.ForAll(
            Gen.Choose(0, 300).Two().Select(pair => (First: pair.Item1, Second: pair.Item2)).ToArbitrary(),
            seeds =>
            {
                var (first, second) = (RandomJourney.Make(seeds.First, 2), RandomJourney.Make(seeds.Second, 2));

                (first == second).Should().Be(JourneyJson.Write(first) == JourneyJson.Write(second)).And
                    .Be(first.Fingerprint == second.Fingerprint);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    [Fact]
    public void The_generated_journeys_use_every_kind()
    {
        var text = string.Concat(Enumerable.Range(0, 200).Select(seed => JourneyJson.Write(RandomJourney.Make(seed, 40))));

        IEnumerable<string> kinds =
        [
            .. StepTypes.BuiltIn.All.Select(type => type.Kind),
            .. ConditionKinds.All.Kinds.Select(kind => kind.Name),
            .. WindowKinds.All.Kinds.Where(kind => kind.Name != "ever").Select(kind => kind.Name),
            .. TriggerKinds.All.Kinds.Select(kind => kind.Name),
            .. ReEntryKinds.All.Kinds.Select(kind => kind.Name),
        ];
        kinds.Should().OnlyContain(kind => text.Contains($"\"kind\": \"{kind}\""));
    }

    [Fact]
    public void The_builder_makes_the_journey_of_its_json() =>
        JourneyJson.Read(File.ReadAllText(Repository.PathOf("tests", "Retention.Workflows.Tests", "Journeys", "Approved", "churn.json")))
            .Should().Be(JourneyDefinition.From<ChurnJourney>());

    [Fact]
    public void A_journey_of_every_kind_survives_writing_and_reading()
    {
        var definition = JourneyDefinition.From<EveryKindJourney>();

        JourneyJson.Read(JourneyJson.Write(definition)).Should().Be(definition);
    }

    [Fact]
    public void Equal_numbers_make_equal_texts()
    {
        var (one, other) = (With(1.5m), With(1.50m));

        one.Should().Be(other);
        one.Fingerprint.Should().Be(other.Fingerprint);

        static JourneyDefinition With(decimal amount) =>
            JourneyDefinition.Build(new("a"), journey => journey.Steps.ExitIf("b", Customer.SpentAtLeast(amount)).Exit("c"));
    }

    [Fact]
    public void The_order_of_arguments_does_not_matter()
    {
        var (one, other) = (With(new PropertyBag([new("a", 1), new("b", 2)])), With(new PropertyBag([new("b", 2), new("a", 1)])));

        JourneyJson.Write(one).Should().Be(JourneyJson.Write(other));

        static JourneyDefinition With(PropertyBag arguments) =>
            JourneyDefinition.Build(new("a"), journey => journey.Steps.ExitIf("b", Customer.Satisfies("x", arguments)));
    }

    [Fact]
    public void A_byte_order_mark_and_a_schema_reference_are_accepted()
    {
        var definition = JourneyJson.Read(
            "\uFEFF{ \"$schema\": \"journey.schema.json\", \"name\": \"a\", \"steps\": [ { \"kind\": \"exit\", \"name\": \"b\" } ] }"u8);

        definition.Should().Be(JourneyDefinition.Build(new("a"), journey => journey.Steps.Exit("b")));
    }

    [Fact]
    public void Omitted_properties_have_their_defaults()
    {
        var definition = JourneyJson.Read(
            """{ "name": "a", "steps": [ { "name": "b", "kind": "send", "channel": "email", "template": "t", "recommendations": {} } ] }""");

        definition.Enrollment.Should().Be(new EnrollmentRule());
        definition.Steps.Should()
            .Equal(new SendStep { Name = "b", Channel = Channel.Email, Template = "t", Recommendations = new RecommendationBlock() });
    }

    [Fact]
    public void An_invalid_journey_is_not_written()
    {
        var definition = new JourneyDefinition { Name = new("a"), Enrollment = new(),
            Steps = [new WaitStep { Name = "b", Period = default }] };

        FluentActions.Invoking(() => JourneyJson.Write(definition)).Should().Throw<JourneyDefinitionException>()
            .WithMessage("*$.steps[0].period*");
    }

    [Fact]
    public void The_text_is_utf8_without_byte_order_mark_and_without_escaped_letters()
    {
        var definition = JourneyDefinition.Build(new("a"), journey => journey.Steps.ExitIf("b", Customer.Attribute("city").Is("Plzeň")));

        Encoding.UTF8.GetString(JourneyJson.WriteUtf8(definition, indented: false, StepTypes.BuiltIn))
            .Should()
            .Be("""{"name":"a","enroll":{"trigger":{"kind":"by-hand"}},"steps":[{"name":"b","kind":"exit","when":{"kind":"attribute","key":"city","equal":"Plzeň"}}]}""");
    }
}
