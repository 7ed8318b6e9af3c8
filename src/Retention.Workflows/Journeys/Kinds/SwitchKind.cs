using System.Text.Json;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Journeys.Validation;
using static Retention.Workflows.Journeys.Json.JsonField;

namespace Retention.Workflows.Journeys.Kinds;

internal sealed class SwitchKind() : StepKind<SwitchStep>("switch", Required("cases"), Optional("otherwise"))
{
    private const string Otherwise = "otherwise";

    internal static IReadOnlyList<JsonField> CaseFields { get; } = [Required("name"), Required("when"), Optional("steps")];

    internal override StepShape Shape => StepShape.Choice;

    internal override string BranchPath(JourneyStep step, int branch) =>
        branch == ((SwitchStep)step).Cases.Count ? ".otherwise" : $".cases{JsonItem.Segment(branch)}.steps";

    protected override SwitchStep Read(string name, JsonReading json) => new()
    {
        Name = name,
        Cases = [.. json.List("cases").Select(item => Case(item, json.Context))],
        Otherwise = json.Steps(Otherwise),
    };

    protected override void Write(SwitchStep step, Utf8JsonWriter json)
    {
        json.WriteStartArray("cases");
        foreach (var one in step.Cases)
        {
            json.WriteStartObject();
            json.WriteString("name", one.Name);
            json.Write("when", one.When);
            if (one.Steps.Count > 0)
                json.Write("steps", one.Steps);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (step.Otherwise.Count > 0)
            json.Write(Otherwise, step.Otherwise);
    }

    protected override string Describe(SwitchStep step) =>
        $"the first of {string.Join("; ", step.Cases.Select(one => $"{one.Name} if {one.When.Describe()}"))}";

    protected override void Check(SwitchStep step, ValidationContext at)
    {
        at["cases"].Require(step.Cases.Count > 0, "A switch has one case at least.");
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var index = 0; index < step.Cases.Count; index++)
        {
            var (one, here) = (step.Cases[index], at["cases"][index]);
            here["name"].Name(one.Name, "case");
            here["name"].Require(one.Name != Otherwise, "A case cannot be called 'otherwise': that is what is done when none holds.");
            if (!names.TryAdd(one.Name, here.Path))
                here["name"].Error($"The case '{one.Name}' is there already, at {names[one.Name]}.");
            here["when"].Condition(one.When);
        }
    }

    private static SwitchCase Case(JsonItem item, ReadingContext context) =>
        JsonReading.Open(item, context, CaseFields) is { } json
            ? new SwitchCase { Name = json.Name("name", "case") ?? "", When = json.Condition("when"), Steps = json.Steps("steps") }
            : new SwitchCase { Name = "", When = UnreadableCondition.Instance };
}
