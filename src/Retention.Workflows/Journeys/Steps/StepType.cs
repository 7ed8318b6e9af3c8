using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Journeys.Steps;

namespace Retention.Workflows.Journeys;

/// <summary>
/// Defines a kind of step: JSON form, schema, validation, description and drawing. Derive from <see cref="StepType{TStep}"/>. Thread-safe
/// if it has no state.
/// </summary>
public abstract class StepType
{
    private static readonly PropertyInfo StepName = typeof(JourneyStep).GetProperty(nameof(JourneyStep.Name))!;

    private protected StepType()
    {
    }

    /// <summary>The kind's name in kebab case, the JSON property <c>kind</c>. It must be unique and never change.</summary>
    public abstract string Kind { get; }

    /// <summary>The fields besides <c>name</c> and <c>kind</c>, in the order of the JSON form.</summary>
    public abstract IReadOnlyList<StepField> Fields { get; }

    /// <summary>The shape in drawings; default an action.</summary>
    public virtual StepShape Shape => StepShape.Action;

    /// <summary>
    /// The assumed outcome in a replay, a preview and a harness test, where no external handler is called; default
    /// <see cref="StepOutcome.Done"/>.
    /// </summary>
    public virtual StepOutcome ReplayOutcome => StepOutcome.Done;

    /// <summary>The record's type.</summary>
    internal abstract Type Step { get; }

    internal abstract StepFieldSet FieldSet { get; }

    /// <summary>Whether the step sends a message, so that conditions can check whether it was opened.</summary>
    internal virtual bool Sends => false;

    /// <summary>Whether the step chooses products that later messages show.</summary>
    internal virtual bool Chooses => false;

    /// <summary>Whether the step's branch leads back to the step.</summary>
    internal virtual bool Repeats => false;

    /// <summary>Whether a workflow engine decides the order of the steps inside.</summary>
    internal virtual bool IsWorkflow => false;

    /// <summary>Whether the step holds out customers to measure the journey.</summary>
    internal virtual bool IsHoldout => false;

    /// <summary>Whether the step needs the time when it was reached, so that the enrollment stores it.</summary>
    internal virtual bool NeedsArrival => false;

    /// <summary>Whether the step waits for a time or an event, so that the journey's lateness policy applies to it.</summary>
    internal virtual bool IsWait => false;

    /// <summary>The host's service that the step calls.</summary>
    internal virtual HostService Calls => HostService.None;

    /// <summary>The maximum number of enrollments that one pass moves, because of the memory that the step needs for each.</summary>
    internal virtual int MaxRuns => int.MaxValue;

    internal abstract string Describe(JourneyStep step);

    /// <summary>The engine that stores where enrollments stand inside the step; null if this library does.</summary>
    internal abstract string? ExternalEngineOf(JourneyStep step);

    /// <summary>Whether an enrollment inside the step of an earlier version can continue inside this one.</summary>
    internal abstract bool CanContinue(JourneyStep step, JourneyStep earlier);

    /// <summary>The steps that outlines and drawings show instead of the step; null for the step itself.</summary>
    internal abstract IReadOnlyList<JourneyStep>? ShownAs(JourneyStep step, StepTypes types);

    internal abstract void Check(JourneyStep step, ValidationContext at);

    /// <summary>The problems of a step in this host, one sentence each.</summary>
    internal abstract IEnumerable<string> ProblemsIn(JourneyStep step, IServiceProvider services);

    internal abstract StepEnd EndOf(JourneyStep step);

    internal abstract StepSymbol SymbolOf(JourneyStep step);

    /// <summary>Whether the step may make customers skip the next step.</summary>
    internal abstract bool SkipsNext(JourneyStep step);

    /// <summary>The events that wake an enrollment waiting at the step.</summary>
    internal abstract IEnumerable<EventName> AwaitedEvents(JourneyStep step);

    /// <summary>Whether an event wakes an enrollment waiting at the step.</summary>
    internal abstract bool Awaits(JourneyStep step, string enrollment, CustomerEvent @event);

    /// <summary>The maximum times that a customer spends at the step, without its branches; empty for none.</summary>
    internal abstract IEnumerable<Period> LongestStay(JourneyStep step);

    /// <summary>The time of day at which a wait ends; null if it ends after a period or by an event.</summary>
    internal abstract ClockTime? ClockOf(JourneyStep step);

    /// <summary>The maximum number of executions of the inner steps.</summary>
    internal abstract int TimesInside(JourneyStep step);

    /// <summary>The customer's date that the step uses; null for none.</summary>
    internal abstract CustomerDate? DateOf(JourneyStep step);

    /// <summary>Returns the name of a branch in reports.</summary>
    /// <param name="step">The step.</param>
    /// <param name="label">The branch's label.</param>
    /// <param name="fit">Shortens a name that is too long for a drawing.</param>
    internal abstract string BranchText(JourneyStep step, string label, Func<string, string> fit);

    /// <summary>The conditions that the step evaluates, in order.</summary>
    internal IEnumerable<Condition> ConditionsOf(JourneyStep step) => FieldSet.Conditions(step);

    /// <summary>Returns the path of a branch's steps in the JSON form, relative to the step.</summary>
    internal string BranchPath(JourneyStep step, int branch) => FieldSet.BranchPaths(step).ElementAtOrDefault(branch)
        ?? throw new InvalidOperationException($"A {Kind} step has more branches than fields of steps.");

    /// <summary>Returns the step with other steps in its branches.</summary>
    /// <param name="step">The step.</param>
    /// <param name="of">Returns the new steps of a branch by its label.</param>
    internal JourneyStep WithBranches(JourneyStep step, Func<string, IReadOnlyList<JourneyStep>> of)
    {
        if (step.Branches.Count == 0)
            return step;
        var copy = FieldSet.Copy(step, new Queue<IReadOnlyList<JourneyStep>>(step.Branches.Select(branch => of(branch.Label))));
        return Named((JourneyStep)copy, step.Name);
    }

    /// <summary>Reads the properties besides <c>kind</c>, with defaults for invalid ones.</summary>
    internal JourneyStep Read(JsonReading json) => Named((JourneyStep)FieldSet.Read(json), json.Name("name", "step") ?? "");

    internal void Write(JourneyStep step, Utf8JsonWriter json, IStepForms forms) => FieldSet.Write(json, step, forms);

    private static JourneyStep Named(JourneyStep step, string name)
    {
        StepName.SetValue(step, name);
        return step;
    }
}

/// <summary>
/// A kind of step with the record type <typeparamref name="TStep"/>. One instance serves all journeys, so it must have no state.
/// </summary>
/// <typeparam name="TStep">A sealed record that derives from <see cref="JourneyStep"/>, has a public constructor without parameters and
/// declares each property as a field.</typeparam>
public abstract class StepType<[DynamicallyAccessedMembers(StepFields<JourneyStep>.Kept)] TStep> : StepType where TStep : JourneyStep
{
    private readonly Lazy<StepFieldSet> _fields;

    /// <summary>Creates the kind.</summary>
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

    /// <summary>Returns what the step does, as one line of English: "print catalogue spring".</summary>
    public abstract string Describe(TStep step);

    /// <summary>Defines the fields, in the order of the JSON form. Called once.</summary>
    protected abstract void Define(StepFields<TStep> fields);

    /// <summary>
    /// Reports errors that the fields do not check. The step's name and its inner steps are checked elsewhere. Default: nothing.
    /// </summary>
    /// <param name="step">The step.</param>
    /// <param name="at">The location of the step; <c>at["edition"].Error(...)</c> reports an error at a field.</param>
    protected virtual void Validate(TStep step, ValidationContext at)
    {
    }

    /// <summary>
    /// Returns what the host lacks for a step: an option, an endpoint, a key. One sentence each; each keeps the host from starting, with
    /// the names of journey and step. Default: nothing. Not called where outcomes are assumed, as in a replay.
    /// </summary>
    /// <param name="step">The step of a registered journey; it may have errors that <see cref="Validate"/> reports.</param>
    /// <param name="services">The host's services.</param>
    protected virtual IEnumerable<string> ValidateHost(TStep step, IServiceProvider services) => [];

    internal sealed override IEnumerable<string> ProblemsIn(JourneyStep step, IServiceProvider services) =>
        ValidateHost((TStep)step, services);

    internal sealed override string Describe(JourneyStep step) => Describe((TStep)step);

    internal sealed override string? ExternalEngineOf(JourneyStep step) => ExternalEngineOf((TStep)step);

    internal virtual string? ExternalEngineOf(TStep step) => null;

    internal sealed override bool CanContinue(JourneyStep step, JourneyStep earlier) =>
        earlier is TStep same && CanContinue((TStep)step, same);

    internal virtual bool CanContinue(TStep step, TStep earlier) => true;

    internal sealed override IReadOnlyList<JourneyStep>? ShownAs(JourneyStep step, StepTypes types) => ShownAs((TStep)step, types);

    internal virtual IReadOnlyList<JourneyStep>? ShownAs(TStep step, StepTypes types) => null;

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

    internal sealed override bool SkipsNext(JourneyStep step) => SkipsNext((TStep)step);

    internal virtual bool SkipsNext(TStep step) => false;

    internal sealed override IEnumerable<EventName> AwaitedEvents(JourneyStep step) => AwaitedEvents((TStep)step);

    internal virtual IEnumerable<EventName> AwaitedEvents(TStep step) => [];

    internal sealed override bool Awaits(JourneyStep step, string enrollment, CustomerEvent @event) =>
        Awaits((TStep)step, enrollment, @event);

    internal virtual bool Awaits(TStep step, string enrollment, CustomerEvent @event) => false;

    internal sealed override IEnumerable<Period> LongestStay(JourneyStep step) => LongestStay((TStep)step);

    internal virtual IEnumerable<Period> LongestStay(TStep step) => [];

    internal sealed override ClockTime? ClockOf(JourneyStep step) => ClockOf((TStep)step);

    internal virtual ClockTime? ClockOf(TStep step) => null;

    internal sealed override int TimesInside(JourneyStep step) => TimesInside((TStep)step);

    internal virtual int TimesInside(TStep step) => 1;

    internal sealed override CustomerDate? DateOf(JourneyStep step) => DateOf((TStep)step);

    internal virtual CustomerDate? DateOf(TStep step) => null;

    internal sealed override string BranchText(JourneyStep step, string label, Func<string, string> fit) =>
        BranchText((TStep)step, label, fit);

    internal virtual string BranchText(TStep step, string label, Func<string, string> fit) => fit(label);
}
