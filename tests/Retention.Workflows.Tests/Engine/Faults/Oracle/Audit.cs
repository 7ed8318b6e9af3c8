using Retention.Workflows.Journeys;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Tests.Engine.Faults.Oracle;

/// <summary>The rules that the stored rows must satisfy after any faults. Each rule reports a violation in one sentence.</summary>
internal sealed class Audit
{
    /// <summary>The largest number of times that a journey of these trials repeats a step.</summary>
    private const int MostVisits = 3;

    private readonly JourneyRows _journeyRows;
    private readonly Dictionary<JourneyName, JourneyDefinition> _journeys;
    private readonly ExternalEffects _outside;
    private readonly IReadOnlySet<Channel> _idempotent;
    private readonly DateTimeOffset _now;
    private readonly Dictionary<string, JourneyStep> _steps;
    private readonly Dictionary<EnrollmentId, EnrollmentPath> _paths;
    private readonly ILookup<string, CustomerEvent> _events;

    internal Audit(
        JourneyRows journeyRows, IReadOnlyList<JourneyDefinition> journeys, ExternalEffects outside, IReadOnlySet<Channel> idempotent, DateTimeOffset now)
    {
        _journeyRows = journeyRows;
        _journeys = journeys.ToDictionary(journey => journey.Name);
        _outside = outside;
        _idempotent = idempotent;
        _now = now;
        _steps = journeys.SelectMany(journey => JourneyRows.StepsOf(journey.Steps)).ToDictionary(step => step.Name);
        _paths = journeyRows.Enrollments.ToDictionary(
            enrollment => enrollment.Id, enrollment => EnrollmentPath.Of(_journeys[enrollment.Journey], journeyRows.History[enrollment.Id]));
        _events = journeyRows.Events.ToLookup(@event => @event.Id);
    }

    internal IEnumerable<string> Violations() =>
    [
        .. Named("entries", Entries()), .. Named("statuses", Statuses()), .. Named("history", Histories()), .. Named("records", Records()),
        .. Named("vouchers", Vouchers()), .. Named("messages", Messages()), .. Named("deliveries", Deliveries()),
        .. Named("events", MessageEvents()), .. Named("counters", Counters()), .. Named("customers", Customers()),
        .. Named("erased", _journeyRows.UnsavedResults),
    ];

    /// <summary>No customer entered twice with one entry key.</summary>
    private IEnumerable<string> Entries() => _journeyRows.Enrollments
        .GroupBy(enrollment => (enrollment.Journey, enrollment.Customer, enrollment.EntryKey))
        .Where(group => group.Count() > 1)
        .Select(group => $"{group.Key} entered {group.Count()} times");

    /// <summary>An active enrollment waits for a time or an event; an ended one has an outcome.</summary>
    private IEnumerable<string> Statuses()
    {
        foreach (var enrollment in _journeyRows.Enrollments)
        {
            var isWell = enrollment.Status switch
            {
                EnrollmentStatus.Waiting => enrollment.DueAt > _now && enrollment.EndedAt is null,
                EnrollmentStatus.Completed or EnrollmentStatus.Exited =>
                    enrollment is { DueAt: null, EndedAt: not null, Outcome: not null },
                EnrollmentStatus.Delivering => enrollment is { DueAt: null, EndedAt: null, Outcome: not null }
                    && _journeyRows.Messages.Any(message => message.Enrollment == enrollment.Id && WaitsForItsTurn(message)),
                _ => false,
            };
            if (!isWell)
                yield return $"{enrollment.Id} is {enrollment.Status} at {enrollment.Step}, due {enrollment.DueAt:O}, outcome {enrollment.Outcome}";
        }
    }

    /// <summary>The history is a path that the journey allows, and it ends at the enrollment's position.</summary>
    private IEnumerable<string> Histories()
    {
        foreach (var enrollment in _journeyRows.Enrollments)
        {
            var path = _paths[enrollment.Id];
            if (path.Contradiction is { } contradiction)
                yield return $"the history of {enrollment.Id} {contradiction}: {MovesOf(enrollment)}";
            var last = path.Reached.LastOrDefault();
            var journey = _journeys[enrollment.Journey];
            var isFromOutside = enrollment.Outcome == "goal"
                ? journey.Goal is { EndsJourney: true } : journey.ExitRules.Any(rule => rule.Name == enrollment.Outcome);
            var agrees = enrollment switch
            {
                { EndedAt: not null } when isFromOutside =>
                    path.EndedFromOutside == enrollment.Outcome && enrollment.Status == EnrollmentStatus.Exited
                    && last == enrollment.Step,
                { Status: EnrollmentStatus.Completed or EnrollmentStatus.Delivering, Outcome: "completed" } => path.CameThrough,
                { Status: EnrollmentStatus.Completed or EnrollmentStatus.Exited or EnrollmentStatus.Delivering } =>
                    path.TookExit && last == enrollment.Outcome && last == enrollment.Step,
                _ => last == enrollment.Step && !path.TookExit,
            };
            if (!agrees)
                yield return $"{enrollment.Id} is {enrollment.Status} at {enrollment.Step} as {enrollment.Outcome}, and its history says {MovesOf(enrollment)}";
        }
    }

    /// <summary>Each event that a step records exists once where the step was passed, and nowhere else.</summary>
    private IEnumerable<string> Records()
    {
        foreach (var step in _steps.Values.OfType<RecordEventStep>())
        {
            foreach (var enrollment in _journeyRows.Enrollments)
            {
                var visits = _paths[enrollment.Id].Passes(step.Name).DefaultIfEmpty(1);
                var recorded = visits.Sum(
                    visit => _events[$"rw:{Key(enrollment, step.Name, visit)}"].Count(@event => @event.Name == step.Event));
                if (recorded != _paths[enrollment.Id].Passes(step.Name).Count())
                    yield return $"{enrollment.Id} recorded '{step.Event}' {recorded} times: {MovesOf(enrollment)}";
            }
        }

        foreach (var twice in _events.Where(
            group => group.Select(@event => (@event.Customer, @event.Name)).Distinct().Count() != group.Count()))
            yield return $"event {twice.Key} is there {twice.Count()} times";
    }

    /// <summary>Each passed voucher step of an enrollment has one voucher, which the shop's system knows, and one event.</summary>
    private IEnumerable<string> Vouchers()
    {
        var byKey = _journeyRows.Vouchers.ToLookup(voucher => voucher.IdempotencyKey);
        var expected = new HashSet<string>();
        foreach (var step in _steps.Values.OfType<IssueVoucherStep>())
        {
            foreach (var (enrollment, key) in KeysOf(step))
            {
                expected.Add(key);
                if (byKey[key].Count() != 1)
                    yield return $"{enrollment.Id} has {byKey[key].Count()} vouchers of {key}";
                if (_events[$"rw:{key}"].Count(@event => @event.Name == EventNames.VoucherIssued) != 1)
                    yield return $"the voucher {key} is not appended of once";
            }
        }

        foreach (var voucher in _journeyRows.Vouchers)
        {
            if (!expected.Contains(voucher.IdempotencyKey))
                yield return $"nobody was to get the voucher {voucher.IdempotencyKey}";
            if (!_outside.Issued.IsEmpty && _outside.Issued.GetValueOrDefault(voucher.IdempotencyKey) != voucher.Code)
                yield return $"the shop's system does not know the voucher {voucher.IdempotencyKey}";
        }

        // A customer who exited during the issuer's call got a voucher that nobody will see; no customer got two.
        var came = _journeyRows.Enrollments.Concat(Gone(person => person.Enrollments.Values))
            .SelectMany(enrollment => _paths.GetValueOrDefault(enrollment.Id) is { } path
            ? path.Reached.Zip(path.Visits, (step, visit) => Key(enrollment, step, visit))
            : _steps.Values.OfType<IssueVoucherStep>()
                .SelectMany(step => Enumerable.Range(1, MostVisits).Select(visit => Key(enrollment, step.Name, visit)))).ToHashSet();
        foreach (var key in _outside.Issued.Keys.Where(key => !came.Contains(key)).Order(StringComparer.Ordinal))
            yield return $"the shop's system issued a voucher for {key}, and there is no such visit";
    }

    /// <summary>Each passed send step has one message. Its result is final, and it has a reason unless it was simply sent.</summary>
    private IEnumerable<string> Messages()
    {
        var byKey = _journeyRows.Messages.ToLookup(message => message.IdempotencyKey);
        var expected = new HashSet<string>();
        foreach (var step in _steps.Values.OfType<SendStep>())
        {
            foreach (var (enrollment, key) in KeysOf(step))
            {
                expected.Add(key);
                if (byKey[key].Count() != 1)
                    yield return $"{enrollment.Id} has {byKey[key].Count()} messages of {key}";
            }
        }

        foreach (var message in _journeyRows.Messages)
        {
            if (!expected.Contains(StepKeyOf(message)))
                yield return $"nobody was to get the message {message.IdempotencyKey}";
            if (message is { Choice: > 0, Reason: not RefusalReasons.Arrived } && !_journeyRows.Messages.Any(other => StepKeyOf(other) == StepKeyOf(message)
                && other.Choice == message.Choice - 1 && other.Status is MessageStatus.Refused or MessageStatus.Rejected))
                yield return $"{message.IdempotencyKey} went over another channel, and the one before it had not refused";
            if (WaitsForItsTurn(message))
                continue;
            if (message.Status is MessageStatus.Queued or MessageStatus.Dispatching
                || message is not { DecidedAt: not null, DueAt: null, Worker: null })
                yield return $"{message.IdempotencyKey} has no final result: {message.Status}, due {message.DueAt:O}, worker {message.Worker}, {message.Reason}";
            else if (message.Status != MessageStatus.Sent && message.Reason is null)
                yield return $"{message.IdempotencyKey} is {message.Status} without a reason";
        }
    }

    /// <summary>The deliveries that reached a customer agree with the stored messages.</summary>
    private IEnumerable<string> Deliveries()
    {
        // A message goes once to each of its addresses.
        var delivered = _outside.Delivered.CountBy(delivery => (delivery.Key, delivery.Address))
            .GroupBy(entry => entry.Key.Key, entry => entry.Value).ToDictionary(message => message.Key, message => message.Max());
        foreach (var message in _journeyRows.Messages)
        {
            var count = delivered.GetValueOrDefault(message.IdempotencyKey);
            delivered.Remove(message.IdempotencyKey);
            var isIdempotent = _idempotent.Contains(message.Channel);
            var resends = ((SendStep)_steps[message.Step]).OnAmbiguous == AmbiguityPolicy.Resend;
            var isWell = message.Status switch
            {
                MessageStatus.Sent => count >= 1,
                MessageStatus.AssumedSent => !resends && !isIdempotent,
                // A retried message may have reached the customer at its first attempt, before another reason stopped the retry.
                _ => count == 0 || resends || isIdempotent,
            };
            if (!isWell || (count > 1 && (isIdempotent || !resends)))
                yield return $"{message.IdempotencyKey} is {message.Status} ({message.Reason}) and was delivered {count} times";
        }

        foreach (var gone in Gone(person => person.Messages.Keys))
            delivered.Remove(gone);
        foreach (var (key, _) in delivered)
            yield return $"{key} was delivered, and there is no such message";
    }

    /// <summary>The log has one event for each sent message, and one for each unsent message unless it was withdrawn.</summary>
    private IEnumerable<string> MessageEvents()
    {
        foreach (var message in _journeyRows.Messages)
        {
            var sent = _events[$"rw:{message.Id}"].Count();
            var refused = _events[$"rw:{message.IdempotencyKey}/{EventNames.MessageRefused}"].Count();
            var isWell = message.Status switch
            {
                MessageStatus.Sent or MessageStatus.AssumedSent => (sent, refused) == (1, 0),
                MessageStatus.Refused or MessageStatus.Rejected or MessageStatus.Dead => (sent, refused) == (0, 1),
                _ => (sent, refused) == (0, 0),
            };
            if (!isWell)
                yield return $"{message.IdempotencyKey} is {message.Status}, and the log has {sent} sent and {refused} refused";
            // The engine saw one of several rejections, and the test cannot know which one.
            if (message.Status == MessageStatus.Rejected && _outside.Bounced.TryGetValue(message.IdempotencyKey, out var bounces)
                && bounces.Distinct().ToList() is [not BounceClass.None and var bounce]
                && !HasBounced($"rw:{message.IdempotencyKey}/{NameOf(bounce)}"))
                yield return $"{message.IdempotencyKey} was refused as {bounce}, and the log has no {NameOf(bounce)}";
        }
    }

    /// <summary>True if there is one such event, or one for each of several addresses.</summary>
    private bool HasBounced(string id) => _events[id].Count() == 1
        || (!_events.Contains(id) && _journeyRows.Events.Any(@event => @event.Id.StartsWith($"{id}/", StringComparison.Ordinal)));

    /// <summary>Every counter equals the count of its rows.</summary>
    private IEnumerable<string> Counters()
    {
        var expected = new Dictionary<(string Step, string Measure, string Detail), long>();
        foreach (var enrollment in _journeyRows.Enrollments)
            CountPath(enrollment, _paths[enrollment.Id]);
        foreach (var person in _outside.Ledger.Erased.Values)
        {
            foreach (var enrollment in person.Enrollments.Values)
                CountPath(
                    enrollment, EnrollmentPath.Of(_journeys[enrollment.Journey], person.History.GetValueOrDefault(enrollment.Id) ?? []));
        }

        foreach (var message in _journeyRows.Messages.Concat(Gone(person => person.Messages.Values)))
        {
            Add(message.Step, JourneyMeasures.Queued, message.Channel.Name);
            if (IsSent(message))
                Add(message.Step, JourneyMeasures.Sent, message.Channel.Name);
            if (message.Reason == "exited-after-hand-over")
                Add(message.Step, JourneyMeasures.ExitedAfterHandOver, message.Channel.Name);
            if (!IsSent(message) && message.DecidedAt is not null)
                Add(message.Step, JourneyMeasures.NotSent,
                    $"{message.Channel}:{(message.Status == MessageStatus.Dead ? "retries-exhausted" : message.Reason)}");
        }

        foreach (var voucher in _journeyRows.Vouchers.Concat(Gone(person => person.Vouchers.Values)))
        {
            Add(voucher.IdempotencyKey.Split('/')[1], JourneyMeasures.VoucherIssued, voucher.Offer.Name.Value);
            if (voucher.RedeemedAt is not null)
                Add("", JourneyMeasures.VoucherRedeemed, voucher.Offer.Name.Value);
        }

        foreach (var opened in _journeyRows.Events.Concat(Gone(person => person.Events.Values))
            .Where(@event => @event.Name == EventNames.MessageOpened).DistinctBy(@event => @event.Properties["message"].ToString()))
            Add(opened.Properties["step"].ToString(), JourneyMeasures.Opened, opened.Properties["channel"].ToString());

        string[] notFromRows = [JourneyMeasures.NotEnrolled, JourneyMeasures.Ambiguous, JourneyMeasures.Stuck];
        var counted = _journeyRows.Counters.Where(counter => !notFromRows.Contains(counter.Measure))
            .GroupBy(counter => (counter.Step, counter.Measure,
                Detail: counter.Measure is JourneyMeasures.Entered or JourneyMeasures.Converted ? "" : counter.Detail))
            .ToDictionary(group => group.Key, group => group.Sum(counter => counter.Count));
        foreach (var key in expected.Keys.Union(counted.Keys))
        {
            if (expected.GetValueOrDefault(key) != counted.GetValueOrDefault(key))
                yield return $"counter {key} says {counted.GetValueOrDefault(key)}, and the rows {expected.GetValueOrDefault(key)}";
        }

        void CountPath(Enrollment enrollment, EnrollmentPath path)
        {
            Add("", JourneyMeasures.Entered, "");
            if (enrollment.ConvertedAt is not null)
                Add("", JourneyMeasures.Converted, "");
            foreach (var step in path.Reached)
                Add(step, JourneyMeasures.Came, "");
            foreach (var (from, to) in path.Reached.Zip(path.Reached.Skip(1)))
                Add(from, JourneyMeasures.Left, to);
            if (enrollment is { EndedAt: null, Status: not EnrollmentStatus.Delivering })
                return;
            if (path.CameThrough)
                Add(path.Reached[^1], JourneyMeasures.Left, "completed");
            else
                Add(enrollment.Step ?? "", JourneyMeasures.Ended, enrollment.Outcome!);
        }

        void Add(string step, string measure, string detail) =>
            expected[(step, measure, detail)] = expected.GetValueOrDefault((step, measure, detail)) + 1;
    }

    /// <summary>The customers equal those of the last commit, where the order of commits is known.</summary>
    private IEnumerable<string> Customers() => _outside.Ledger.Customers
        .Where(customer => !ReferenceEquals(customer, _journeyRows.Customers.GetValueOrDefault(customer.Id))
            && !IsSame(customer, _journeyRows.Customers.GetValueOrDefault(customer.Id)))
        .Select(customer => $"{customer.Id} is not as last committed");

    private static bool IsSame(Customer one, Customer? other) =>
        one.Consents.SequenceEqual(other?.Consents ?? []) && one.Addresses.Count == other?.Addresses.Count
            && one.Addresses.All(address => other.AddressOn(address.Key) == address.Value) && one.PushTokens.SequenceEqual(other.PushTokens);

    private static IEnumerable<string> Named(string kind, IEnumerable<string> violations) =>
        violations.Select(violation => $"{kind}: {violation}");

    private string MovesOf(Enrollment enrollment) => string.Join(" | ", _journeyRows.History[enrollment.Id].Select(entry => entry.Moves));

    /// <summary>A message that was resumed at the end of a trial may leave after the trial, at its distance from the one before.</summary>
    private bool WaitsForItsTurn(OutboxMessage message) =>
        message is { Status: MessageStatus.Queued, Reason: RefusalReasons.InOrder } && message.DueAt > _now;

    private static bool IsSent(OutboxMessage message) => message.Status is MessageStatus.Sent or MessageStatus.AssumedSent;

    private static string Key(Enrollment enrollment, string step, int visit) => $"{enrollment.Id}/{step}/{visit}";

    private static string StepKeyOf(OutboxMessage message) => $"{message.Enrollment}/{message.Step}/{message.Visit}";

    private static EventName NameOf(BounceClass bounce) => bounce switch
    {
        BounceClass.Complaint => EventNames.MessageComplained,
        BounceClass.Unsubscribed => EventNames.Unsubscribed,
        _ => EventNames.MessageBounced,
    };

    /// <summary>One key for each time that an enrollment passed a step.</summary>
    private IEnumerable<(Enrollment Enrollment, string Key)> KeysOf(JourneyStep step) =>
        _journeyRows.Enrollments.SelectMany(
            enrollment => _paths[enrollment.Id].Passes(step.Name).Select(visit => (enrollment, Key(enrollment, step.Name, visit))));

    /// <summary>The rows of customers who were erased, as they were before.</summary>
    private IEnumerable<T> Gone<T>(Func<CustomerRows, IEnumerable<T>> rows) => _outside.Ledger.Erased.Values.SelectMany(rows);
}
