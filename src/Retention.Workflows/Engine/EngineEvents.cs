using System.Globalization;

namespace Retention.Workflows;

/// <summary>The events that the engine writes. Their ids follow from what they tell of, so that a repetition is stored once.</summary>
internal static class EngineEvents
{
    private const string IdPrefix = "rw:";

    internal static CustomerEvent Recorded(Traveller traveller, RecordEventStep step, DateTimeOffset now) => new()
    {
        Id = $"{IdPrefix}{StepKey.Of(traveller.Id, step.Name, traveller.Visit)}",
        Customer = traveller.Customer,
        Name = step.Event,
        OccurredAt = now,
        Properties = new PropertyBag(
        [
            new(MessageEvents.Journey, traveller.Program.Definition.Name.Value),
            new(MessageEvents.Enrollment, traveller.EnrollmentKey),
            new(MessageEvents.Step, step.Name),
        ]),
    };

    internal static CustomerEvent VoucherIssued(Traveller traveller, string step, Voucher voucher) => new()
    {
        Id = $"{IdPrefix}{voucher.IdempotencyKey}",
        Customer = traveller.Customer,
        Name = EventNames.VoucherIssued,
        OccurredAt = voucher.IssuedAt,
        Properties = new PropertyBag(
        [
            new(MessageEvents.Journey, traveller.Program.Definition.Name.Value),
            new(MessageEvents.Enrollment, traveller.EnrollmentKey),
            new(MessageEvents.Step, step),
            new("offer", voucher.Offer.Name.Value),
        ]),
    };

    internal static CustomerEvent Of(OutboxMessage message, EventName name, DateTimeOffset at, Topic topic, string? reason = null) => new()
    {
        Id = $"{IdPrefix}{message.IdempotencyKey}/{name}",
        Customer = message.Customer,
        Name = name,
        OccurredAt = at,
        Properties = new PropertyBag(MessageProperties(message, reason is null ? [new(MessageEvents.Topic, topic.Name)] : [new(MessageEvents.Topic, topic.Name), new(MessageEvents.Reason, reason)])),
    };

    internal static CustomerEvent Opened(OutboxMessage message, DateTimeOffset at, OpenEvidence evidence) => new()
    {
        Id = $"{IdPrefix}{message.IdempotencyKey}/{EventNames.MessageOpened}/{KebabName.Of(evidence)}",
        Customer = message.Customer,
        Name = EventNames.MessageOpened,
        OccurredAt = at,
        Properties = new PropertyBag(MessageProperties(message, [new(MessageEvents.Evidence, KebabName.Of(evidence))])),
    };

    internal static CustomerEvent SegmentChanged(SegmentChange change) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{IdPrefix}segment/{change.ModelVersion}/{change.At.ToUnixTimeMilliseconds()}/{change.From.ToName()}/{change.To.ToName()}"),
        Customer = change.Customer,
        Name = EventNames.SegmentChanged,
        OccurredAt = change.At,
        Properties = new PropertyBag(
        [
            new("from", change.From.ToName()),
            new("to", change.To.ToName()),
            new("score", change.Score?.Code ?? ""),
            new("model", (decimal)change.ModelVersion),
        ]),
    };

    private static IEnumerable<KeyValuePair<string, PropertyValue>> MessageProperties(OutboxMessage message, KeyValuePair<string, PropertyValue>[] more) =>
    [
        new(MessageEvents.Journey, message.Journey.Value),
        new(MessageEvents.Enrollment, message.Enrollment.ToString()),
        new(MessageEvents.Step, message.Step),
        new(MessageEvents.Message, message.Id.ToString()),
        new(MessageEvents.Channel, message.Channel.Name),
        .. more,
    ];
}
