using System.Text.Json;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Journeys.Validation;

namespace Retention.Workflows.Journeys.Kinds;

/// <summary>All that the journeys room knows of a kind of step: its JSON form, what must be true of it, and how it is told and drawn.</summary>
/// <remarks>A new kind is a new class beside these, and an entry in <see cref="StepKinds.All"/>.</remarks>
internal abstract class StepKind(string name, params IReadOnlyList<JsonField> fields)
    : Kind<JourneyStep>(name, [JsonField.Required("name"), .. fields])
{
    /// <summary>How it looks in a drawing.</summary>
    internal virtual StepShape Shape => StepShape.Action;

    /// <summary>Whether it hands a message over to a channel, so that one can ask whether it was opened.</summary>
    internal virtual bool Sends => false;

    /// <summary>What happens there, in one line of English: "wait 10 days".</summary>
    internal abstract string Describe(JourneyStep step);

    /// <summary>Whether the journey ends there.</summary>
    internal virtual StepEnd EndOf(JourneyStep step) => StepEnd.Never;

    /// <summary>Where a branch's list of steps stands in the JSON form, from the step.</summary>
    internal virtual string BranchPath(JourneyStep step, int branch) => throw new InvalidOperationException($"A {Name} step does not branch.");

    internal abstract void Check(JourneyStep step, ValidationContext at);
}

/// <summary>A kind of step that is held as a <typeparamref name="TStep"/>.</summary>
internal abstract class StepKind<TStep>(string name, params IReadOnlyList<JsonField> fields) : StepKind(name, fields)
    where TStep : JourneyStep
{
    internal sealed override Type Type => typeof(TStep);

    internal sealed override JourneyStep Read(JsonReading json) => Read(json.Name("name", "step") ?? "", json);

    internal sealed override void Write(JourneyStep value, Utf8JsonWriter json) => Write((TStep)value, json);

    internal sealed override string Describe(JourneyStep step) => Describe((TStep)step);

    internal sealed override StepEnd EndOf(JourneyStep step) => EndOf((TStep)step);

    internal sealed override void Check(JourneyStep step, ValidationContext at) => Check((TStep)step, at);

    /// <summary>Reads the properties besides <c>name</c> and <c>kind</c>, with defaults for what is wrong.</summary>
    protected abstract TStep Read(string name, JsonReading json);

    /// <summary>Writes the properties besides <c>name</c> and <c>kind</c>.</summary>
    protected abstract void Write(TStep step, Utf8JsonWriter json);

    protected abstract string Describe(TStep step);

    protected virtual StepEnd EndOf(TStep step) => StepEnd.Never;

    /// <summary>Tells what is wrong with the step itself; its name and the steps inside are looked at elsewhere.</summary>
    protected virtual void Check(TStep step, ValidationContext at)
    {
    }
}

/// <summary>Whether a step ends the journey for the customer.</summary>
internal enum StepEnd
{
    /// <summary>It goes on.</summary>
    Never = 0,

    /// <summary>For some.</summary>
    Sometimes = 1,

    /// <summary>For all.</summary>
    Always = 2,
}

/// <summary>How a step looks in a drawing.</summary>
internal enum StepShape
{
    /// <summary>Something is done.</summary>
    Action = 0,

    /// <summary>Time passes.</summary>
    Wait = 1,

    /// <summary>The way parts.</summary>
    Choice = 2,

    /// <summary>A message leaves.</summary>
    Message = 3,

    /// <summary>The journey ends.</summary>
    End = 4,
}
