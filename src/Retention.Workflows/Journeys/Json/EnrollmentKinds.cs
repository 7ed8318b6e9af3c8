using System.Text.Json;
using Retention.Workflows.Segments;
using static Retention.Workflows.Journeys.Json.JsonField;

namespace Retention.Workflows.Journeys.Json;

/// <summary>All triggers. Schedules are written as daily, weekly or monthly.</summary>
internal static class TriggerKinds
{
    internal static KindList<EnrollmentTrigger, Kind<EnrollmentTrigger>> All { get; } = new("trigger",
        new PlainKind<EnrollmentTrigger>("by-hand", EnrollmentTrigger.ByHand),
        new DailyKind(),
        new WeeklyKind(),
        new MonthlyKind(),
        new EventKind(),
        new SegmentKind(),
        new DateKind())
    {
        TypeOf = trigger => trigger is ScheduleTrigger scheduled ? scheduled.Schedule.GetType() : trigger.GetType(),
    };

    private sealed class EventKind() : Kind<EnrollmentTrigger>("event", EventPatternForm.Fields)
    {
        internal override Type Type => typeof(EventTrigger);

        internal override EnrollmentTrigger Read(JsonReading json) => EnrollmentTrigger.On(EventPatternForm.Read(json));

        internal override void Write(EnrollmentTrigger value, Utf8JsonWriter json) =>
            EventPatternForm.Write(((EventTrigger)value).Event, json);
    }

    private sealed class SegmentKind() : Kind<EnrollmentTrigger>("segment", Required("move"), Required("segments"))
    {
        internal override Type Type => typeof(SegmentTrigger);

        internal override EnrollmentTrigger? Read(JsonReading json)
        {
            RfmSegment?[] segments = [.. json.List("segments").Select(json.Context.Choice<RfmSegment>)];
            return json.Choice<SegmentMove>("move") is { } move && segments.All(segment => segment is not null)
                ? json.Make<EnrollmentTrigger>(() => new SegmentTrigger(move, [.. segments.Select(segment => segment!.Value)]), "segments")
                : null;
        }

        internal override void Write(EnrollmentTrigger value, Utf8JsonWriter json)
        {
            var trigger = (SegmentTrigger)value;
            json.Write("move", trigger.Move);
            json.WriteStartArray("segments");
            foreach (var segment in trigger.Segments)
                json.WriteStringValue(segment.ToName());
            json.WriteEndArray();
        }
    }

    private sealed class DateKind() : Kind<EnrollmentTrigger>("date", Required("date"), Required("at"))
    {
        internal override Type Type => typeof(DateTrigger);

        internal override EnrollmentTrigger? Read(JsonReading json)
        {
            var at = json.Time("at") ?? default;
            return json.Item("date") is { } item && CustomerDateKinds.All.Read(item, json.Context) is { } date
                ? EnrollmentTrigger.On(date, at) : null;
        }

        internal override void Write(EnrollmentTrigger value, Utf8JsonWriter json)
        {
            var trigger = (DateTrigger)value;
            CustomerDateKinds.Write(json, trigger.Date);
            json.Write("at", trigger.At);
        }
    }

    private abstract class ScheduleKind<TSchedule>(string name, params IReadOnlyList<JsonField> fields)
        : Kind<EnrollmentTrigger>(name, [.. fields, Required("at")]) where TSchedule : Schedule
    {
        internal sealed override Type Type => typeof(TSchedule);

        internal sealed override EnrollmentTrigger? Read(JsonReading json) =>
            Read(json, json.Time("at") ?? default) is { } schedule ? EnrollmentTrigger.On(schedule) : null;

        internal sealed override void Write(EnrollmentTrigger value, Utf8JsonWriter json)
        {
            var schedule = (TSchedule)((ScheduleTrigger)value).Schedule;
            Write(schedule, json);
            json.Write("at", schedule.At);
        }

        protected abstract Schedule? Read(JsonReading json, TimeOnly at);

        protected virtual void Write(TSchedule schedule, Utf8JsonWriter json)
        {
        }
    }

    private sealed class DailyKind() : ScheduleKind<DailySchedule>("daily")
    {
        protected override Schedule Read(JsonReading json, TimeOnly at) => Schedule.Daily(at);
    }

    private sealed class WeeklyKind() : ScheduleKind<WeeklySchedule>("weekly", Required("day"))
    {
        protected override Schedule? Read(JsonReading json, TimeOnly at) =>
            json.Choice<DayOfWeek>("day") is { } day ? Schedule.Weekly(day, at) : null;

        protected override void Write(WeeklySchedule schedule, Utf8JsonWriter json) => json.Write("day", schedule.Day);
    }

    private sealed class MonthlyKind() : ScheduleKind<MonthlySchedule>("monthly", Required("day"))
    {
        protected override Schedule? Read(JsonReading json, TimeOnly at) =>
            json.Integer("day") is { } day ? json.Make(() => Schedule.Monthly(day, at), "day") : null;

        protected override void Write(MonthlySchedule schedule, Utf8JsonWriter json) => json.WriteNumber("day", schedule.Day);
    }
}

/// <summary>All re-entry rules.</summary>
internal static class ReEntryKinds
{
    internal static KindList<ReEntry, Kind<ReEntry>> All { get; } = new("re-entry rule",
        new PlainKind<ReEntry>("once", ReEntry.Once),
        new AlwaysKind(),
        new PerKeyKind(),
        new AfterExitKind());

    private sealed class AlwaysKind() : Kind<ReEntry>("always", Optional("max"))
    {
        internal override Type Type => typeof(AlwaysReEntry);

        internal override ReEntry? Read(JsonReading json) =>
            json.Integer("max") is { } max ? json.Make(() => ReEntry.AtMost(max), "max") : ReEntry.Always;

        internal override void Write(ReEntry value, Utf8JsonWriter json)
        {
            if (value is AlwaysReEntry { Max: { } max })
                json.WriteNumber("max", max);
        }
    }

    private sealed class PerKeyKind() : Kind<ReEntry>("per-key", Required("property"))
    {
        internal override Type Type => typeof(PerKeyReEntry);

        internal override ReEntry? Read(JsonReading json) =>
            json.Text("property") is { } property ? json.Make(() => ReEntry.PerKey(property), "property") : null;

        internal override void Write(ReEntry value, Utf8JsonWriter json) => json.WriteString("property", ((PerKeyReEntry)value).Property);
    }

    private sealed class AfterExitKind() : Kind<ReEntry>("after-exit", Optional("cooldown"))
    {
        internal override Type Type => typeof(AfterExitReEntry);

        internal override ReEntry Read(JsonReading json) => ReEntry.AfterExit(json.Period("cooldown") ?? default);

        internal override void Write(ReEntry value, Utf8JsonWriter json)
        {
            if (value is AfterExitReEntry { Cooldown: { IsZero: false } cooldown })
                json.Write("cooldown", cooldown);
        }
    }
}
