using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Retention.Workflows.Journeys;
using Retention.Workflows.Journeys.Documents;
using Retention.Workflows.Journeys.Json;
using static Retention.Workflows.Journeys.Json.JsonField;

namespace Retention.Workflows;

/// <summary>Reads and writes journeys as JSON, without loss. <c>docs/journey.schema.json</c> describes the form.</summary>
/// <remarks>Equal definitions have the same text. Thread-safe.</remarks>
public static class JourneyJson
{
    private static readonly EnrollmentRule DefaultEnrollment = new();

    /// <summary>The properties of the root object. <c>$schema</c> is for editors and ignored.</summary>
    internal static IReadOnlyList<JsonField> Fields { get; } =
        [Optional("$schema"), Required("name"), Optional("enroll"), Optional("goal"), Optional("priority"), Optional("whenPublished"),
            Optional("whenLate"), Optional("exits"), Required("steps")];

    internal static IReadOnlyList<JsonField> EnrollFields { get; } = [Optional("trigger"), Optional("when"), Optional("reEntry")];

    internal static IReadOnlyList<JsonField> GoalFields { get; } = [Required("event"), Required("within"), Optional("endsJourney")];

    internal static IReadOnlyList<JsonField> ExitFields { get; } = [Required("name"), .. EventPatternForm.Fields, Optional("when")];

    /// <summary>Writes a journey as indented JSON with line feeds. Default values are omitted.</summary>
    /// <param name="definition">The journey.</param>
    /// <param name="types">The allowed step kinds; default: the library's own.</param>
    /// <exception cref="JourneyDefinitionException">The journey is not valid.</exception>
    public static string Write(JourneyDefinition definition, StepTypes? types = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return Encoding.UTF8.GetString(
            WriteUtf8(JourneyValidator.Require(definition, types: types), indented: true, types ?? StepTypes.BuiltIn));
    }

    /// <summary>Reads a journey.</summary>
    /// <param name="json">The text, at most 4 MiB as UTF-8.</param>
    /// <param name="references">The registered names; null skips the check of names.</param>
    /// <param name="types">The allowed step kinds; default: the library's own.</param>
    /// <exception cref="JourneyDefinitionException">The text is not JSON, or the journey is not valid. Contains all errors with path and
    /// line.</exception>
    public static JourneyDefinition Read(string json, IJourneyReferences? references = null, StepTypes? types = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Read(Encoding.UTF8.GetBytes(json), references, types);
    }

    /// <summary>Reads a journey from UTF-8, with or without a byte order mark.</summary>
    /// <param name="utf8">The text, at most 4 MiB.</param>
    /// <param name="references">The registered names; null skips the check of names.</param>
    /// <param name="types">The allowed step kinds; default: the library's own.</param>
    /// <exception cref="JourneyDefinitionException">The text is not JSON, or the journey is not valid. Contains all errors with path and
    /// line.</exception>
    public static JourneyDefinition Read(ReadOnlySpan<byte> utf8, IJourneyReferences? references = null, StepTypes? types = null)
    {
        var context = new ReadingContext([], types ?? StepTypes.BuiltIn);
        if (JsonText.Read(utf8, context.Errors) is not { } root)
            throw new JourneyDefinitionException("", context.Errors);

        var json = JsonReading.Open(root, context, Fields);
        var definition = json is null ? null : Definition(json);
        if (definition is not null)
        {
            // An unreadable value has a default in the definition. That must not cause a second error.
            var reported = context.Errors.Select(error => error.Path).ToHashSet();
            context.Errors.AddRange(JourneyValidator.Validate(definition, references, types).Where(error => !reported.Contains(error.Path)));
        }

        return context.Errors.Count == 0
            ? definition!
            : throw new JourneyDefinitionException(
                definition?.Name.ToString() ?? "",
                [.. context.Errors.Select(error => error with { Line = error.Line ?? root.LineOf(error.Path) })
                    .OrderBy(error => error.Line)]);
    }

    /// <summary>
    /// Writes one step as JSON in one line, for designers and workflow engines whose activities are steps.
    /// </summary>
    /// <param name="step">The step.</param>
    /// <param name="types">The step kinds; default: the library's own.</param>
    public static string WriteStep(JourneyStep step, StepTypes? types = null)
    {
        ArgumentNullException.ThrowIfNull(step);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options(indented: false)))
        {
            json.WriteStartObject();
            json.WriteString("name", step.Name);
            ((IStepForms)(types ?? StepTypes.BuiltIn)).Write(step, json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>
    /// Reads one step. References to the journey around it, such as earlier steps in conditions, are checked with the journey.
    /// </summary>
    /// <exception cref="JourneyDefinitionException">The text is not JSON or not a step. Contains all errors with paths relative to the
    /// step.</exception>
    /// <param name="json">The text.</param>
    /// <param name="types">The step kinds; default: the library's own.</param>
    public static JourneyStep ReadStep(string json, StepTypes? types = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        var context = new ReadingContext([], types ?? StepTypes.BuiltIn);
        var step = JsonText.Read(Encoding.UTF8.GetBytes(json), context.Errors) is { } root ? context.Forms.Read(root, context) : null;
        return context.Errors.Count == 0 ? step! : throw new JourneyDefinitionException("", context.Errors);
    }

    /// <summary>
    /// Returns the JSON Schema (2020-12) of journeys, for editors; with the library's own kinds it is <c>docs/journey.schema.json</c>.
    /// </summary>
    /// <param name="types">The allowed step kinds; default: the library's own.</param>
    /// <remarks>Rules across steps are checked when a journey is read, not by the schema.</remarks>
    public static string Schema(StepTypes? types = null) => JourneySchema.Of(types ?? StepTypes.BuiltIn);

    internal static byte[] WriteUtf8(JourneyDefinition definition, bool indented, IStepForms forms)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options(indented)))
            Write(definition, json, forms);
        return buffer.ToArray();
    }

    private static JsonWriterOptions Options(bool indented) =>
        new() { Indented = indented, NewLine = "\n", Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private static JourneyDefinition Definition(JsonReading json) => new()
    {
        Name = json.Name("name", "journey") is { } name ? new JourneyName(name) : default,
        Enrollment = json.Item("enroll") is { } enroll ? Enrollment(enroll, json.Context) : DefaultEnrollment,
        Goal = json.Item("goal") is { } goal ? Goal(goal, json.Context) : null,
        Priority = json.Integer("priority") ?? 0,
        WhenPublished = json.Choice<PublishPolicy>("whenPublished") ?? PublishPolicy.Drain,
        WhenLate = json.Choice<LatenessPolicy>("whenLate") ?? LatenessPolicy.Continue,
        ExitRules = [.. json.List("exits").Select(item => Exit(item, json.Context))],
        Steps = json.Steps("steps"),
    };

    private static EnrollmentRule Enrollment(JsonItem item, ReadingContext context) =>
        JsonReading.Open(item, context, EnrollFields) is not { } json ? DefaultEnrollment : new EnrollmentRule
        {
            Trigger = json.Item("trigger") is { } trigger
                ? TriggerKinds.All.Read(trigger, context) ?? DefaultEnrollment.Trigger : DefaultEnrollment.Trigger,
            Audience = json.OptionalCondition("when"),
            ReEntry = json.Item("reEntry") is { } reEntry
                ? ReEntryKinds.All.Read(reEntry, context) ?? DefaultEnrollment.ReEntry : DefaultEnrollment.ReEntry,
        };

    private static JourneyGoal? Goal(JsonItem item, ReadingContext context) =>
        JsonReading.Open(item, context, GoalFields) is not { } json ? null : new JourneyGoal
        {
            Event = json.Event("event"),
            Within = json.Period("within") ?? default,
            EndsJourney = json.Flag("endsJourney") ?? false,
        };

    private static ExitRule Exit(JsonItem item, ReadingContext context) =>
        JsonReading.Open(item, context, ExitFields) is { } json
            ? new ExitRule { Name = json.Name("name", "exit rule") ?? "", On = EventPatternForm.Read(json),
                When = json.OptionalCondition("when") }
            : new ExitRule { Name = "", On = new EventPattern(default) };

    private static void Write(JourneyDefinition definition, Utf8JsonWriter json, IStepForms forms)
    {
        json.WriteStartObject();
        json.WriteString("name", definition.Name.Value);

        json.WriteStartObject("enroll");
        json.WriteStartObject("trigger");
        TriggerKinds.All.Write(definition.Enrollment.Trigger, json);
        json.WriteEndObject();
        if (definition.Enrollment.Audience is { } audience)
            json.Write("when", audience);
        if (definition.Enrollment.ReEntry != DefaultEnrollment.ReEntry)
        {
            json.WriteStartObject("reEntry");
            ReEntryKinds.All.Write(definition.Enrollment.ReEntry, json);
            json.WriteEndObject();
        }

        json.WriteEndObject();

        if (definition.Goal is { } goal)
        {
            json.WriteStartObject("goal");
            json.WriteString("event", goal.Event.Value);
            json.Write("within", goal.Within);
            if (goal.EndsJourney)
                json.WriteBoolean("endsJourney", true);
            json.WriteEndObject();
        }

        if (definition.Priority != 0)
            json.WriteNumber("priority", definition.Priority);
        if (definition.WhenPublished != PublishPolicy.Drain)
            json.Write("whenPublished", definition.WhenPublished);
        if (definition.WhenLate != LatenessPolicy.Continue)
            json.Write("whenLate", definition.WhenLate);
        if (definition.ExitRules.Count > 0)
        {
            json.WriteStartArray("exits");
            foreach (var rule in definition.ExitRules)
            {
                json.WriteStartObject();
                json.WriteString("name", rule.Name);
                EventPatternForm.Write(rule.On, json);
                if (rule.When is { } when)
                    json.Write("when", when);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.Write("steps", definition.Steps, forms);
        json.WriteEndObject();
    }
}
