using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Tests.Engine.Faults.Oracle;

/// <summary>All rows of the last commit, by customer; for erased customers, the rows before their erasure.</summary>
internal sealed class KnownRows
{
    private readonly Dictionary<CustomerId, CustomerRows> _people = [];
    private readonly Dictionary<EnrollmentId, CustomerId> _owners = [];

    /// <summary>The existing customers.</summary>
    internal IReadOnlyCollection<CustomerRows> People => _people.Values;

    /// <summary>The former rows of each erased customer.</summary>
    internal Dictionary<CustomerId, CustomerRows> Erased { get; } = [];

    private readonly HashSet<(int Partition, JourneyName Journey)> _paused = [];

    /// <summary>Whether a journey is paused in a partition.</summary>
    internal bool IsPaused(int partition, JourneyName journey) => _paused.Contains((partition, journey));

    internal void Write(PauseChange pause)
    {
        if (pause.IsInForce)
            _paused.Add((pause.Partition, pause.Journey));
        else
            _paused.Remove((pause.Partition, pause.Journey));
    }

    internal CustomerRows Of(CustomerId customer)
    {
        if (!_people.TryGetValue(customer, out var person))
            _people[customer] = person = new CustomerRows(customer);
        return person;
    }

    internal CustomerRows? Find(CustomerId customer) => _people.GetValueOrDefault(customer);

    internal CustomerRows? Owner(EnrollmentId enrollment) => _owners.TryGetValue(enrollment, out var customer) ? Find(customer) : null;

    internal void Own(Enrollment enrollment) => _owners[enrollment.Id] = enrollment.Customer;

    internal void Erase(CustomerId customer)
    {
        if (_people.Remove(customer, out var person))
            Erased.TryAdd(customer, person);
    }
}

/// <summary>All rows of one customer.</summary>
internal sealed class CustomerRows(CustomerId id)
{
    internal CustomerId Id => id;

    internal Customer? Customer { get; set; }

    internal Dictionary<EnrollmentId, Enrollment> Enrollments { get; } = [];

    internal Dictionary<EnrollmentId, List<HistoryEntry>> History { get; } = [];

    /// <summary>The messages by idempotency key.</summary>
    internal Dictionary<string, OutboxMessage> Messages { get; } = [];

    /// <summary>The address for which each message was last marked, by the message id that events contain.</summary>
    internal Dictionary<string, string?> MarkedFor { get; } = [];

    internal Dictionary<string, CustomerEvent> Events { get; } = [];

    /// <summary>The vouchers by idempotency key.</summary>
    internal Dictionary<string, Voucher> Vouchers { get; } = [];

    /// <summary>The keys of addresses to which nothing more may be sent; an entry without a topic covers all topics.</summary>
    internal HashSet<(string AddressKey, Topic? Topic)> Suppressed { get; } = [];

    /// <summary>Wishes to be left alone on a channel on which the customer has no address yet.</summary>
    internal HashSet<(Channel Channel, Topic? Topic)> WaitingWishes { get; } = [];

    /// <summary>Enrollments that wait for an event or for silence, with their step and the start of the wait.</summary>
    internal Dictionary<EnrollmentId, (string Step, DateTimeOffset Since)> Waits { get; } = [];

    /// <summary>Enrollments whose trigger arrived late, with the moment from which their next wait counts.</summary>
    internal Dictionary<EnrollmentId, DateTimeOffset> Behind { get; } = [];

    /// <summary>The customer's zone, otherwise the shop's, which is UTC in all trials.</summary>
    internal TimeZoneInfo Zone => Customer?.TimeZone is { } zone ? TimeZoneInfo.FindSystemTimeZoneById(zone) : TimeZoneInfo.Utc;
}

/// <summary>Recorded when a commit erases customers.</summary>
internal sealed record Erasure(IReadOnlyCollection<CustomerId> Customers);

/// <summary>Written where a commit pauses or resumes a journey in its partition.</summary>
internal sealed record PauseChange(int Partition, JourneyName Journey, bool IsInForce);

/// <summary>Recorded when a commit lifts a suppression.</summary>
internal sealed record LiftedSuppression(string Address, Topic? Topic);

/// <summary>The effects of one commit that the rules need.</summary>
internal sealed class CommitEffects
{
    /// <summary>The partition that was committed.</summary>
    internal required int Partition { get; init; }

    /// <summary>Events that the log did not contain before.</summary>
    internal List<CustomerEvent> Appended { get; } = [];

    /// <summary>Enrollments that ended in a way that withdraws their messages.</summary>
    internal List<Enrollment> Exits { get; } = [];

    /// <summary>Written enrollments in their previous state; null for new ones.</summary>
    internal Dictionary<EnrollmentId, Enrollment?> Before { get; } = [];

    /// <summary>Messages that were queued for the first time.</summary>
    internal List<OutboxMessage> Queued { get; } = [];

    internal List<OutboxMessage> Marked { get; } = [];

    /// <summary>Messages that this commit refused or rejected.</summary>
    internal List<OutboxMessage> Refused { get; } = [];

    internal List<HistoryEntry> History { get; } = [];

    internal List<JourneyCounter> Counters { get; } = [];
}
