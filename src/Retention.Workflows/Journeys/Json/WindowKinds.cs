using System.Text.Json;
using static Retention.Workflows.Journeys.Json.JsonField;

namespace Retention.Workflows.Journeys.Json;

/// <summary>A kind of window: its JSON form and its validation.</summary>
internal abstract class WindowKind(string name, params IReadOnlyList<JsonField> fields) : Kind<Window>(name, fields)
{
    internal virtual void Check(Window window, ValidationContext at)
    {
    }
}

/// <summary>All kinds of windows.</summary>
internal static class WindowKinds
{
    internal static KindList<Window, WindowKind> All { get; } = new("window",
        new EverKind(),
        new InLastKind(),
        new SinceEnrolledKind(),
        new SinceStepKind(),
        new BetweenKind());

    private abstract class WindowKind<TWindow>(string name, params IReadOnlyList<JsonField> fields) : WindowKind(name, fields)
        where TWindow : Window
    {
        internal sealed override Type Type => typeof(TWindow);

        internal sealed override void Write(Window window, Utf8JsonWriter json) => Write((TWindow)window, json);

        internal sealed override void Check(Window window, ValidationContext at) => Check((TWindow)window, at);

        protected virtual void Write(TWindow window, Utf8JsonWriter json)
        {
        }

        protected virtual void Check(TWindow window, ValidationContext at)
        {
        }
    }

    private sealed class EverKind() : WindowKind<EverWindow>("ever")
    {
        internal override Window Read(JsonReading json) => Window.Ever;
    }

    private sealed class InLastKind() : WindowKind<InLastWindow>("in-last", Required("period"))
    {
        internal override Window? Read(JsonReading json) =>
            json.Period("period") is { } period ? json.Make(() => Window.InLast(period), "period") : null;

        protected override void Write(InLastWindow window, Utf8JsonWriter json) => json.Write("period", window.Period);
    }

    private sealed class SinceEnrolledKind() : WindowKind<SinceEnrolledWindow>("since-enrolled")
    {
        internal override Window Read(JsonReading json) => Window.SinceEnrolled;

        protected override void Check(SinceEnrolledWindow window, ValidationContext at) => at.RequireEnrollment();
    }

    private sealed class SinceStepKind() : WindowKind<SinceStepWindow>("since-step", Required("step"))
    {
        internal override Window? Read(JsonReading json) => json.Name("step", "step") is { } step ? Window.Since(step) : null;

        protected override void Write(SinceStepWindow window, Utf8JsonWriter json) => json.WriteString("step", window.Step);

        protected override void Check(SinceStepWindow window, ValidationContext at) => at["step"].EarlierStep(window.Step);
    }

    private sealed class BetweenKind() : WindowKind<BetweenWindow>("between", Required("start"), Required("end"))
    {
        internal override Window? Read(JsonReading json) =>
            (json.Instant("start"), json.Instant("end")) is ({ } start, { } end)
                ? json.Make(() => Window.Between(start, end), "end") : null;

        protected override void Write(BetweenWindow window, Utf8JsonWriter json)
        {
            json.Write("start", window.Start);
            json.Write("end", window.End);
        }
    }
}
