using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>All rows as they were last committed, by customer; those of who was erased as they were then.</summary>
internal sealed class Known
{
    private readonly Dictionary<CustomerId, Person> _people = [];
    private readonly Dictionary<EnrollmentId, CustomerId> _owners = [];

    /// <summary>The customers who are there.</summary>
    internal IReadOnlyCollection<Person> People => _people.Values;

    /// <summary>What there was of each customer who was erased.</summary>
    internal Dictionary<CustomerId, Person> Erased { get; } = [];

    internal Person Of(CustomerId customer)
    {
        if (!_people.TryGetValue(customer, out var person))
            _people[customer] = person = new Person(customer);
        return person;
    }

    internal Person? Find(CustomerId customer) => _people.GetValueOrDefault(customer);

    internal Person? Owner(EnrollmentId enrollment) => _owners.TryGetValue(enrollment, out var customer) ? Find(customer) : null;

    internal void Own(Enrollment enrollment) => _owners[enrollment.Id] = enrollment.Customer;

    internal void Erase(CustomerId customer)
    {
        if (_people.Remove(customer, out var person))
            Erased.TryAdd(customer, person);
    }
}

/// <summary>All rows of one customer.</summary>
internal sealed class Person(CustomerId id)
{
    internal CustomerId Id => id;

    internal Customer? Customer { get; set; }

    internal Dictionary<EnrollmentId, Enrollment> Enrollments { get; } = [];

    internal Dictionary<EnrollmentId, List<HistoryEntry>> History { get; } = [];

    /// <summary>The messages by idempotency key.</summary>
    internal Dictionary<string, OutboxMessage> Messages { get; } = [];

    /// <summary>The address that each message was last marked for, by the message's id as events tell it.</summary>
    internal Dictionary<string, string?> MarkedFor { get; } = [];

    internal Dictionary<string, CustomerEvent> Events { get; } = [];

    /// <summary>The vouchers by idempotency key.</summary>
    internal Dictionary<string, Voucher> Vouchers { get; } = [];

    /// <summary>The addresses that nothing more may be sent to; without a topic of any topic.</summary>
    internal HashSet<(Channel Channel, string Address, Topic? Topic)> Suppressed { get; } = [];

    /// <summary>Who waits for an event or for silence, at which step and since when.</summary>
    internal Dictionary<EnrollmentId, (string Step, DateTimeOffset Since)> Waits { get; } = [];

    /// <summary>The customer's zone, else the shop's, which is UTC in all trials.</summary>
    internal TimeZoneInfo Zone => Customer?.TimeZone is { } zone ? TimeZoneInfo.FindSystemTimeZoneById(zone) : TimeZoneInfo.Utc;
}

/// <summary>Written where a commit erases customers.</summary>
internal sealed record Erasure(IReadOnlyCollection<CustomerId> Customers);

/// <summary>Written where a commit takes a suppression back.</summary>
internal sealed record LiftedSuppression(string Address, Topic? Topic);

/// <summary>What one commit did, as far as rules about it ask.</summary>
internal sealed class CommitNote
{
    /// <summary>Events that the log did not hold before.</summary>
    internal List<CustomerEvent> Happened { get; } = [];

    /// <summary>Enrollments that left in a way that takes their messages back.</summary>
    internal List<Enrollment> Exits { get; } = [];

    /// <summary>Enrollments that were written, as they were before; none for those that are new.</summary>
    internal Dictionary<EnrollmentId, Enrollment?> Before { get; } = [];

    /// <summary>Messages that were queued for the first time.</summary>
    internal List<OutboxMessage> Queued { get; } = [];

    internal List<OutboxMessage> Marked { get; } = [];

    /// <summary>Messages that were refused or rejected, and were not before.</summary>
    internal List<OutboxMessage> Refused { get; } = [];

    internal List<HistoryEntry> History { get; } = [];

    internal List<JourneyCounter> Counters { get; } = [];
}
