using System.Text.Json;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Journeys.Steps;

namespace Retention.Workflows.Journeys;

/// <summary>The kinds of steps that journeys may have: the library's own, and those that a host adds. Immutable and thread-safe.</summary>
/// <remarks>A host gets the kinds that it registered with <c>retention.Steps.Add</c> from its services.</remarks>
public sealed class StepTypes : IStepForms
{
    private readonly KindList<JourneyStep, StepForm> _forms;
    private readonly Dictionary<Type, StepType> _byStep;

    private StepTypes(IReadOnlyList<StepType> types, IReadOnlyList<string> problems)
    {
        All = types;
        Problems = problems;
        _forms = new KindList<JourneyStep, StepForm>("step", [.. types.Select(type => new StepForm(type, this))]);
        _byStep = types.ToDictionary(type => type.Step);
    }

    /// <summary>The library's own kinds.</summary>
    public static StepTypes BuiltIn { get; } = new(
        [
            new ExitStepType(),
            new HoldoutStepType(),
            new IfStepType(),
            new IssueVoucherStepType(),
            new RecommendStepType(),
            new RecordEventStepType(),
            new RepeatStepType(),
            new SendStepType(),
            new SetAttributeStepType(),
            new SplitStepType(),
            new SwitchStepType(),
            new WaitForEventStepType(),
            new WaitForSilenceStepType(),
            new WaitStepType(),
            new WaitUntilDateStepType(),
            new WaitUntilStepType(),
            new WebhookStepType(),
            new WorkflowStepType(),
        ],
        []);

    /// <summary>All kinds, the library's own first.</summary>
    public IReadOnlyList<StepType> All { get; }

    /// <summary>The problems of added kinds, which are not used. A host with such kinds does not start.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>
    /// Adds kinds. Two kinds of one name or one record, and a kind that fails while it defines its fields, become <see cref="Problems"/>.
    /// </summary>
    public StepTypes With(params IReadOnlyList<StepType> types)
    {
        ArgumentNullException.ThrowIfNull(types);
        var (known, problems) = (All.ToList(), Problems.ToList());
        foreach (var type in types)
        {
            if (StepTypeCheck.ProblemOf(type, known) is { } problem)
                problems.Add(problem);
            else
                known.Add(type);
        }

        return new StepTypes(known, problems);
    }

    /// <summary>Returns a step with nothing in its branches. The labels of the branches stay.</summary>
    /// <exception cref="InvalidOperationException">The step's kind is not among these.</exception>
    public JourneyStep WithoutBranches(JourneyStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return Of(step).WithBranches(step, _ => []);
    }

    /// <summary>True if a step's kind is registered here.</summary>
    internal bool Knows(JourneyStep step) => _byStep.ContainsKey(step.GetType());

    /// <summary>The kind of a step.</summary>
    /// <exception cref="InvalidOperationException">The kind is not registered here.</exception>
    internal StepType Of(JourneyStep step) =>
        _byStep.GetValueOrDefault(step.GetType()) ?? throw new InvalidOperationException(Unknown(step));

    /// <summary>The error message for a step whose kind is not registered here.</summary>
    internal static string Unknown(JourneyStep step) =>
        $"The step kind of {step.GetType().Name} is not registered. Add it with retention.Steps.Add, and pass the registered StepTypes to the methods that take them.";

    JourneyStep? IStepForms.Read(JsonItem item, ReadingContext context) => _forms.Read(item, context);

    void IStepForms.Write(JourneyStep step, Utf8JsonWriter json)
    {
        Of(step);
        _forms.Write(step, json);
    }

    bool IStepForms.Sends(JourneyStep step) => !Knows(step) || Of(step).Sends; // an unknown kind is reported as such, once

    bool IStepForms.Chooses(JourneyStep step) => !Knows(step) || Of(step).Chooses;

    private sealed class StepForm(StepType type, IStepForms forms)
        : Kind<JourneyStep>(type.Kind, [JsonField.Required("name"), .. type.FieldSet.JsonFields])
    {
        internal override Type Type => type.Step;

        internal override JourneyStep Read(JsonReading json) => type.Read(json);

        internal override void Write(JourneyStep value, Utf8JsonWriter json) => type.Write(value, json, forms);
    }
}
