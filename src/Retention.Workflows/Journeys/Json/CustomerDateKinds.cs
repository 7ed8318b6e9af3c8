using System.Text.Json;
using static Retention.Workflows.Journeys.Json.JsonField;

namespace Retention.Workflows.Journeys.Json;

/// <summary>All dates of a customer. The shift is written as days before or days after.</summary>
internal static class CustomerDateKinds
{
    internal static KindList<CustomerDate, Kind<CustomerDate>> All { get; } = new("date",
        new AttributeKind(),
        new DayKind("birthday", CustomerDate.Birthday),
        new DayKind("first-purchase-anniversary", CustomerDate.FirstPurchaseAnniversary),
        new DayKind("voucher-expiry", CustomerDate.VoucherExpiry));

    internal static void Write(Utf8JsonWriter json, CustomerDate date)
    {
        json.WriteStartObject("date");
        All.Write(date, json);
        json.WriteEndObject();
    }

    private abstract class DateKind(string name, params IReadOnlyList<JsonField> fields)
        : Kind<CustomerDate>(name, [.. fields, Optional("daysBefore"), Optional("daysAfter")])
    {
        internal sealed override CustomerDate? Read(JsonReading json)
        {
            if (Day(json) is not { } day)
                return null;
            var (before, after) = (json.Integer("daysBefore"), json.Integer("daysAfter"));
            if (json.Has("daysBefore") && json.Has("daysAfter"))
                return json.Context.Failed<CustomerDate>(
                    json.Item("daysAfter")!, "Give either daysBefore or daysAfter, not both.");
            return before is { } earlier ? json.Make(() => day.DaysBefore(earlier), "daysBefore")
                : after is { } later ? json.Make(() => day.DaysAfter(later), "daysAfter")
                : day;
        }

        internal sealed override void Write(CustomerDate value, Utf8JsonWriter json)
        {
            WriteDay(value, json);
            if (value.Offset < 0)
                json.WriteNumber("daysBefore", -value.Offset);
            if (value.Offset > 0)
                json.WriteNumber("daysAfter", value.Offset);
        }

        /// <summary>The date without its shift; null only after an error was reported.</summary>
        protected abstract CustomerDate? Day(JsonReading json);

        protected virtual void WriteDay(CustomerDate value, Utf8JsonWriter json)
        {
        }
    }

    private sealed class DayKind(string name, CustomerDate day) : DateKind(name)
    {
        internal override Type Type => day.GetType();

        protected override CustomerDate Day(JsonReading json) => day;
    }

    private sealed class AttributeKind() : DateKind("attribute", Required("key"), Optional("everyYear"))
    {
        internal override Type Type => typeof(AttributeDate);

        protected override CustomerDate? Day(JsonReading json)
        {
            var everyYear = json.Flag("everyYear") ?? false;
            return json.Text("key") is { } key ? json.Make<CustomerDate>(() => new AttributeDate(key, everyYear), "key") : null;
        }

        protected override void WriteDay(CustomerDate value, Utf8JsonWriter json)
        {
            var date = (AttributeDate)value;
            json.WriteString("key", date.Key);
            if (date.EveryYear)
                json.WriteBoolean("everyYear", true);
        }
    }
}
