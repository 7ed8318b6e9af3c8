using Retention.Workflows.Storage;

namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>What was committed and what was handed over, in the order in which it happened, and at once whether that was right.</summary>
/// <remarks>
/// Fed behind the engine's back: with the rows of each commit that came through, whatever its caller was told, and with each hand-over.
/// Where several threads commit at once the order is not known, so nothing is judged there. Once the engine knows quiet hours and caps,
/// their rules stand beside <see cref="Refusal"/>: a mark is the moment that counts.
/// </remarks>
internal sealed class Ledger(JourneyDefinition journey, TimeProvider time, bool isOrdered)
{
    private static readonly TimeSpan ShorterThanGoal = TimeSpan.FromDays(19);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, SendStep> _sends = Books.StepsOf(journey.Steps).OfType<SendStep>().ToDictionary(step => step.Name);
    private readonly Dictionary<CustomerId, Customer> _customers = [];
    private readonly Dictionary<EnrollmentId, Enrollment> _enrollments = [];
    private readonly Dictionary<string, OutboxMessage> _messages = [];
    private readonly Dictionary<string, Mark> _marks = [];
    private readonly Dictionary<(string Key, string Life), Mark> _marksOfLives = [];
    private readonly Dictionary<(CustomerId, string), CustomerEvent> _events = [];
    private readonly HashSet<long> _ended = [];

    /// <summary>What nobody may do and somebody did, a sentence each that begins with its kind.</summary>
    internal List<string> Violations { get; } = [];

    /// <summary>The customers as they were last committed.</summary>
    internal IReadOnlyDictionary<CustomerId, Customer> Customers => _customers;

    /// <summary>The customers to whom a message is under way.</summary>
    internal IReadOnlyList<CustomerId> Expecting =>
        [.. _messages.Values.Where(message => message.Status is MessageStatus.Queued or MessageStatus.Dispatching).Select(message => message.Customer).Distinct()];

    /// <summary>What happened, and how often: to know that a trial meets what it is there for.</summary>
    internal Dictionary<string, int> Seen { get; } = [];

    /// <summary>Counts that something happened.</summary>
    internal void Saw(string what)
    {
        lock (_lock)
            Seen[what] = Seen.GetValueOrDefault(what) + 1;
    }

    /// <summary>Puts down what somebody did that nobody may do.</summary>
    internal void Accuse(string violation)
    {
        lock (_lock)
            Violations.Add(violation);
    }

    /// <summary>A commit came through, with these rows in the order in which they were written.</summary>
    internal void Commit(string life, IReadOnlyList<object> rows)
    {
        if (!isOrdered)
            return;
        lock (_lock)
        {
            Saw("commit");
            var happened = new List<CustomerEvent>();
            var exits = new List<EnrollmentId>();
            foreach (var row in rows)
            {
                switch (row)
                {
                    case Customer customer:
                        if (_messages.Values.Any(message => message.Customer == customer.Id && message.Status == MessageStatus.Dispatching))
                            Saw("a customer stored while a message is handed over");
                        _customers[customer.Id] = customer;
                        break;
                    case Enrollment enrollment:
                        if (Write(enrollment))
                            exits.Add(enrollment.Id);
                        break;
                    case OutboxMessage message:
                        Write(life, message);
                        break;
                    case CustomerEvent told:
                        if (_events.TryAdd((told.Customer, told.Id), told))
                            happened.Add(told);
                        break;
                    case SweepState or HistoryEntry or JourneyCounter or Voucher or CustomerSegment:
                        break;
                    default:
                        throw new InvalidOperationException($"The ledger does not know {row.GetType()}.");
                }
            }

            foreach (var exited in exits)
                CheckWithdrawn(exited);
            foreach (var told in happened)
                CheckGoal(told);
        }
    }

    /// <summary>A worker hands a message over to a channel.</summary>
    internal void HandOver(string life, OutgoingMessage message)
    {
        if (!isOrdered)
            return;
        lock (_lock)
        {
            var key = message.IdempotencyKey;
            var mark = _marksOfLives.GetValueOrDefault((key, life));
            // When the store took the worker for dead meanwhile, somebody else may have decided already; that cannot be helped.
            var holds = mark is not null && (_ended.Contains(mark.Worker) || (mark == _marks[key] && _messages[key].Status == MessageStatus.Dispatching));
            if (mark is not null && _ended.Contains(mark.Worker))
                Saw("a hand-over by a worker that the store took for dead");
            if (mark is not null && _enrollments[mark.Enrollment].Status == EnrollmentStatus.Exited)
                Saw("a hand-over after an exit that came behind the mark");
            if (mark is not null && _customers[message.Customer].AddressOn(message.Channel) != mark.Address)
                Saw("a hand-over after a customer moved behind the mark");
            if (mark is null || !holds)
                Violations.Add($"marks: {key} was handed over by {life} and was not marked");
            else if (mark.IsUsed)
                Violations.Add($"marks: {key} was handed over twice by {life} under one mark");
            else if (mark.Address != message.Address)
                Violations.Add($"marks: {key} went to another address than the one it was marked for");
            if (mark is not null)
                mark.IsUsed = true;
        }
    }

    /// <summary>The channel said plainly that it accepted a message.</summary>
    internal void Accepted(string life, OutgoingMessage message)
    {
        lock (_lock)
        {
            if (_marksOfLives.GetValueOrDefault((message.IdempotencyKey, life)) is { } mark)
                mark.IsAccepted = true;
        }
    }

    /// <summary>A worker is no longer alive for the store: what it had in hand is of unknown fate.</summary>
    internal void WorkerEnded(long worker)
    {
        lock (_lock)
            _ended.Add(worker);
    }

    /// <summary>A worker came through all that was due: it has nothing in hand.</summary>
    internal void CameThrough(string life)
    {
        if (!isOrdered)
            return;
        lock (_lock)
        {
            foreach (var (key, mark) in _marks)
            {
                if (mark.Life == life && !mark.IsForgotten && !_ended.Contains(mark.Worker) && _messages[key].Status == MessageStatus.Dispatching)
                {
                    Violations.Add($"outcomes: {life} handed {key} over and came through, and never wrote what became of it");
                    mark.IsForgotten = true;
                }
            }
        }
    }

    /// <returns>Whether the enrollment left the journey with this write, in a way that takes its messages back.</returns>
    private bool Write(Enrollment enrollment)
    {
        var before = _enrollments.GetValueOrDefault(enrollment.Id);
        _enrollments[enrollment.Id] = enrollment;
        Saw($"enrollment {enrollment.Status}");
        if (before is null)
            return false;
        if (before.EndedAt is not null && (enrollment.EndedAt != before.EndedAt || enrollment.Status != before.Status || enrollment.Outcome != before.Outcome))
            Violations.Add($"ends: {enrollment.Id} had ended as {before.Outcome} and is {enrollment.Status} as {enrollment.Outcome}");
        var moved = enrollment.Step != before.Step || enrollment.Attempt > before.Attempt || enrollment.Status is EnrollmentStatus.Completed or EnrollmentStatus.Calling;
        // Who calls may be answered by a worker that asked before another one put the next call off.
        if (before.Status == EnrollmentStatus.Active && moved && IsLater(before.DueAt))
            Violations.Add($"dues: {enrollment.Id} was due at {before.DueAt:O} and moved from {before.Step} to {enrollment.Step} at {time.GetUtcNow():O}");
        return before.EndedAt is null && enrollment.Status == EnrollmentStatus.Exited;
    }

    private void Write(string life, OutboxMessage message)
    {
        var key = message.IdempotencyKey;
        var before = _messages.GetValueOrDefault(key);
        _messages[key] = message;
        Saw($"message {message.Status}{(message.Status == MessageStatus.Refused ? $" for {message.Reason}" : "")}");
        if (before is null)
        {
            if (message.Status != MessageStatus.Queued)
                Violations.Add($"messages: {key} began as {message.Status}");
            return;
        }

        if (!MayBecome(before.Status, message.Status))
            Violations.Add($"messages: {key} was {before.Status} ({before.Reason}) and became {message.Status}");
        var mark = _marks.GetValueOrDefault(key);
        if (message.Status == MessageStatus.Dispatching)
        {
            if (IsLater(before.DueAt))
                Violations.Add($"dues: {key} was due at {before.DueAt:O} and marked at {time.GetUtcNow():O}");
            if (Refusal(message) is { } refusal)
                Violations.Add($"gate: {key} was marked, and {refusal}");
            if (mark is { IsAccepted: true } && !_ended.Contains(mark.Worker))
                Violations.Add($"outcomes: {key} was accepted, its worker lives, and it was marked again");
            _marks[key] = _marksOfLives[(key, life)] = new Mark(life, message.Enrollment, message.Worker!.Value, _customers.GetValueOrDefault(message.Customer)?.AddressOn(message.Channel));
        }
        else if (before.Status == MessageStatus.Dispatching)
        {
            if (mark!.Life != life)
                Saw("a message left behind by the dead");
            if (mark.Life != life && !_ended.Contains(mark.Worker))
                Violations.Add($"outcomes: {key} was in the hands of {mark.Life}, which lives, and {life} made it {message.Status}");
            if (mark.Life == life && !_ended.Contains(mark.Worker) && mark.IsAccepted && message.Status != MessageStatus.Sent)
                Violations.Add($"outcomes: {key} was accepted, and {life} made it {message.Status} ({message.Reason})");
        }
    }

    /// <summary>Why a message must not be marked now; none when it may.</summary>
    private string? Refusal(OutboxMessage message)
    {
        if (_enrollments.GetValueOrDefault(message.Enrollment) is not { } enrollment || enrollment.Status == EnrollmentStatus.Exited)
            return "its enrollment had left";
        if (_customers.GetValueOrDefault(message.Customer) is not { } customer)
            return "the customer is unknown";
        if (customer.AddressOn(message.Channel) is null)
            return "the customer had no such address";
        var topic = _sends[message.Step].Topic;
        return topic != Topic.Transactional && !customer.HasConsent(topic, message.Channel) ? "the customer did not consent" : null;
    }

    private void CheckWithdrawn(EnrollmentId exited)
    {
        foreach (var message in _messages.Values.Where(message => message.Enrollment == exited))
        {
            if (message.Status == MessageStatus.Queued)
                Violations.Add($"exits: {exited} left as {_enrollments[exited].Outcome}, and {message.IdempotencyKey} is queued still");
            if (message.Status == MessageStatus.Dispatching)
                Saw("an exit while a message is handed over");
        }
    }

    private void CheckGoal(CustomerEvent told)
    {
        if (journey.Goal?.Event != told.Name)
            return;
        foreach (var enrollment in _enrollments.Values)
        {
            if (enrollment.Customer == told.Customer && enrollment.ConvertedAt is null && told.OccurredAt > enrollment.EnteredAt && told.OccurredAt <= enrollment.EnteredAt + ShorterThanGoal)
                Violations.Add($"goals: event {told.Id} was stored, and {enrollment.Id} did not reach its goal with it");
        }
    }

    /// <summary>Whether a moment lies ahead, as stores keep it.</summary>
    private bool IsLater(DateTimeOffset? dueAt) => dueAt is { } due && due.ToUnixTimeMilliseconds() > time.GetUtcNow().ToUnixTimeMilliseconds();

    private static bool MayBecome(MessageStatus before, MessageStatus after) => before switch
    {
        MessageStatus.Queued => after is MessageStatus.Queued or MessageStatus.Dispatching or MessageStatus.Refused or MessageStatus.Withdrawn,
        MessageStatus.Dispatching => after is MessageStatus.Queued or MessageStatus.Sent or MessageStatus.AssumedSent or MessageStatus.Rejected or MessageStatus.Dead,
        MessageStatus.Dead => after == MessageStatus.Queued,
        _ => false,
    };

    /// <summary>That a worker was about to hand a message over, as it was committed.</summary>
    private sealed class Mark(string life, EnrollmentId enrollment, long worker, string? address)
    {
        internal string Life => life;

        internal EnrollmentId Enrollment => enrollment;

        internal long Worker => worker;

        internal string? Address => address;

        internal bool IsUsed { get; set; }

        internal bool IsAccepted { get; set; }

        internal bool IsForgotten { get; set; }
    }
}
