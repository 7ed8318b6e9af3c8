using Retention.Workflows.Conditions.Evaluation;
using Retention.Workflows.Customers;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Storage;
using Retention.Workflows.Time;

namespace Retention.Workflows.Engine.Batches;

/// <summary>The shared state of one transaction: the time, the facts, and the writes at its end.</summary>
internal sealed class Batch
{
    private readonly List<CustomerEvent> _recorded = [];
    private readonly List<Suppression> _suppressed = [];
    private StoredPauses? _pauses;
    private HashSet<JourneyName>? _paused;
    private readonly Dictionary<EnrollmentId, EngineNotification> _notifications = [];
    private readonly HashSet<EnrollmentId> _decided = [];
    private readonly ConditionEvaluator _conditions;
    private readonly StoreFacts _facts;

    /// <summary>Begins a batch at the time of the store's clock, or the host's clock if the store has none.</summary>
    internal Batch(IPartitionTransaction transaction, EngineSettings settings, TimeProvider time)
    {
        var now = Instants.Normalize(transaction.StoreTime ?? time.GetUtcNow());
        Transaction = transaction;
        Settings = settings;
        Now = now;
        Counters = new CounterTally(now, settings.Zone);
        _facts = new StoreFacts(transaction, settings.Zone, settings.Currency);
        _conditions = new ConditionEvaluator(_facts, settings.Conditions, settings.Zone, now);
    }

    internal IPartitionTransaction Transaction { get; }

    internal EngineSettings Settings { get; }

    internal DateTimeOffset Now { get; }

    internal CounterTally Counters { get; }

    /// <summary>New events that were recorded in this transaction. Reactions to them run after the enrollments are written.</summary>
    internal IReadOnlyList<CustomerEvent> Recorded => _recorded;

    internal Task<bool[]> EvaluateAsync(Condition condition, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken) =>
        _conditions.EvaluateAsync(condition, [.. runs.Select(run => run.Subject)], cancellationToken);

    internal Task<bool[]> EvaluateAsync(Condition condition, IReadOnlyList<CustomerId> customers, CancellationToken cancellationToken) =>
        _conditions.EvaluateAsync(condition, [.. customers.Select(customer => new ConditionSubject(customer, null))], cancellationToken);

    internal async Task<bool> EvaluateAsync(Condition condition, Enrollment enrollment, CancellationToken cancellationToken) =>
        (await _conditions.EvaluateAsync(condition, [new ConditionSubject(enrollment.Customer, new StoredMoments(enrollment))],
            cancellationToken).ConfigureAwait(false))[0];

    internal Task<ConditionExplanation> ExplainAsync(Condition condition, CustomerId customer, CancellationToken cancellationToken) =>
        _conditions.ExplainAsync(condition, new ConditionSubject(customer, null), cancellationToken);

    /// <summary>Returns the time zone of each customer, or the host's.</summary>
    internal async Task<TimeZoneInfo[]> ZonesAsync(IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        var zones = await ZonesAsync([.. runs.Select(run => run.Customer)], cancellationToken).ConfigureAwait(false);
        return [.. runs.Select(run => zones[run.Customer])];
    }

    internal Task<CustomerZones> ZonesAsync(IReadOnlyCollection<CustomerId> customers, CancellationToken cancellationToken) =>
        _facts.ZonesAsync(customers, cancellationToken);

    /// <summary>The shop's currency; null if it is not known.</summary>
    internal Task<string?> CurrencyAsync(CancellationToken cancellationToken) => _facts.CurrencyAsync(cancellationToken);

    /// <summary>Writes customers; later steps of the batch see them as they are now.</summary>
    internal Task SaveCustomersAsync(IReadOnlyList<Customer> customers, CancellationToken cancellationToken) =>
        _facts.SaveAsync(customers, cancellationToken);

    internal Task<IReadOnlyDictionary<CustomerId, Customer>> CustomersAsync(
        IReadOnlyCollection<CustomerId> ids, CancellationToken cancellationToken) =>
        _facts.CustomersAsync(ids, cancellationToken);

    /// <summary>Returns carts, each at its time, in the order of the request.</summary>
    internal Task<IReadOnlyList<Cart>> CartsAsync(IReadOnlyList<CustomerMoment> moments, CancellationToken cancellationToken) =>
        _facts.CartsAsync(moments, cancellationToken);

    /// <summary>Returns the current cart of each customer. Duplicate customers are allowed.</summary>
    internal async Task<IReadOnlyDictionary<CustomerId, Cart>> CartsAsync(
        IEnumerable<CustomerId> customers, CancellationToken cancellationToken)
    {
        CustomerId[] owners = [.. customers.Distinct()];
        var carts =
            await CartsAsync([.. owners.Select(customer => new CustomerMoment(customer, Now))], cancellationToken).ConfigureAwait(false);
        return owners.Zip(carts).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    /// <summary>
    /// Returns the products that each customer bought, latest first and each product once. Duplicate customers are allowed.
    /// </summary>
    internal async Task<IReadOnlyDictionary<CustomerId, IReadOnlyList<ProductId>>> BoughtAsync(
        IEnumerable<CustomerId> customers, CancellationToken cancellationToken)
    {
        CustomerId[] buyers = [.. customers.Distinct()];
        var orders = await Transaction.Events.ReadAsync([.. buyers.Select(customer =>
            new EventWindow(customer, EventNames.Purchase, DateTimeOffset.MinValue, Now))], cancellationToken).ConfigureAwait(false);
        return buyers.Zip(orders).ToDictionary(
            pair => pair.First,
            pair => (IReadOnlyList<ProductId>)[.. pair.Second.Reverse().SelectMany(order => order.Lines).Select(line => line.Product)
                .Distinct()]);
    }

    /// <summary>Appends events at once, so that later steps of the batch see them.</summary>
    internal async Task RecordAsync(IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken)
    {
        var outcomes = await Transaction.Events.AppendAsync(events, cancellationToken).ConfigureAwait(false);
        for (var index = 0; index < events.Count; index++)
        {
            if (outcomes[index] == AppendOutcome.Stored)
                _recorded.Add(events[index]);
        }
    }

    /// <summary>The same for events about what happens only once, so that the log need not compare their ids.</summary>
    internal async Task RecordOnceAsync(IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken)
    {
        await Transaction.Events.AddAsync(events, cancellationToken).ConfigureAwait(false);
        _recorded.AddRange(events);
    }

    /// <summary>
    /// Ends an enrollment from outside its steps, and counts it. If an engine stores its workflow, the commit also stores a notification
    /// for that engine.
    /// </summary>
    /// <param name="program">The enrollment's version; null if it cannot be read.</param>
    /// <param name="enrollment">The active enrollment.</param>
    /// <param name="outcome">The outcome.</param>
    /// <param name="at">When the cause happened; default now. A time in the future counts as now.</param>
    /// <returns>The ended enrollment; the caller stores it.</returns>
    internal Enrollment Exit(JourneyProgram? program, Enrollment enrollment, string outcome, DateTimeOffset? at = null)
    {
        var isDelivering = enrollment.Status == EnrollmentStatus.Delivering;
        if (program is not null && !isDelivering) // the engine was told when the enrollment passed its last step
            NotifyEngine(program, enrollment.Id, Now);
        if (isDelivering) // it was counted as completed when it passed its last step
            Counters.Add(enrollment.Journey, enrollment.Version, enrollment.Step ?? "",
                enrollment.Outcome == EnrollmentOutcomes.Completed ? JourneyMeasures.Left : JourneyMeasures.Ended,
                enrollment.Outcome ?? EnrollmentOutcomes.Completed, count: -1);
        Counters.Add(
            enrollment.Journey, enrollment.Version, enrollment.Step ?? "", JourneyMeasures.Ended, outcome, at: isDelivering ? null : at);
        Counters.Add(enrollment.Journey, enrollment.Version, "", CounterTally.Exited, outcome);
        return enrollment with
        {
            Status = EnrollmentStatus.Exited,
            DueAt = null,
            IsHeld = false,
            Outcome = outcome,
            EndedAt = at < Now ? at : Now,
            State = program is { ExternalEngine: not null }
                ? enrollment.State with { Answer = null } : enrollment.State with { Workflow = null, Answer = null },
        };
    }

    /// <summary>
    /// Stores with the commit that an enrollment ended, for the engine that stores its workflow; nothing if there is none.
    /// </summary>
    internal void NotifyEngine(JourneyProgram program, EnrollmentId ended, DateTimeOffset dueAt)
    {
        if (program.ExternalEngine is not null)
            _notifications[ended] = new EngineNotification { Enrollment = ended, DueAt = dueAt };
    }

    /// <summary>
    /// Stores with the commit that an exit rule of an active enrollment could not be decided and is asked again. Until then the enrollment
    /// must have <see cref="EnrollmentState.ExitUndecided"/>, so that it does not move and nothing leaves.
    /// </summary>
    /// <param name="enrollment">The enrollment.</param>
    /// <param name="attempt">The number of failed attempts, 1 or more.</param>
    /// <param name="at">When it is asked; default after the pause of that attempt.</param>
    internal void AskExitAgain(EnrollmentId enrollment, int attempt = 1, DateTimeOffset? at = null) => _notifications[enrollment] = new()
    {
        Enrollment = enrollment,
        DueAt = at ?? Now + Backoff.After(attempt, enrollment.ToString(), Settings.Options),
        Attempt = attempt,
    };

    /// <summary>Takes <see cref="AskExitAgain"/> back.</summary>
    internal void AskExitNoMore(EnrollmentId enrollment) => _notifications.Remove(enrollment);

    /// <summary>True if the enrollment's exit rules are asked again after this transaction.</summary>
    internal bool IsExitAskedAgain(EnrollmentId enrollment) => _notifications.GetValueOrDefault(enrollment) is { Attempt: > 0 };

    /// <summary>
    /// Records that a message got its final status. If its enrollment only waited for that, the commit completes the enrollment.
    /// </summary>
    internal void MessageDecided(Enrollment? enrollment)
    {
        if (enrollment is { Status: EnrollmentStatus.Delivering })
            _decided.Add(enrollment.Id);
    }

    /// <summary>Collects suppressions; <see cref="WriteSuppressionsAsync"/> writes them.</summary>
    internal void Suppress(IEnumerable<Suppression> suppressions) => _suppressed.AddRange(suppressions);

    /// <summary>
    /// Writes the suppressions of all batches of one transaction. The list belongs to the whole store, so any batch may write it.
    /// </summary>
    internal static async Task WriteSuppressionsAsync(IReadOnlyList<Batch> batches, CancellationToken cancellationToken)
    {
        Suppression[] noted = [.. batches.SelectMany(batch => batch._suppressed)];
        foreach (var batch in batches)
            batch._suppressed.Clear();
        if (noted.Length > 0)
            await batches[0].Transaction.Suppressions.SaveAsync(noted, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the counters and commits. Metrics are updated only after the commit succeeded.</summary>
    internal Task CommitAsync(CancellationToken cancellationToken) => CommitAsync([this], cancellationToken);

    /// <summary>Commits batches of several partitions in one transaction, which the first batch began.</summary>
    internal static async Task CommitAsync(IReadOnlyList<Batch> batches, CancellationToken cancellationToken)
    {
        foreach (var batch in batches)
        {
            await Completion.EndAsync(batch, batch._decided, cancellationToken).ConfigureAwait(false);
            await batch.Transaction.Enrollments.AddCountersAsync(batch.Counters.ToCounters(), cancellationToken).ConfigureAwait(false);
            if (batch._notifications.Count == 0)
                continue;
            await batch.Transaction.Enrollments.SaveNotificationsAsync(
                [.. batch._notifications.Values], cancellationToken).ConfigureAwait(false);
            batch.Transaction.SignalWork();
        }

        await batches[0].Transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        foreach (var batch in batches)
            batch.Settings.Telemetry.Committed(batch.Counters);
    }

    /// <summary>The paused journeys of the partition, also those that are resuming.</summary>
    internal async ValueTask<IReadOnlyList<JourneyPause>> PausesAsync(CancellationToken cancellationToken) =>
        (await StoredPausesAsync(cancellationToken).ConfigureAwait(false)).Journeys;

    /// <summary>The latest pause of each channel, as stored in the partition; also those that are over.</summary>
    internal async ValueTask<IReadOnlyList<ChannelPause>> ChannelPausesAsync(CancellationToken cancellationToken) =>
        (await StoredPausesAsync(cancellationToken).ConfigureAwait(false)).Channels;

    /// <summary>The paused journeys: no customer enters or moves, and no message is sent.</summary>
    internal async ValueTask<IReadOnlySet<JourneyName>> PausedAsync(CancellationToken cancellationToken) =>
        _paused ??= (await PausesAsync(cancellationToken).ConfigureAwait(false)).Where(pause => pause.IsInForce)
            .Select(pause => pause.Journey).ToHashSet();

    /// <summary>Read once: pauses are only written under the lock that this transaction holds.</summary>
    private async ValueTask<StoredPauses> StoredPausesAsync(CancellationToken cancellationToken) =>
        _pauses ??= await Transaction.Pauses.ReadAsync(cancellationToken).ConfigureAwait(false);

    internal void Count(
        JourneyProgram program, string step, string measure, string detail = "", long count = 1, DateTimeOffset? at = null) =>
        Counters.Add(program.Definition.Name, program.Version, step, measure, detail, count, at: at);
}
