using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Journeys.Steps;

namespace Retention.Workflows.Journeys;

/// <summary>Everything that is known of a kind of step: its JSON form, schema and validation, how it is described and drawn. Derive from <see cref="StepType{TStep}"/>.</summary>
public abstract class StepType
{
    private static readonly PropertyInfo StepName = typeof(JourneyStep).GetProperty(nameof(JourneyStep.Name))!;

    private protected StepType()
    {
    }

    /// <summary>The kind's name in kebab case, the JSON property <c>kind</c>: unique, and stable for ever.</summary>
    public abstract string Kind { get; }

    /// <summary>The fields besides <c>name</c> and <c>kind</c>, in the order of the JSON form.</summary>
    public abstract IReadOnlyList<StepField> Fields { get; }

    /// <summary>How it looks in a drawing; default an action.</summary>
    public virtual StepShape Shape => StepShape.Action;

    /// <summary>What is assumed in a replay, a preview and a harness test, where no external handler is called; default <see cref="StepOutcome.Done"/>.</summary>
    public virtual StepOutcome ReplayOutcome => StepOutcome.Done;

    /// <summary>The record's type.</summary>
    internal abstract Type Step { get; }

    internal abstract StepFieldSet FieldSet { get; }

    /// <summary>Whether it hands a message over to a channel, so that one can ask whether it was opened.</summary>
    internal virtual bool Sends => false;

    /// <summary>Whether it chooses products, which later messages show.</summary>
    internal virtual bool Chooses => false;

    /// <summary>Whether its branch leads back to itself.</summary>
    internal virtual bool Repeats => false;

    /// <summary>Whether a workflow engine decides the order of the steps inside.</summary>
    internal virtual bool IsWorkflow => false;

    /// <summary>Whether it keeps customers out to measure the journey.</summary>
    internal virtual bool IsHoldout => false;

    /// <summary>Whether it asks when it was reached, so that the enrollment remembers that.</summary>
    internal virtual bool NeedsArrival => false;

    internal abstract string Describe(JourneyStep step);

    internal abstract void Check(JourneyStep step, ValidationContext at);

    internal abstract StepEnd EndOf(JourneyStep step);

    internal abstract StepSymbol SymbolOf(JourneyStep step);

    /// <summary>Whether an enrollment that rests at the step is asked again at the step itself when it is due; else it goes on behind it.</summary>
    internal abstract bool ResumesAt(JourneyStep step);

    /// <summary>Whether it may send customers past the step that follows.</summary>
    internal abstract bool SkipsNext(JourneyStep step);

    /// <summary>The events that wake an enrollment that rests at the step.</summary>
    internal abstract IEnumerable<EventName> AwaitedEvents(JourneyStep step);

    /// <summary>Whether an event wakes an enrollment that rests at the step.</summary>
    internal abstract bool Awaits(JourneyStep step, string enrollment, CustomerEvent @event);

    /// <summary>The periods that a customer spends at the step at most, branches aside; empty for none.</summary>
    internal abstract IEnumerable<Period> LongestStay(JourneyStep step);

    /// <summary>How often the steps inside are done at most.</summary>
    internal abstract int TimesInside(JourneyStep step);

    /// <summary>The date of the customer that the step goes by.</summary>
    internal abstract CustomerDate? DateOf(JourneyStep step);

    /// <summary>What a report calls a branch.</summary>
    /// <param name="step">The step.</param>
    /// <param name="label">The branch's label.</param>
    /// <param name="fit">Shortens a name that is too long to be drawn.</param>
    internal abstract string BranchText(JourneyStep step, string label, Func<string, string> fit);

    /// <summary>The conditions that the step asks, in order.</summary>
    internal IEnumerable<Condition> ConditionsOf(JourneyStep step) => FieldSet.Conditions(step);

    /// <summary>Where a branch's list of steps stands in the JSON form, from the step.</summary>
    internal string BranchPath(JourneyStep step, int branch) => FieldSet.BranchPaths(step).ElementAtOrDefault(branch)
        ?? throw new InvalidOperationException($"A {Kind} step has more branches than fields of steps.");

    /// <summary>The step with other steps in its branches.</summary>
    /// <param name="step">The step.</param>
    /// <param name="of">Returns the new steps of a branch by its label.</param>
    internal JourneyStep WithBranches(JourneyStep step, Func<string, IReadOnlyList<JourneyStep>> of)
    {
        if (step.Branches.Count == 0)
            return step;
        var copy = FieldSet.Copy(step, new Queue<IReadOnlyList<JourneyStep>>(step.Branches.Select(branch => of(branch.Label))));
        return Named((JourneyStep)copy, step.Name);
    }

    /// <summary>Reads the properties besides <c>kind</c>, with defaults for what is wrong.</summary>
    internal JourneyStep Read(JsonReading json) => Named((JourneyStep)FieldSet.Read(json), json.Name("name", "step") ?? "");

    internal void Write(JourneyStep step, Utf8JsonWriter json, IStepForms forms) => FieldSet.Write(json, step, forms);

    private static JourneyStep Named(JourneyStep step, string name)
    {
        StepName.SetValue(step, name);
        return step;
    }
}

/// <summary>A kind of step that is held as a <typeparamref name="TStep"/>. One instance serves all journeys: keep it without state.</summary>
/// <typeparam name="TStep">A sealed record that derives from <see cref="JourneyStep"/>, has a public constructor without parameters and declares each property as a field.</typeparam>
public abstract class StepType<[DynamicallyAccessedMembers(StepFields<JourneyStep>.Kept)] TStep> : StepType where TStep : JourneyStep
{
    private readonly Lazy<StepFieldSet> _fields;

    /// <summary>Makes a kind.</summary>
    protected StepType() => _fields = new Lazy<StepFieldSet>(() =>
    {
        var fields = new StepFields<TStep>();
        Define(fields);
        return fields.Set;
    });

    /// <inheritdoc/>
    public sealed override IReadOnlyList<StepField> Fields => FieldSet.All;

    internal sealed override Type Step => typeof(TStep);

    internal sealed override StepFieldSet FieldSet => _fields.Value;

    /// <summary>Says what happens at the step, in one line of English: "print catalogue spring".</summary>
    public abstract string Describe(TStep step);

    /// <summary>Defines the fields, in the order of the JSON form. Called once.</summary>
    protected abstract void Define(StepFields<TStep> fields);

    /// <summary>Reports what is wrong beyond what the fields say; the step's name and the steps inside are checked elsewhere. Default nothing.</summary>
    /// <param name="step">The step.</param>
    /// <param name="at">The place of the step; <c>at["edition"].Error(...)</c> reports an error at a field.</param>
    protected virtual void Validate(TStep step, ValidationContext at)
    {
    }

    internal sealed override string Describe(JourneyStep step) => Describe((TStep)step);

    internal sealed override void Check(JourneyStep step, ValidationContext at)
    {
        FieldSet.Check(step, at);
        Validate((TStep)step, at);
    }

    internal sealed override StepEnd EndOf(JourneyStep step) => EndOf((TStep)step);

    internal virtual StepEnd EndOf(TStep step) => StepEnd.Never;

    internal sealed override StepSymbol SymbolOf(JourneyStep step) => SymbolOf((TStep)step);

    internal virtual StepSymbol SymbolOf(TStep step) => Shape switch
    {
        StepShape.Wait => StepSymbol.Wait,
        StepShape.Choice => StepSymbol.Choice,
        StepShape.Message => StepSymbol.Text,
        _ => StepSymbol.Other,
    };

    internal sealed override bool ResumesAt(JourneyStep step) => ResumesAt((TStep)step);

    internal virtual bool ResumesAt(TStep step) => false;

    internal sealed override bool SkipsNext(JourneyStep step) => SkipsNext((TStep)step);

    internal virtual bool SkipsNext(TStep step) => false;

    internal sealed override IEnumerable<EventName> AwaitedEvents(JourneyStep step) => AwaitedEvents((TStep)step);

    internal virtual IEnumerable<EventName> AwaitedEvents(TStep step) => [];

    internal sealed override bool Awaits(JourneyStep step, string enrollment, CustomerEvent @event) => Awaits((TStep)step, enrollment, @event);

    internal virtual bool Awaits(TStep step, string enrollment, CustomerEvent @event) => false;

    internal sealed override IEnumerable<Period> LongestStay(JourneyStep step) => LongestStay((TStep)step);

    internal virtual IEnumerable<Period> LongestStay(TStep step) => [];

    internal sealed override int TimesInside(JourneyStep step) => TimesInside((TStep)step);

    internal virtual int TimesInside(TStep step) => 1;

    internal sealed override CustomerDate? DateOf(JourneyStep step) => DateOf((TStep)step);

    internal virtual CustomerDate? DateOf(TStep step) => null;

    internal sealed override string BranchText(JourneyStep step, string label, Func<string, string> fit) => BranchText((TStep)step, label, fit);

    internal virtual string BranchText(TStep step, string label, Func<string, string> fit) => fit(label);
}
