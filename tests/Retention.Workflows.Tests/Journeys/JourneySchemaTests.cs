using Retention.Workflows.Journeys;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Naming;
using Retention.Workflows.Segments;
using Retention.Workflows.Tests.Engine.Steps;
using Retention.Workflows.Tests.Support;

namespace Retention.Workflows.Tests.Journeys;

/// <summary>Keeps <c>docs/journey.schema.json</c> and the code consistent.</summary>
public class JourneySchemaTests
{
    private static readonly JsonElement Schema = JsonDocument.Parse(
        File.ReadAllText(Repository.PathOf("docs", "journey.schema.json"))).RootElement;
    private static readonly JsonElement Definitions = Schema.GetProperty("$defs");
    private static readonly SchemaCheck Checker = new(Schema);

    public static TheoryData<string, string[]> Families => new()
    {
        { "step", [.. StepTypes.BuiltIn.All.Select(Describe)] },
        { "condition", [.. ConditionKinds.All.Kinds.Select(Describe)] },
        { "window", [.. WindowKinds.All.Kinds.Select(Describe)] },
        { "trigger", [.. TriggerKinds.All.Kinds.Select(Describe)] },
        { "reEntry", [.. ReEntryKinds.All.Kinds.Select(Describe)] },
        { "date", [.. CustomerDateKinds.All.Kinds.Select(Describe)] },
    };

    [Theory]
    [MemberData(nameof(Families))]
    public void The_schema_has_exactly_the_kinds_and_properties_of_the_code(string family, string[] inCode)
    {
        var choices = Definitions.GetProperty(family).GetProperty("oneOf").EnumerateArray()
            .Select(choice => choice.GetProperty("$ref").GetString()![$"#/$defs/{family}-".Length..]).ToList();
        var defined = Definitions.EnumerateObject().Where(definition => definition.Name.StartsWith($"{family}-")).ToList();

        defined.Select(definition => definition.Name[(family.Length + 1)..]).Should().BeEquivalentTo(choices);
        defined.Should()
            .OnlyContain(
                definition =>
                    definition.Name == $"{family}-{definition.Value.GetProperty("properties").GetProperty("kind").GetProperty("const").GetString()}");
        defined.Select(definition => Describe(definition.Name[(family.Length + 1)..], definition.Value)).Should().BeEquivalentTo(inCode);
    }

    [Fact]
    public void The_schema_has_exactly_the_properties_of_parts_without_a_kind()
    {
        Describe("", Schema).Should().Be(Describe("", JourneyJson.Fields));
        Describe("", Schema.GetProperty("properties").GetProperty("enroll")).Should().Be(Describe("", JourneyJson.EnrollFields));
        Describe("", Schema.GetProperty("properties").GetProperty("goal")).Should().Be(Describe("", JourneyJson.GoalFields));
        Describe("", Definitions.GetProperty("case")).Should().Be(Describe("", ItemsOf("switch", "cases")));
        Describe("", Definitions.GetProperty("fallback")).Should().Be(Describe("", ItemsOf("send", "fallbacks")));
        Describe("", Definitions.GetProperty("exitRule")).Should().Be(Describe("", JourneyJson.ExitFields));
        Describe("", Definitions.GetProperty("eventPattern")).Should().Be(Describe("", EventPatternForm.Fields));
        Describe("", Definitions.GetProperty("share")).Should().Be(Describe("", ItemsOf("split", "shares")));
        Describe("", Definitions.GetProperty("recommendations")).Should().Be(Describe("", RecommendationBlockForm.Fields));
        Describe("", Definitions.GetProperty("filter")).Should().Be(Describe("", PropertyValues.FilterFields));
        Describe("", Definitions.GetProperty("count")).Should().Be(Describe("", [.. EventCountKind.Counts.Select(count => count.Field)]));
    }

    [Fact]
    public void The_schema_has_exactly_the_enumeration_values_of_the_code()
    {
        Words(Definitions.GetProperty("segment")).Should().Equal(Enum.GetValues<RfmSegment>().Select(RfmSegmentNames.ToName));
        Words(Definitions.GetProperty("productField")).Should()
            .Equal(Enum.GetValues<ProductFields>().Where(field => field != ProductFields.None).Select(KebabName.Of));
        Words(Property("recommendations", "layout")).Should().Equal(Enum.GetValues<RecommendationLayout>().Select(KebabName.Of));
        Words(Property("recommendations", "whenNone")).Should().Equal(Enum.GetValues<WhenNoRecommendations>().Select(KebabName.Of));
        Words(Property("recommendations", "strategy")).Should().Equal(Enum.GetValues<RecommendationStrategy>().Select(KebabName.Of));
        Words(Property("step-recommend", "strategy")).Should().Equal(Enum.GetValues<RecommendationStrategy>().Select(KebabName.Of));
        Words(Property("step-send", "onAmbiguous")).Should().Equal(Enum.GetValues<AmbiguityPolicy>().Select(KebabName.Of));
        Words(Property("step-wait-until", "day")).Should().Equal(Enum.GetValues<DayOfWeek>().Select(KebabName.Of));
        Words(Property("step-wait-until-date", "whenPast")).Should().Equal(Enum.GetValues<WhenPast>().Select(KebabName.Of));
        Words(Schema.GetProperty("properties").GetProperty("whenPublished")).Should()
            .Equal(Enum.GetValues<PublishPolicy>().Select(KebabName.Of));
        Words(Property("trigger-segment", "move")).Should().Equal(Enum.GetValues<SegmentMove>().Select(KebabName.Of));
        Words(Property("trigger-weekly", "day")).Should().Equal(Enum.GetValues<DayOfWeek>().Select(KebabName.Of));

        static JsonElement Property(string definition, string property) =>
            Definitions.GetProperty(definition).GetProperty("properties").GetProperty(property);
        static IEnumerable<string> Words(JsonElement schema) =>
            schema.GetProperty("enum").EnumerateArray().Select(word => word.GetString()!);
    }

    [Fact]
    public void Every_written_journey_fits_the_schema() =>
        Prop.ForAll(
            (from seed in Gen.Choose(0, int.MaxValue) from size in Gen.Choose(1, 40) select (seed, size)).ToArbitrary(),
            journey => Fits(JourneyJson.Write(RandomJourney.Make(journey.seed, journey.size))).Should().BeTrue())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void A_text_that_violates_the_schema_is_refused()
    {
        var good = JourneyJson.Write(JourneyDefinition.From<EveryKindJourney>());
        string[] words = [.. good.Split('"').Where((_, index) => index % 2 == 1).Distinct(), "-1", "x y", "P1X", "25:00"];
        var random = new Random(7);
        var misfits = 0;
        for (var round = 0; round < 400; round++)
        {
            var parts = good.Split('"');
            parts[random.Next(parts.Length / 2) * 2 + 1] = words[random.Next(words.Length)];
            var text = string.Join('"', parts);
            if (HasRepeatedProperty(text) || Fits(text))
                continue;
            misfits++;
            FluentActions.Invoking(() => JourneyJson.Read(text)).Should()
                .Throw<JourneyDefinitionException>("this does not fit the schema: {0}", text);
        }

        misfits.Should().BeGreaterThan(150);
    }

    [Fact]
    public void The_schema_of_the_docs_is_the_one_that_the_code_gives()
    {
        var path = Repository.PathOf("docs", "journey.schema.json");
        var generated = JourneyJson.Schema();
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
            File.WriteAllText(path, generated);

        File.ReadAllText(path).ReplaceLineEndings("\n").Should().Be(generated, "run the tests with APPROVE=1 when a step kind is new");
    }

    [Fact]
    public void The_schema_covers_the_kinds_of_the_host()
    {
        var types = StepTypes.BuiltIn.With(new PrintCatalogueStepType());
        var checker = new SchemaCheck(JsonDocument.Parse(JourneyJson.Schema(types)).RootElement);

        bool Fits(string step) => checker.Fits(JsonDocument.Parse($$"""{ "name": "a", "steps": [ {{step}} ] }""").RootElement);

        Fits("""{ "name": "b", "kind": "print-catalogue", "edition": "spring", "copies": 2, "printed": [ { "name": "c", "kind": "wait", "period": "P1D" } ] }""").Should().BeTrue();
        Fits("""{ "name": "b", "kind": "print-catalogue" }""").Should().BeFalse("the edition is required");
        Fits("""{ "name": "b", "kind": "print-catalogue", "edition": "spring", "copies": 1.5 }""").Should().BeFalse("copies are whole");
        Fits("""{ "name": "b", "kind": "print-catalogue", "edition": "spring", "paper": "thin" }""").Should().BeFalse("there is no paper");
        Fits("""{ "name": "b", "kind": "owl" }""").Should().BeFalse();
    }

    [Fact]
    public void The_approved_journeys_fit_the_schema()
    {
        foreach (var file in Directory.GetFiles(Repository.PathOf("tests", "Retention.Workflows.Tests", "Journeys", "Approved"), "*.json"))
            Fits(File.ReadAllText(file)).Should().BeTrue("{0} fits", file);
    }

    private static bool Fits(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1_000 });
        return Checker.Fits(document.RootElement);
    }

    private static bool HasRepeatedProperty(string json)
    {
        var errors = new List<JourneyError>();
        JsonText.Read(System.Text.Encoding.UTF8.GetBytes(json), errors);
        return errors.Count > 0;
    }

    private static IReadOnlyList<JsonField> ItemsOf(string kind, string field)
    {
        var items = Generated(kind, field).GetProperty("items");
        string[] required = [.. items.GetProperty("required").EnumerateArray().Select(property => property.GetString()!)];
        return [.. items.GetProperty("properties").EnumerateObject()
            .Select(property => new JsonField(property.Name, required.Contains(property.Name)))];
    }

    private static JsonElement Generated(string kind, string field)
    {
        var schema = StepTypes.BuiltIn.All.Single(type => type.Kind == kind).Fields.Single(one => one.Name == field).Schema()
            .Single().Schema;
        return JsonSerializer.SerializeToElement(schema);
    }

    private static string Describe(StepType type) =>
        Describe(type.Kind, [JsonField.Required("name"), .. type.Fields.SelectMany(field => field.JsonFields), JsonField.Required("kind")]);

    private static string Describe<TBase>(Kind<TBase> kind) where TBase : class =>
        Describe(kind.Name, [.. kind.Fields, JsonField.Required("kind")]);

    private static string Describe(string name, IReadOnlyList<JsonField> fields) =>
        $"{name}: {string.Join(", ", fields.Select(field => field.Name + (field.IsRequired ? "!" : "")).Order(StringComparer.Ordinal))}";

    private static string Describe(string name, JsonElement schema)
    {
        schema.GetProperty("additionalProperties").ValueKind.Should().Be(JsonValueKind.False);
        string[] required = [.. schema.GetProperty("required").EnumerateArray().Select(property => property.GetString()!)];
        return Describe(name, [.. schema.GetProperty("properties").EnumerateObject()
            .Select(property => new JsonField(property.Name, required.Contains(property.Name)))]);
    }
}
