using Retention.Workflows.Journeys;
using Retention.Workflows.Messaging;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Tests.Engine.Faults.Oracle;

/// <summary>Records commits and sends in their order, and checks each of them at once.</summary>
/// <remarks>
/// The engine does not know of it. It gets the rows of each successful commit, whatever its caller learned, and each send. A commit draws a
/// number while it holds the partition's lock, so the order of the numbers is the order of the commits, also with several threads. With
/// several threads, <see cref="Settle"/> checks everything in that order at the end. The mark of a message is the decisive moment:
/// <see cref="SendingRuleChecker"/> checks what may be marked, and <see cref="EventRules"/> checks the effects of events.
/// </remarks>
internal sealed class Ledger
{
    private readonly TimeProvider _time;
    private readonly int _maxAttempts;
    private readonly List<(long Number, DateTimeOffset At, Action Judge)>? _later;
    private readonly SendingRuleChecker _sendingRuleChecker;
    private readonly EventRules _rules;
    private readonly Lock _lock = new();
    private readonly KnownRows _known = new();
    private readonly Dictionary<string, DispatchMark> _marks = [];
    private readonly Dictionary<(string Key, string EngineProcess), DispatchMark> _marksOfLives = [];
    private readonly HashSet<long> _ended = [];
    private long _number;
    private DateTimeOffset _now;

    /// <param name="journeys">All journeys; step names are unique across all of them.</param>
    /// <param name="time">The clock.</param>
    /// <param name="isThreaded">True if several threads commit at once.</param>
    /// <param name="sendingRules">The sending rules.</param>
    /// <param name="maxAttempts">The number of attempts for a message.</param>
    internal Ledger(IReadOnlyList<JourneyDefinition> journeys, TimeProvider time, bool isThreaded, SendingRules sendingRules, int maxAttempts)
    {
        (_time, _maxAttempts) = (time, maxAttempts);
        _later = isThreaded ? [] : null;
        var sends = journeys.SelectMany(journey => JourneyRows.StepsOf(journey.Steps)).OfType<SendStep>().ToDictionary(step => step.Name);
        _sendingRuleChecker = new SendingRuleChecker(journeys, sends, sendingRules);
        _rules = new EventRules(journeys, () => _now);
    }

    /// <summary>Violations, one sentence each; each sentence begins with its kind.</summary>
    internal List<string> Violations { get; } = [];

    /// <summary>The customers of the last commit.</summary>
    internal IEnumerable<Customer> Customers => _known.People.Select(person => person.Customer).OfType<Customer>();

    /// <summary>The rows of each erased customer, at the moment of the erasure.</summary>
    internal IReadOnlyDictionary<CustomerId, CustomerRows> Erased => _known.Erased;

    /// <summary>The customers with a message being sent.</summary>
    internal IReadOnlyList<CustomerId> Expecting =>
        [.. _known.People.Where(person => person.Messages.Values.Any(
            message => message.Status is MessageStatus.Queued or MessageStatus.Dispatching)).Select(person => person.Id)];

    /// <summary>Counts of what occurred, to prove that a trial meets the cases it is made for.</summary>
    internal Dictionary<string, int> Seen { get; } = [];

    /// <summary>Counts one occurrence.</summary>
    internal void Saw(string what)
    {
        lock (_lock)
            Seen[what] = Seen.GetValueOrDefault(what) + 1;
    }

    /// <summary>Records a violation.</summary>
    internal void Accuse(string violation)
    {
        lock (_lock)
            Violations.Add(violation);
    }

    /// <summary>Draws the number of the next action.</summary>
    internal long Draw() => Interlocked.Increment(ref _number);

    /// <summary>Checks everything that could not be checked at once.</summary>
    internal void Settle()
    {
        foreach (var (_, at, judge) in (_later ?? []).OrderBy(note => note.Number))
        {
            _now = at;
            judge();
        }

        _later?.Clear();
    }

    /// <summary>Records a successful commit with its rows, in the order in which they were written.</summary>
    /// <param name="number">The number drawn before the commit, under the lock.</param>
    /// <param name="life">The committing process.</param>
    /// <param name="partition">Where; of several partitions the first.</param>
    /// <param name="rows">The rows.</param>
    internal void Commit(long number, string life, int partition, IReadOnlyList<object> rows) => Note(number, () =>
    {
        Saw("commit");
        var commit = new CommitEffects { Partition = partition };
        foreach (var row in rows)
        {
            if (OwnerOf(row) is { } owner && _known.Erased.ContainsKey(owner))
            {
                // The log may refuse appended events; the audit checks whether it did.
                if (row is not CustomerEvent)
                    Violations.Add($"erased: {owner} was erased, and {life} wrote {row.GetType().Name}");
                continue;
            }

            Write(life, row, commit);
        }

        foreach (var exited in commit.Exits)
            CheckWithdrawn(exited);
        Violations.AddRange(_rules.Violations(_known, commit));
        Violations.AddRange(_sendingRuleChecker.Violations(_known, commit));
    });

    /// <summary>Records that a worker sends a message to a channel.</summary>
    /// <returns>Its number.</returns>
    internal long HandOver(string life, OutgoingMessage message) => Note(Draw(), () =>
    {
        var key = AddressKeys.MessageKeyOf(message);
        if (_marksOfLives.GetValueOrDefault((key, life)) is not { } mark)
        {
            Violations.Add($"marks: {key} was handed over by {life} and was not marked");
            return;
        }

        var person = _known.Find(message.Customer);
        // If the store declared the worker dead meanwhile, another worker may have decided already. That cannot be avoided.
        var holds = _ended.Contains(mark.Worker) || person is null
            || (mark == _marks[key] && person.Messages[key].Status == MessageStatus.Dispatching);
        if (_ended.Contains(mark.Worker))
            Saw("a hand-over by a worker that the store took for dead");
        if (person is null)
            Saw("a hand-over after an erasure that came behind the mark");
        else if (person.Enrollments[mark.Enrollment].Status == EnrollmentStatus.Exited)
            Saw("a hand-over after an exit that came behind the mark");
        if (person is not null && person.Customer?.AddressesOn(message.Channel).Contains(message.Address) != true)
            Saw("a hand-over after a customer moved behind the mark");
        if (!holds)
            Violations.Add($"marks: {key} was handed over by {life} and was not marked");
        else if (!mark.Addresses.Contains(message.Address))
            Violations.Add($"marks: {key} went to another address than the one it was marked for");
        else if (!mark.Used.Add(message.Address))
            Violations.Add($"marks: {key} was handed over twice by {life} under one mark");
        else if (mark.Used.Count > 1)
            Saw("a message to several addresses");
        if (_sendingRuleChecker.IsAsleep(message, _now, mark.Zone))
            Violations.Add($"quiet: {key} was handed over at {_now:O}, in quiet hours of {mark.Zone.Id}");
    });

    /// <summary>Records that the channel clearly accepted a message.</summary>
    internal void Accepted(string life, OutgoingMessage message) => Note(Draw(), () =>
    {
        if (_marksOfLives.GetValueOrDefault((AddressKeys.MessageKeyOf(message), life)) is { } mark)
            mark.IsAccepted = true;
    });

    /// <summary>Records that the store no longer regards a worker as alive: its claimed messages are in doubt.</summary>
    internal void WorkerEnded(long worker) => Note(Draw(), () => _ended.Add(worker));

    /// <summary>Records that a worker finished all due work: it has no claimed messages.</summary>
    internal void CameThrough(string life) => Note(Draw(), () =>
    {
        foreach (var (key, mark) in _marks)
        {
            if (mark.EngineProcess == life && !mark.IsForgotten && !_ended.Contains(mark.Worker)
                && _known.Find(mark.Customer)?.Messages[key].Status == MessageStatus.Dispatching)
            {
                Violations.Add($"outcomes: {life} handed {key} over and came through, and never wrote what became of it");
                mark.IsForgotten = true;
            }
        }
    });

    /// <summary>Checks at once, or remembers to check later.</summary>
    /// <returns>The number.</returns>
    private long Note(long number, Action judge)
    {
        lock (_lock)
        {
            if (_later is not null)
            {
                _later.Add((number, _time.GetUtcNow(), judge));
                return number;
            }

            _now = _time.GetUtcNow();
            judge();
            return number;
        }
    }

    private CustomerId? OwnerOf(object row) => row switch
    {
        Customer customer => customer.Id,
        Enrollment enrollment => enrollment.Customer,
        OutboxMessage message => message.Customer,
        CustomerEvent appended => appended.Customer,
        Voucher voucher => voucher.Customer,
        CustomerSegment segment => segment.Customer,
        _ => default(CustomerId?),
    };

    private void Write(string life, object row, CommitEffects commit)
    {
        switch (row)
        {
            case Customer customer:
                Write(customer);
                break;
            case Enrollment enrollment:
                Write(enrollment, commit);
                break;
            case OutboxMessage message:
                Write(life, message, commit);
                break;
            case CustomerEvent appended:
                var isNew = _known.Of(appended.Customer).Events.TryAdd(appended.Id, appended);
                SendingRuleChecker.Learn(_known.Of(appended.Customer), appended, isNew);
                if (isNew)
                    commit.Appended.Add(appended);
                break;
            case Voucher voucher:
                _known.Of(voucher.Customer).Vouchers[voucher.IdempotencyKey] = voucher;
                break;
            case HistoryEntry entry when _known.Owner(entry.Enrollment) is { } person:
                (person.History.TryGetValue(entry.Enrollment, out var entries) ? entries : person.History[entry.Enrollment] = [])
                    .Add(entry);
                commit.History.Add(entry);
                break;
            case HistoryEntry entry:
                Violations.Add($"erased: {life} wrote history of {entry.Enrollment}, which is not there");
                break;
            case JourneyCounter counter:
                commit.Counters.Add(counter);
                break;
            case LiftedSuppression lifted:
                foreach (var person in _known.People)
                    SendingRuleChecker.Lift(person, lifted);
                break;
            case Erasure erasure:
                foreach (var erased in erasure.Customers)
                    Erase(erased);
                break;
            case PauseChange pause:
                _known.Write(pause);
                break;
            case SweepState or CustomerSegment or Suppression or AddressOwner or AddressSend or ChannelPause or Channel:
                break;
            default:
                throw new InvalidOperationException($"The ledger does not know {row.GetType()}.");
        }
    }

    private void Write(Customer customer)
    {
        var person = _known.Of(customer.Id);
        if (person.Messages.Values.Any(message => message.Status == MessageStatus.Dispatching))
            Saw("a customer stored while a message is handed over");
        person.Customer = customer;
        SendingRuleChecker.LearnAddresses(person);
    }

    private void Erase(CustomerId customer)
    {
        if (_known.Find(customer) is not { } person)
            return;
        Saw("an erasure");
        if (person.Messages.Values.Any(message => message.Status == MessageStatus.Dispatching))
            Saw("an erasure while a message is handed over");
        if (person.Messages.Values.Any(message => message.Status == MessageStatus.Queued))
            Saw("an erasure while a message is queued");
        if (person.Enrollments.Values.Any(enrollment => enrollment.Status == EnrollmentStatus.AwaitingCallback))
            Saw("an erasure while the issuer is asked");
        _known.Erase(customer);
    }

    private void Write(Enrollment enrollment, CommitEffects commit)
    {
        var enrollments = _known.Of(enrollment.Customer).Enrollments;
        var before = enrollments.GetValueOrDefault(enrollment.Id);
        enrollments[enrollment.Id] = enrollment;
        commit.Before.TryAdd(enrollment.Id, before);
        Saw($"enrollment {enrollment.Status}");
        if (enrollment.IsHeld)
            Saw("an enrollment that is held back");
        var isPaused = _known.IsPaused(enrollment.Id.Partition, enrollment.Journey);
        if (before is null)
        {
            if (isPaused)
                Violations.Add($"paused: {enrollment.Id} entered {enrollment.Journey}, which is paused");
            _known.Own(enrollment);
            return;
        }

        var isReopened = before.Status == EnrollmentStatus.Completed && enrollment.Status == EnrollmentStatus.Delivering;
        if (before.EndedAt is not null && !isReopened
            && (enrollment.EndedAt != before.EndedAt || enrollment.Status != before.Status || enrollment.Outcome != before.Outcome))
            Violations.Add($"ends: {enrollment.Id} had ended as {before.Outcome} and is {enrollment.Status} as {enrollment.Outcome}");
        var moved = enrollment.Step != before.Step || enrollment.Attempt > before.Attempt
            || enrollment.Status is EnrollmentStatus.Completed or EnrollmentStatus.AwaitingCallback;
        var hasMoved = enrollment.Step != before.Step || enrollment.Attempt > before.Attempt || enrollment.State.Visit != before.State.Visit
            || (enrollment.Status != before.Status && enrollment.Status is EnrollmentStatus.Completed or EnrollmentStatus.AwaitingCallback);
        if (isPaused && before is { EndedAt: null, Status: not (EnrollmentStatus.Stuck or EnrollmentStatus.Delivering) } && hasMoved)
            Violations.Add($"paused: {enrollment.Id} moved from {before.Step} to {enrollment.Step}, and {enrollment.Journey} is paused");
        // A worker may answer a call that it read before another worker postponed the next one.
        if (before.Status == EnrollmentStatus.Waiting && moved && IsLater(before.DueAt))
            Violations.Add(
                $"dues: {enrollment.Id} was due at {before.DueAt:O} and moved from {before.Step} to {enrollment.Step} at {_now:O}");
        if (before.EndedAt is null && enrollment.Status == EnrollmentStatus.Exited)
        {
            commit.Exits.Add(enrollment);
            Saw($"an exit as {enrollment.Outcome}");
        }
    }

    private void Write(string life, OutboxMessage message, CommitEffects commit)
    {
        var key = message.IdempotencyKey;
        var person = _known.Of(message.Customer);
        var before = person.Messages.GetValueOrDefault(key);
        person.Messages[key] = message;
        Saw($"message {message.Status}{(message.Status == MessageStatus.Refused ? $" for {message.Reason}" : "")}");
        if (before is null)
        {
            if (message.Status != MessageStatus.Queued)
                Violations.Add($"messages: {key} began as {message.Status}");
            if (message.Choice > 0)
                Saw("a message over another channel");
            commit.Queued.Add(message);
            return;
        }

        if (!MayBecome(before.Status, message.Status) && !IsLastTryToCompose(before, message) && !HasWaitedTooLong(before, message))
            Violations.Add($"messages: {key} was {before.Status} ({before.Reason}) and became {message.Status}");
        if (message.Status is MessageStatus.Refused or MessageStatus.Rejected)
        {
            commit.Refused.Add(message);
            if (_sendingRuleChecker.Untruth(person, message) is { } untruth)
                Violations.Add($"refusals: {untruth}");
        }

        if (message.IsHeld)
            Saw("a message that is held back");
        if (before.Status == MessageStatus.Queued && message.Status == MessageStatus.Queued)
        {
            Saw($"a message put off for {message.Reason}");
            if (_sendingRuleChecker.WrongDelay(person, message) is { } wrong)
                Violations.Add($"delays: {wrong}");
        }

        if (message.Status == MessageStatus.Dispatching)
            NoteMark(life, person, before, message, commit);
        else if (before.Status == MessageStatus.Dispatching)
            Decide(life, person, message);
    }

    private void NoteMark(string life, CustomerRows person, OutboxMessage before, OutboxMessage message, CommitEffects commit)
    {
        var key = message.IdempotencyKey;
        if (IsLater(before.DueAt))
            Violations.Add($"dues: {key} was due at {before.DueAt:O} and marked at {_now:O}");
        if (_known.IsPaused(message.Id.Partition, message.Journey))
            Violations.Add($"paused: {key} was marked, and {message.Journey} is paused");
        if (_sendingRuleChecker.Refusal(person, message, _now) is { } refusal)
            Violations.Add($"gate: {key} was marked, and {refusal}");
        if (_marks.GetValueOrDefault(key) is { IsAccepted: true } mark && !_ended.Contains(mark.Worker))
            Violations.Add($"outcomes: {key} was accepted, its worker lives, and it was marked again");
        commit.Marked.Add(message);
        var addresses = _sendingRuleChecker.AddressesFor(person, message);
        person.MarkedFor[message.Id.ToString()] = addresses.Count > 0 ? addresses[0] : null;
        _marks[key] = _marksOfLives[(key, life)] = new DispatchMark(life, message, addresses, person.Zone);
        if (addresses.Count > 0 && addresses.Count < person.Customer!.AddressesOn(message.Channel).Count)
            Saw("a message that skips an address");
    }

    private void Decide(string life, CustomerRows person, OutboxMessage message)
    {
        var key = message.IdempotencyKey;
        var mark = _marks[key];
        if (mark.EngineProcess != life)
            Saw("a message left behind by the dead");
        if (mark.EngineProcess != life && !_ended.Contains(mark.Worker))
            Violations.Add($"outcomes: {key} was in the hands of {mark.EngineProcess}, which lives, and {life} made it {message.Status}");
        if (mark.EngineProcess == life && !_ended.Contains(mark.Worker) && mark.IsAccepted && message.Status != MessageStatus.Sent)
            Violations.Add($"outcomes: {key} was accepted, and {life} made it {message.Status} ({message.Reason})");
        if (mark.EngineProcess == life && !_ended.Contains(mark.Worker) && message.Status == MessageStatus.Sent
            && mark.Addresses.Except(mark.Used).Any())
            Violations.Add($"addresses: {key} was sent to {mark.Used.Count} of {mark.Addresses.Count} addresses");
        if (message.Status is MessageStatus.Sent or MessageStatus.AssumedSent
            && (person.Enrollments[message.Enrollment].Status == EnrollmentStatus.Exited) != (message.Reason == "exited-after-hand-over"))
            Violations.Add(
                $"exits: {key} became {message.Status} ({message.Reason}), and its enrollment is {person.Enrollments[message.Enrollment].Status}");
    }

    private void CheckWithdrawn(Enrollment exited)
    {
        if (_known.Find(exited.Customer) is not { } person)
            return;
        foreach (var message in person.Messages.Values.Where(message => message.Enrollment == exited.Id))
        {
            if (message.Status == MessageStatus.Queued)
                Violations.Add($"exits: {exited.Id} left as {exited.Outcome}, and {message.IdempotencyKey} is queued still");
            if (message.Status == MessageStatus.Dispatching)
                Saw("an exit while a message is handed over");
        }
    }

    /// <summary>True if a moment is in the future, in the precision of the stores.</summary>
    private bool IsLater(DateTimeOffset? dueAt) => dueAt is { } due && due.ToUnixTimeMilliseconds() > _now.ToUnixTimeMilliseconds();

    /// <summary>True if the message dies because no attempt could compose it; it was never marked.</summary>
    private bool IsLastTryToCompose(OutboxMessage before, OutboxMessage message) =>
        before.Status == MessageStatus.Queued && message.Status == MessageStatus.Dead && message.Attempt == before.Attempt + 1
            && message.Attempt == _maxAttempts;

    /// <summary>True if the message dies because its channel was down for longer than the horizon; it was not marked again.</summary>
    private bool HasWaitedTooLong(OutboxMessage before, OutboxMessage message) =>
        before is { Status: MessageStatus.Queued, BlockedSince: { } since } && message.Status == MessageStatus.Dead
            && _now - since > new DeliveryOptions().OutageHorizon;

    private static bool MayBecome(MessageStatus before, MessageStatus after) => before switch
    {
        MessageStatus.Queued =>
            after is MessageStatus.Queued or MessageStatus.Dispatching or MessageStatus.Refused or MessageStatus.Withdrawn,
        MessageStatus.Dispatching => after is MessageStatus.Queued or MessageStatus.Sent or MessageStatus.AssumedSent
            or MessageStatus.Rejected or MessageStatus.Dead,
        MessageStatus.Dead => after == MessageStatus.Queued,
        _ => false,
    };
}
