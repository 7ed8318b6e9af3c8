using Retention.Workflows.Storage;

namespace Retention.Workflows;

/// <summary>How a shop's back end talks to the engine. Thread-safe; needs no running worker.</summary>
public interface IRetentionClient
{
    /// <summary>Stores customers; who is there already is replaced whole. One transaction for each 1,000 customers of a partition.</summary>
    Task SaveCustomersAsync(IReadOnlyList<Customer> customers, CancellationToken cancellationToken = default);

    /// <summary>Appends events to the log and lets journeys react. Once it returns, what was stored is not lost.</summary>
    /// <returns>What became of each, in order: the same id twice is stored once; with another content it is a conflict and refused.</returns>
    Task<IReadOnlyList<AppendOutcome>> AppendEventsAsync(IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken = default);

    /// <summary>Enrolls a customer by hand: the journey's re-entry rule is asked, its audience is not.</summary>
    /// <param name="journey">A journey that this host registered.</param>
    /// <param name="customer">The customer.</param>
    /// <param name="key">What makes the occasion unique, such as a cart's id: the same key enrolls once. Default: a new occasion each time.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="ArgumentException">No such journey is registered.</exception>
    Task<EnrollResult> EnrollAsync(JourneyName journey, CustomerId customer, string? key = null, CancellationToken cancellationToken = default);

    /// <summary>Explains for one customer whether the journey's audience and re-entry rule would let them in now, and why.</summary>
    /// <exception cref="ArgumentException">No such journey is registered.</exception>
    Task<EntryExplanation> ExplainEntryAsync(JourneyName journey, CustomerId customer, CancellationToken cancellationToken = default);

    /// <summary>Asks one condition about one customer, and says why it holds or not.</summary>
    Task<ConditionExplanation> ExplainAsync(Condition condition, CustomerId customer, CancellationToken cancellationToken = default);

    /// <summary>Reads all that journeys did with a customer: enrollments with their history, messages with their reasons, vouchers, segment.</summary>
    Task<CustomerRecord> ReadCustomerAsync(CustomerId customer, CancellationToken cancellationToken = default);

    /// <summary>Lets a stuck enrollment try its step again now.</summary>
    /// <returns>Whether it was stuck.</returns>
    Task<bool> ResumeAsync(EnrollmentId enrollment, CancellationToken cancellationToken = default);

    /// <summary>Reads all counters of a journey: what reports are made of.</summary>
    Task<IReadOnlyList<JourneyCounter>> ReadCountersAsync(JourneyName journey, CancellationToken cancellationToken = default);
}

/// <summary>What became of a wish to enroll.</summary>
public sealed record EnrollResult
{
    /// <summary>The new enrollment; none when it was refused.</summary>
    public EnrollmentId? Enrollment { get; init; }

    /// <summary>Why it was refused: <c>already-inside</c>, <c>already-entered</c> or <c>cooling-down</c>; none when it was not.</summary>
    public string? Refusal { get; init; }
}

/// <summary>Whether a customer could enter a journey now, and why.</summary>
public sealed record EntryExplanation
{
    /// <summary>Whether the customer belongs to the audience, and why; none where everybody does.</summary>
    public ConditionExplanation? Audience { get; init; }

    /// <summary>Why the re-entry rule refuses; none when it does not.</summary>
    public string? Refusal { get; init; }

    /// <summary>Whether both let the customer in.</summary>
    public bool MayEnter => Refusal is null && Audience is null or { Holds: true };
}

/// <summary>All that journeys did with a customer.</summary>
public sealed record CustomerRecord
{
    /// <summary>The customer as the shop last described them; none when it never did.</summary>
    public Customer? Customer { get; init; }

    /// <summary>Where the customer stands by RFM; none when never scored.</summary>
    public CustomerSegment? Segment { get; init; }

    /// <summary>All enrollments, by number.</summary>
    public required IReadOnlyList<Enrollment> Enrollments { get; init; }

    /// <summary>What the enrollments did, by enrollment and then time.</summary>
    public required IReadOnlyList<HistoryEntry> History { get; init; }

    /// <summary>All messages, by number; each that was not sent says why.</summary>
    public required IReadOnlyList<OutboxMessage> Messages { get; init; }

    /// <summary>All vouchers, by the time of their issue.</summary>
    public required IReadOnlyList<Voucher> Vouchers { get; init; }
}
