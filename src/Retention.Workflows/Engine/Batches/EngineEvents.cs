using System.Globalization;
using Retention.Workflows.Enrollments;
using Retention.Workflows.Events;
using Retention.Workflows.Journeys;
using Retention.Workflows.Messaging;
using Retention.Workflows.Naming;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Engine.Batches;

/// <summary>The events that the engine writes. Their ids are derived from their cause, so that a repetition is stored once.</summary>
internal static class EngineEvents
{
    private const string IdPrefix = EventLimits.OwnIds;
    private const int MaxLinkLength = 500;

    internal static CustomerEvent Recorded(EnrollmentRun run, RecordEventStep step, DateTimeOffset now) => new()
    {
        Id = $"{IdPrefix}{StepKey.Of(run.Id, step.Name, run.Visit)}",
        Customer = run.Customer,
        Name = step.Event,
        OccurredAt = now,
        Properties = new PropertyBag(
        [
            new(MessageEvents.Journey, run.Program.Definition.Name.Value),
            new(MessageEvents.Enrollment, run.EnrollmentKey),
            new(MessageEvents.Step, step.Name),
        ]),
    };

    internal static CustomerEvent VoucherIssued(EnrollmentRun run, string step, Voucher voucher) => new()
    {
        Id = $"{IdPrefix}{voucher.IdempotencyKey}",
        Customer = run.Customer,
        Name = EventNames.VoucherIssued,
        OccurredAt = voucher.IssuedAt,
        Properties = new PropertyBag(
        [
            new(MessageEvents.Journey, run.Program.Definition.Name.Value),
            new(MessageEvents.Enrollment, run.EnrollmentKey),
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
        Properties = new PropertyBag(MessageProperties(message, reason is null
            ? [new(MessageEvents.Topic, topic.Name)] : [new(MessageEvents.Topic, topic.Name), new(MessageEvents.Reason, reason)])),
    };

    /// <summary>
    /// The customer unsubscribed an address from a topic on a channel. A second request on the same day is the same event, and the log
    /// keeps the first.
    /// </summary>
    internal static CustomerEvent Unsubscribed(
        CustomerId customer, Channel channel, Topic topic, string addressKey, DateTimeOffset now)
    {
        var day = LocalTime.LocalDate(now, TimeZoneInfo.Utc);
        return new CustomerEvent
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{IdPrefix}unsubscribed/{channel}/{topic}/{day:yyyyMMdd}/{addressKey[..12]}"),
            Customer = customer,
            Name = EventNames.Unsubscribed,
            OccurredAt = now,
            Properties = new PropertyBag(
                [new(MessageEvents.Channel, channel.Name), new(MessageEvents.Topic, topic.Name), new(MessageEvents.AddressKey, addressKey)]),
        };
    }

    /// <summary>The message was sent. It is stored once: a message is sent when its row says so.</summary>
    /// <param name="message">The message.</param>
    /// <param name="at">When.</param>
    /// <param name="topic">The topic of its step.</param>
    /// <param name="addresses">The number of the customer's addresses that took it or may have taken it.</param>
    internal static CustomerEvent Sent(OutboxMessage message, DateTimeOffset at, Topic topic, int addresses)
    {
        var sent = Of(message, EventNames.MessageSent, at, topic) with { Id = $"{IdPrefix}{message.Id}" };
        return addresses <= 1 ? sent
            : sent with { Properties = new PropertyBag([.. sent.Properties, new(MessageEvents.Addresses, (decimal)addresses)]) };
    }

    /// <summary>True if it is the event that the message was sent.</summary>
    internal static bool IsSent(CustomerEvent @event, OutboxMessage message) =>
        @event.Name == EventNames.MessageSent && MessageEvents.MessageOf(@event) == message.Id.ToString();

    /// <summary>The event for a provider's statement about the address; null if there is none.</summary>
    /// <param name="message">The message.</param>
    /// <param name="bounce">The statement.</param>
    /// <param name="at">When.</param>
    /// <param name="topic">The topic of its step.</param>
    /// <param name="addressKey">The key of the address in the suppression list.</param>
    /// <param name="isOneOfSeveral">True if the message went to several addresses; each may bounce.</param>
    internal static CustomerEvent? Bounced(
        OutboxMessage message, BounceClass bounce, DateTimeOffset at, Topic topic, string addressKey, bool isOneOfSeveral)
    {
        var bounced = Bounced(message, bounce, at, topic, addressKey);
        return isOneOfSeveral && bounced is not null ? bounced with { Id = $"{bounced.Id}/{addressKey}" } : bounced;
    }

    private static CustomerEvent? Bounced(OutboxMessage message, BounceClass bounce, DateTimeOffset at, Topic topic, string addressKey) =>
        bounce switch
        {
            BounceClass.None => null,
            BounceClass.Complaint => OfAddress(message, EventNames.MessageComplained, at, topic, addressKey),
            BounceClass.Unsubscribed => OfAddress(message, EventNames.Unsubscribed, at, topic, addressKey),
            _ => OfAddress(message, EventNames.MessageBounced, at, topic, addressKey,
                new KeyValuePair<string, PropertyValue>(MessageEvents.Class, KebabName.Of(bounce))),
        };

    /// <summary>The events of a delivery report. The same report always gives the same events.</summary>
    internal static IReadOnlyList<CustomerEvent> Reported(OutboxMessage message, DeliveryReport report, DateTimeOffset at, Topic topic,
        string addressKey, AddressShare share) => report.Status switch
    {
        DeliveryReportStatus.Delivered => [Of(message, EventNames.MessageDelivered, at, topic)],
        DeliveryReportStatus.Opened => [Seen(message, EventNames.MessageOpened, at, report)],
        DeliveryReportStatus.Clicked => [Seen(message, EventNames.MessageClicked, at, report)],
        DeliveryReportStatus.Failed => Bounced(message, report.Bounce, at, topic, addressKey, share.IsOneOfSeveral) is { } bounced
            ? [Failed(message, report, at, topic, addressKey, share), bounced] : [Failed(message, report, at, topic, addressKey, share)],
        DeliveryReportStatus.Unsubscribed => [OfAddress(message, EventNames.Unsubscribed, at, topic, addressKey)],
        DeliveryReportStatus.Complained => [OfAddress(message, EventNames.MessageComplained, at, topic, addressKey)],
        _ => [],
    };

    private static CustomerEvent Failed(
        OutboxMessage message, DeliveryReport report, DateTimeOffset at, Topic topic, string addressKey, AddressShare share)
    {
        var reason = report.Reason ?? "failed";
        if (!share.OthersRemain)
            return Of(message, EventNames.MessageFailed, at, topic, reason);
        var partly = OfAddress(message, EventNames.MessagePartlyFailed, at, topic, addressKey,
            new KeyValuePair<string, PropertyValue>(MessageEvents.Reason, reason));
        return partly with { Id = $"{partly.Id}/{addressKey}" };
    }

    /// <summary>An event about the address that a message was sent to.</summary>
    private static CustomerEvent OfAddress(OutboxMessage message, EventName name, DateTimeOffset at, Topic topic, string addressKey,
        params KeyValuePair<string, PropertyValue>[] more) =>
        Of(message, name, at, topic) with
        {
            Properties = new PropertyBag(
                MessageProperties(message, [new(MessageEvents.Topic, topic.Name), new(MessageEvents.AddressKey, addressKey), .. more])),
        };

    /// <summary>
    /// An open or a click. Opens of a message are one event for each kind of evidence. Clicks on different links, or at different times,
    /// are different events: a scanner's click must not hide a person's.
    /// </summary>
    private static CustomerEvent Seen(OutboxMessage message, EventName name, DateTimeOffset at, DeliveryReport report)
    {
        var evidence = KebabName.Of(report.Evidence);
        var isClick = name == EventNames.MessageClicked;
        var link = isClick && report.Link is { Length: > 0 } followed ? Shortened(followed) : null;
        var mark = !isClick ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $"{(link is null ? "" : $"/{StableHash.Of(link):x16}")}/{report.OccurredAt.ToUnixTimeMilliseconds()}");
        return new CustomerEvent
        {
            Id = $"{IdPrefix}{message.IdempotencyKey}/{name}/{evidence}{mark}",
            Customer = message.Customer,
            Name = name,
            OccurredAt = at,
            Properties = new PropertyBag(MessageProperties(message, link is null
                ? [new(MessageEvents.Evidence, evidence)] : [new(MessageEvents.Evidence, evidence), new(MessageEvents.Link, link)])),
        };
    }

    /// <summary>A link that fits into a property, and that every store can keep: half a character at its end is cut off.</summary>
    private static string Shortened(string link)
    {
        var whole = link.Where((character, index) => !IsHalf(link, index) && character != '\0').Take(MaxLinkLength).ToArray();
        return new string(whole, 0, whole.Length > 0 && char.IsHighSurrogate(whole[^1]) ? whole.Length - 1 : whole.Length);
    }

    private static bool IsHalf(string text, int index) =>
        char.IsHighSurrogate(text[index]) ? index + 1 == text.Length || !char.IsLowSurrogate(text[index + 1])
            : char.IsLowSurrogate(text[index]) && (index == 0 || !char.IsHighSurrogate(text[index - 1]));

    internal static CustomerEvent OrderWithdrawn(CustomerId customer, string order, DateTimeOffset now) => new()
    {
        Id = $"{IdPrefix}order-withdrawn/{StableHash.Of(order):x16}",
        Customer = customer,
        Name = EventNames.OrderWithdrawn,
        OccurredAt = now,
        Properties = new PropertyBag([new(MessageEvents.Order, order)]),
    };

    internal static CustomerEvent SegmentChanged(SegmentChange change) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture,
            $"{IdPrefix}segment/{change.ModelVersion}/{change.At.ToUnixTimeMilliseconds()}/{change.From.ToName()}/{change.To.ToName()}"),
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

    private static IEnumerable<KeyValuePair<string, PropertyValue>> MessageProperties(
        OutboxMessage message, KeyValuePair<string, PropertyValue>[] more) =>
    [
        new(MessageEvents.Journey, message.Journey.Value),
        new(MessageEvents.Enrollment, message.Enrollment.ToString()),
        new(MessageEvents.Step, message.Step),
        new(MessageEvents.Message, message.Id.ToString()),
        new(MessageEvents.Channel, message.Channel.Name),
        .. more,
    ];
}
