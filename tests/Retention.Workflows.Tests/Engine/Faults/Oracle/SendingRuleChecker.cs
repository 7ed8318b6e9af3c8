using Retention.Workflows.Journeys;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Tests.Engine.Faults.Oracle;

/// <summary>
/// Decides from committed rows whether a message may be sent: addresses, consent, suppressions, caps, quiet hours, fallback channels,
/// priorities.
/// </summary>
internal sealed class SendingRuleChecker
{
    private const string Own = "rw:";
    private const string UnsubscribedByLink = "rw:unsubscribed/";

    /// <summary>The longest time between the decision and the send: as long as a channel may take.</summary>
    private static readonly TimeSpan Promptness = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SoftBounceWindow = TimeSpan.FromDays(7);

    /// <summary>Events that prove that a message arrived.</summary>
    private static readonly EventName[] ArrivalNames = [EventNames.MessageDelivered, EventNames.MessageOpened, EventNames.MessageClicked];

    private static readonly string[] ReasonsOfChannel = ["no-address", "no-consent", "suppressed", "capped"];

    private readonly SendingRules _sendingRules;
    private readonly IReadOnlyDictionary<string, SendStep> _sends;
    private readonly Dictionary<JourneyName, int> _priorities;

    internal SendingRuleChecker(IReadOnlyList<JourneyDefinition> journeys, IReadOnlyDictionary<string, SendStep> sends, SendingRules sendingRules)
    {
        _sendingRules = sendingRules;
        _sends = sends;
        _priorities = journeys.ToDictionary(journey => journey.Name, journey => journey.Priority);
    }

    /// <summary>The reason why a message must not be marked now; null when it may.</summary>
    internal string? Refusal(CustomerRows person, OutboxMessage message, DateTimeOffset now)
    {
        if (person.Enrollments.GetValueOrDefault(message.Enrollment) is not { } enrollment || enrollment.Status == EnrollmentStatus.Exited)
            return "its enrollment had left";
        if (person.Customer is not { } customer)
            return "the customer is unknown";
        if (customer.AddressOn(message.Channel) is null)
            return "the customer had no such address";
        if (!HasConsent(customer, message))
            return "the customer did not consent";
        if (IsSuppressed(person, message))
            return "the address was suppressed";
        if (IsFull(person, message, now))
            return "a cap was full";
        return IsRedeemed(person, message) ? "its voucher had been redeemed" : null;
    }

    /// <summary>The reason why the stored refusal is wrong; null when it is right.</summary>
    internal string? Untruth(CustomerRows person, OutboxMessage message)
    {
        if (message.Status != MessageStatus.Refused || person.Customer is not { } customer)
            return null;
        var holds = message.Reason switch
        {
            "exited" => person.Enrollments[message.Enrollment].Status == EnrollmentStatus.Exited,
            "no-address" => customer.AddressOn(message.Channel) is null,
            "no-consent" => !HasConsent(customer, message),
            "suppressed" => IsSuppressed(person, message),
            "capped" => IsFull(person, message, message.DecidedAt!.Value),
            "voucher-redeemed" => IsRedeemed(person, message),
            _ => true,
        };
        return holds ? null : $"{message.IdempotencyKey} was refused as {message.Reason}, which was not so";
    }

    /// <summary>The reason why the stored delay of a message is wrong; null when it is right.</summary>
    internal string? WrongDelay(CustomerRows person, OutboxMessage message) => message.Reason switch
    {
        "capped" when _sends[message.Step].DeferUpTo is not { } defer || message.DueAt >= LocalTime.Add(
            message.QueuedAt, defer, person.Zone) => $"{message.IdempotencyKey} waits for room longer than it may",
        "quiet-hours" when IsQuiet(message.Channel, _sends[message.Step].Topic, message.DueAt!.Value, person.Zone) =>
            $"{message.IdempotencyKey} waits for a quiet hour",
        _ => null,
    };

    /// <summary>
    /// True if the customer has quiet hours now, and had them at the earliest moment at which the message could be marked.
    /// </summary>
    internal bool IsAsleep(OutgoingMessage message, DateTimeOffset now, TimeZoneInfo zone) =>
        IsQuiet(message.Channel, message.Topic, now, zone) && IsQuiet(message.Channel, message.Topic, now - Promptness, zone);

    /// <summary>Applies an event to the state of an address.</summary>
    /// <param name="person">The customer, as of the event.</param>
    /// <param name="event">The event.</param>
    /// <param name="isNew">True if the log did not contain it. An unsubscription by a link counts even when the log contains an earlier
    /// one.</param>
    internal static void Learn(CustomerRows person, CustomerEvent @event, bool isNew)
    {
        if (!isNew && !@event.Id.StartsWith(UnsubscribedByLink, StringComparison.Ordinal))
            return;
        if (!@event.Properties.TryGetValue("channel", out var name))
            return;
        var channel = new Channel(name.ToString());
        var topic = @event.Name != EventNames.Unsubscribed ? default(Topic?)
            : @event.Properties.TryGetValue("topic", out var named) ? new Topic(named.ToString()) : Topic.Marketing;
        var isWish = @event.Name == EventNames.Unsubscribed || @event.Name == EventNames.MessageComplained;
        var keys = KeysOf(person, @event, channel, isWish);
        if (keys.Length == 0 && isWish)
            person.WaitingWishes.Add((channel, topic));
        foreach (var key in keys)
        {
            if (isWish || (@event.Name == EventNames.MessageBounced && (!IsSoft(@event) || IsOnceTooOften(person, @event, channel, key))))
                person.Suppressed.Add((key, topic));
        }
    }

    /// <summary>A wish that came before the customer had an address holds for the first ones that are stored.</summary>
    internal static void LearnAddresses(CustomerRows person)
    {
        foreach (var (channel, topic) in person.WaitingWishes.ToList())
        {
            if (AddressKeys.Of(person.Customer, channel) is not { Length: > 0 } keys)
                continue;
            person.Suppressed.UnionWith(keys.Select(key => (key, topic)));
            person.WaitingWishes.Remove((channel, topic));
        }
    }

    /// <summary>
    /// The keys of the addresses that an event is about: the one that a link or a message went to, or the customer's only one. A wish holds
    /// for all addresses of a customer who has several.
    /// </summary>
    private static string[] KeysOf(CustomerRows person, CustomerEvent @event, Channel channel, bool isWish)
    {
        var current = AddressKeys.Of(person.Customer, channel);
        var named = NamedKey(person, @event, channel);
        if (isWish && current.Length > 1)
            return [.. current.Append(named).OfType<string>().Distinct(StringComparer.Ordinal)];
        return named is not null ? [named] : current.Length == 1 ? current : [];
    }

    /// <summary>
    /// The key of the address that the engine's own event names, itself or by its message. The customer may have moved since.
    /// </summary>
    private static string? NamedKey(CustomerRows person, CustomerEvent @event, Channel channel)
    {
        if (!@event.Id.StartsWith(Own, StringComparison.Ordinal))
            return null;
        if (@event.Properties.TryGetValue("address-key", out var key))
            return key.ToString();
        return @event.Properties.TryGetValue("message", out var message) && person.MarkedFor.GetValueOrDefault(message.ToString()!) is { } address
            ? AddressKeys.Of(channel, address) : null;
    }

    /// <summary>The addresses that a message may go to: those of the customer that are not suppressed.</summary>
    internal IReadOnlyList<string> AddressesFor(CustomerRows person, OutboxMessage message) =>
        [.. (person.Customer?.AddressesOn(message.Channel) ?? []).Where(address => !IsSuppressed(person, message, address))];

    internal static void Lift(CustomerRows person, LiftedSuppression lifted) =>
        person.Suppressed.Remove((lifted.Address, lifted.Topic));

    /// <summary>Violations in the fallback channels of a commit, and in the order of the sent messages.</summary>
    internal IEnumerable<string> Violations(KnownRows known, CommitEffects commit)
    {
        foreach (var refused in commit.Refused)
        {
            if (known.Find(refused.Customer) is not { } person || !MayGoOn(person, commit, refused))
                continue;
            if (!person.Messages.Values.Any(other => IsNext(refused, other)))
                yield return $"fallbacks: {refused.IdempotencyKey} was {refused.Status} as {refused.Reason}, and no other channel was tried";
        }

        foreach (var queued in commit.Queued.Where(message => message.Choice > 0))
        {
            var before = known.Of(queued.Customer).Messages.Values.Where(other => IsNext(other, queued)).ToList();
            if (before is not [{ Status: MessageStatus.Refused or MessageStatus.Rejected }])
                yield return $"fallbacks: {queued.IdempotencyKey} was queued, and the channel before it says {string.Join(", ", before.Select(message => message.Status))}";
        }

        foreach (var (late, first) in commit.Refused.Where(message => message.Reason == "capped")
            .SelectMany(late => commit.Marked.Where(other => other.Customer == late.Customer), (late, first) => (late, first)))
        {
            // A message that was sent before has kept its slot.
            if (first.Attempt == 1 && _priorities[first.Journey] < _priorities[late.Journey] && known.Find(late.Customer) is { } person
                && !IsFull(person, late, late.DecidedAt!.Value, without: first.IdempotencyKey))
                yield return $"priorities: {first.IdempotencyKey} took the place of {late.IdempotencyKey}, which comes before it";
        }
    }

    /// <summary>True if a refusal must lead to the next channel of the step.</summary>
    private bool MayGoOn(CustomerRows person, CommitEffects commit, OutboxMessage refused)
    {
        if (refused.Status == MessageStatus.Refused && !ReasonsOfChannel.Contains(refused.Reason))
            return false;
        if (refused.Status == MessageStatus.Rejected && (HasArrived(person, refused) || HasLaterLeft(person, refused)))
            return false;
        var enrollment = commit.Before.GetValueOrDefault(refused.Enrollment) ?? person.Enrollments[refused.Enrollment];
        return enrollment.Status != EnrollmentStatus.Exited && refused.Choice < _sends[refused.Step].Fallbacks.Count;
    }

    /// <summary>True if a message of the same visit of the step arrived, on whatever channel.</summary>
    private static bool HasArrived(CustomerRows person, OutboxMessage message)
    {
        var ids = person.Messages.Values.Where(other => (other.Enrollment, other.Step, other.Visit)
            == (message.Enrollment, message.Step, message.Visit)).Select(other => other.Id.ToString()).ToHashSet();
        return person.Events.Values.Any(@event => ArrivalNames.Contains(@event.Name)
            && @event.Properties.TryGetValue("message", out var id) && ids.Contains(id.ToString()));
    }

    /// <summary>True if a later step of the enrollment has sent a message: one of an earlier step would come in the wrong order.</summary>
    private static bool HasLaterLeft(CustomerRows person, OutboxMessage message) => person.Messages.Values.Any(other =>
        other.Enrollment == message.Enrollment && (other.Step, other.Visit) != (message.Step, message.Visit)
        && other.QueuedAt > message.QueuedAt
        && other.Status is MessageStatus.Sent or MessageStatus.AssumedSent or MessageStatus.Dispatching);

    private static bool IsNext(OutboxMessage one, OutboxMessage other) =>
        other.Enrollment == one.Enrollment && other.Step == one.Step && other.Visit == one.Visit && other.Choice == one.Choice + 1;

    /// <summary>
    /// True if a cap leaves no slot for a message. A message keeps its slot while it is being sent and while it waits for a retry.
    /// </summary>
    private bool IsFull(CustomerRows person, OutboxMessage message, DateTimeOffset at, string? without = null) => _sendingRules.Caps
        .Where(cap => IsOf(cap, message))
        .Any(cap =>
        {
            var since = LocalTime.Subtract(at, cap.Period, person.Zone);
            return person.Messages.Values.Count(other =>
                other.IdempotencyKey != message.IdempotencyKey && other.IdempotencyKey != without && IsOf(cap, other) && other.Status switch
                {
                    MessageStatus.Dispatching => true,
                    MessageStatus.Queued => other.Attempt > 0,
                    MessageStatus.Sent or MessageStatus.AssumedSent => other.DecidedAt > since,
                    _ => false,
                }) >= cap.Max;
        });

    private bool IsOf(FrequencyCap cap, OutboxMessage message) =>
        _sends[message.Step].Topic is var topic && topic != Topic.Transactional && (cap.Channel is null || cap.Channel == message.Channel)
            && (cap.Topic is null || cap.Topic == topic);

    private bool IsQuiet(Channel channel, Topic topic, DateTimeOffset at, TimeZoneInfo zone)
    {
        var clock = TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
        return topic != Topic.Transactional
            && _sendingRules.QuietHours.Any(hours => (hours.Channels.Count == 0 || hours.Channels.Contains(channel))
                && (hours.From < hours.Until ? clock >= hours.From && clock < hours.Until : clock >= hours.From || clock < hours.Until));
    }

    private bool HasConsent(Customer customer, OutboxMessage message) =>
        _sends[message.Step].Topic is var topic && (topic == Topic.Transactional || customer.HasConsent(topic, message.Channel));

    private bool IsSuppressed(CustomerRows person, OutboxMessage message) =>
        person.Customer?.AddressOn(message.Channel) is not null && AddressesFor(person, message).Count == 0;

    private bool IsSuppressed(CustomerRows person, OutboxMessage message, string address)
    {
        var key = AddressKeys.Of(message.Channel, address);
        return person.Suppressed.Contains((key, null)) || person.Suppressed.Contains((key, _sends[message.Step].Topic));
    }

    private static bool IsRedeemed(CustomerRows person, OutboxMessage message) =>
        message.VoucherCode is { } code && person.Vouchers.Values.Any(voucher => voucher.Code == code && voucher.RedeemedAt is not null);

    private static bool IsSoft(CustomerEvent @event) => @event.Properties.TryGetValue("class", out var text) && text.ToString() == "soft";

    /// <summary>True if there are three bounces of an address within seven days, this one included, in any order.</summary>
    private static bool IsOnceTooOften(CustomerRows person, CustomerEvent @event, Channel channel, string key)
    {
        var times = person.Events.Values
            .Where(other => other.Name == EventNames.MessageBounced && other.Properties.TryGetValue("channel", out var named)
                && named.ToString() == channel.Name && (NamedKey(person, other, channel) ?? key) == key)
            .Select(other => other.OccurredAt).Order().ToList();
        return Enumerable.Range(0, Math.Max(0, times.Count - 2)).Any(index =>
            times[index] <= @event.OccurredAt && @event.OccurredAt <= times[index + 2]
                && times[index + 2] - times[index] < SoftBounceWindow);
    }
}
