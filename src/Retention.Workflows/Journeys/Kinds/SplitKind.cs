using System.Globalization;
using System.Text.Json;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Journeys.Validation;
using static Retention.Workflows.Journeys.Json.JsonField;

namespace Retention.Workflows.Journeys.Kinds;

internal sealed class SplitKind() : StepKind<SplitStep>("split", Optional("experiment"), Required("shares"))
{
    internal static IReadOnlyList<JsonField> ShareFields { get; } = [Required("name"), Required("percent"), Optional("steps")];

    internal override StepShape Shape => StepShape.Choice;

    internal override string BranchPath(JourneyStep step, int branch) => $".shares{JsonItem.Segment(branch)}.steps";

    protected override SplitStep Read(string name, JsonReading json) => new()
    {
        Name = name,
        Experiment = json.Name("experiment", "experiment"),
        Shares = [.. json.List("shares").Select(item => Share(item, json.Context))],
    };

    protected override void Write(SplitStep step, Utf8JsonWriter json)
    {
        if (step.Experiment is { } experiment)
            json.WriteString("experiment", experiment);
        json.WriteStartArray("shares");
        foreach (var share in step.Shares)
        {
            json.WriteStartObject();
            json.WriteString("name", share.Name);
            json.Write("percent", share.Percent);
            if (share.Steps.Count > 0)
                json.Write("steps", share.Steps);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    protected override string Describe(SplitStep step) =>
        $"split {string.Join(", ", step.Shares.Select(share => string.Create(CultureInfo.InvariantCulture, $"{share.Name} {share.Percent:0.##} %")))}";

    protected override void Check(SplitStep step, ValidationContext at)
    {
        if (step.Experiment is { } experiment)
            at["experiment"].Name(experiment, "experiment");
        at["shares"].Require(step.Shares.Count > 0, "A split has one share at least.");

        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var allFine = true;
        for (var index = 0; index < step.Shares.Count; index++)
        {
            var (share, here) = (step.Shares[index], at["shares"][index]);
            here["name"].Name(share.Name, "share");
            if (!names.TryAdd(share.Name, here.Path))
                here["name"].Error($"The share '{share.Name}' is there already, at {names[share.Name]}.");
            allFine &= here["percent"].Require(share.Percent is > 0 and <= 100, "A share is above 0 and at most 100 percent.")
                && here["percent"].Require(decimal.Round(share.Percent, 2) == share.Percent, "A share has at most two decimal places.");
        }

        var sum = step.Shares.Sum(share => allFine ? share.Percent : 0);
        at["shares"].Require(!allFine || step.Shares.Count == 0 || sum == 100, string.Create(CultureInfo.InvariantCulture, $"The shares sum up to {sum:0.##} percent; together they must be 100."));
    }

    private static SplitShare Share(JsonItem item, ReadingContext context) =>
        JsonReading.Open(item, context, ShareFields) is { } json
            ? new SplitShare { Name = json.Name("name", "share") ?? "", Percent = json.Number("percent") ?? 0, Steps = json.Steps("steps") }
            : new SplitShare { Name = "", Percent = 0 };
}
