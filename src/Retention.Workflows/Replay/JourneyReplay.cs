using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Replay;

/// <summary>
/// Replays journeys over a shop's own history in virtual time: with the real engine, store, templates and channels, and a clock that jumps
/// to the next due time or the next event that journeys react to.
/// </summary>
/// <remarks>
/// Purchases are the recorded ones, whatever a journey does; opens follow the stated model. The position is stored: a replay that was
/// stopped or killed continues at its position and reaches the same totals. A finished replay does nothing when run again. Run one replay
/// at a time on one store.
/// </remarks>
public sealed class JourneyReplay
{
    /// <summary>The maximum jump of the clock, so that segments change close to the day of a purchase.</summary>
    private static readonly TimeSpan LongestJump = TimeSpan.FromDays(1);

    private readonly IRetentionStore _store;
    private readonly IRetentionEngine _engine;
    private readonly IRetentionClient _client;
    private readonly IVoucherService _vouchers;
    private readonly ManualTime _time;
    private readonly ReplayHalt _halt;
    private readonly ReplayOptions _options;
    private readonly ReplayTurns _turns;
    private ReplayRedemptions _redemptions;
    private ReplayOpens _opens;
    private LeftOutRecords _leftOut = new();

    internal JourneyReplay(
        IRetentionStore store,
        IRetentionEngine engine,
        IRetentionClient client,
        IVoucherService vouchers,
        ManualTime time,
        ReplayHalt halt,
        ReplayOptions options,
        ReplayTurns turns)
    {
        if (options.Until <= options.From)
        {
            throw new ArgumentException($"{nameof(ReplayOptions.Until)} must be after {nameof(ReplayOptions.From)}.", nameof(options));
        }

        _store = store;
        _engine = engine;
        _client = client;
        _time = time;
        _halt = halt;
        _options = options;
        _turns = turns;
        _vouchers = vouchers;
        _redemptions = new ReplayRedemptions(store, vouchers, time);
        _opens = new ReplayOpens(store, client, options.Opens);
    }

    /// <summary>Replays from the stored position to the end.</summary>
    /// <param name="history">Customers and events; events after the end of the replay are ignored.</param>
    /// <param name="progress">Reported after every jump of the clock; may be null.</param>
    /// <param name="cancellationToken">Stops the replay between two transactions; the next call continues from there.</param>
    /// <returns>The records that the engine refused and the replay left out.</returns>
    /// <remarks>
    /// Continue with the same history and options; otherwise the totals mix two replays. Customers are saved, and journeys published, at
    /// the first run only.
    /// </remarks>
    /// <exception cref="JourneyDefinitionException">A journey uses something that is not registered.</exception>
    /// <exception cref="ReplayStoppedException">
    /// A channel could not accept a message temporarily; the next call continues from there.
    /// </exception>
    /// <exception cref="RetentionStoreException">The store cannot be used; the next call continues from there.</exception>
    public async Task<ReplayResult> RunAsync(
        ReplayHistory history, IProgress<ReplayProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        _leftOut = new LeftOutRecords();
        await _store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        var position = await ReplayPosition.ReadAsync(_store, cancellationToken).ConfigureAwait(false);
        if (position is { Finished: true } finished && finished.Occurrence >= _options.Until)
            return _leftOut.Result;

        var clock = await ResumeAsync(position, history, cancellationToken).ConfigureAwait(false);
        var next = IndexAfter(history.Events, clock);
        var target = position is { Finished: false } interrupted
            ? interrupted.Occurrence
            : await NextAsync(clock, history.Events, next, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            await ReplayPosition.SaveAsync(_store, target, finished: false, cancellationToken).ConfigureAwait(false);
            next = await AppendUntilAsync(history.Events, next, target, cancellationToken).ConfigureAwait(false);
            _time.MoveTo(target);
            await _opens.AppendUntilAsync(target, cancellationToken).ConfigureAwait(false);
            await _halt.RunAsync(_engine.RunDueAsync, cancellationToken).ConfigureAwait(false);
            await _opens.CollectAsync(cancellationToken).ConfigureAwait(false);
            await ReplayPosition.SaveAsync(_store, target, finished: true, cancellationToken).ConfigureAwait(false);
            progress?.Report(new ReplayProgress(target, (target - _options.From) / (_options.Until - _options.From)));
            if (target >= _options.Until)
                return _leftOut.Result;
            target = await NextAsync(target, history.Events, next, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sets the clock to the stored position. At the first run this is the start, with all earlier events appended.</summary>
    private async Task<DateTimeOffset> ResumeAsync(SweepState? position, ReplayHistory history, CancellationToken cancellationToken)
    {
        // An interrupted jump is repeated, at the earliest from its beginning. Event ids identify what it stored before.
        var clock = position is null ? _options.From : position.Finished ? position.Occurrence : position.Occurrence - LongestJump;
        _time.MoveTo(clock);
        // An earlier call may have failed half-way.
        (_redemptions, _opens) = (new ReplayRedemptions(_store, _vouchers, _time), new ReplayOpens(_store, _client, _options.Opens));
        if (position is null)
        {
            _leftOut.Add(
                history.Customers, await _client.SaveCustomersAsync(history.Customers, cancellationToken).ConfigureAwait(false));
            await AppendAsync([.. history.Events.Take(IndexAfter(history.Events, clock))], cancellationToken).ConfigureAwait(false);
        }

        await _engine.StartAsync(cancellationToken).ConfigureAwait(false);
        await _opens.CollectAsync(cancellationToken).ConfigureAwait(false);
        _opens.Forget(clock);
        return clock;
    }

    private async Task<DateTimeOffset> NextAsync(
        DateTimeOffset clock, IReadOnlyList<CustomerEvent> events, int next, CancellationToken cancellationToken)
    {
        var target = clock + LongestJump < _options.Until ? clock + LongestJump : _options.Until;
        if (await _engine.NextDueAsync(cancellationToken).ConfigureAwait(false) is { } due && due < target)
            target = due;
        if (_opens.Next is { } opening && opening < target)
            target = opening;
        if (_turns.FirstOf(events, next, target) is { } turn)
            target = turn;
        return target > clock ? target : clock.AddMilliseconds(1);
    }

    /// <summary>Appends the events until the target. Purchases redeem vouchers at their own time.</summary>
    /// <returns>The index of the first event after the target.</returns>
    private async Task<int> AppendUntilAsync(
        IReadOnlyList<CustomerEvent> events, int from, DateTimeOffset target, CancellationToken cancellationToken)
    {
        var until = from;
        while (until < events.Count && events[until].OccurredAt <= target)
            until++;
        if (until == from)
            return from;

        CustomerEvent[] appended = [.. events.Skip(from).Take(until - from)];
        if (_options.RedeemVouchers)
            await _redemptions.RedeemAsync(appended, cancellationToken).ConfigureAwait(false);
        _time.MoveTo(target);
        await AppendAsync(appended, cancellationToken).ConfigureAwait(false);
        return until;
    }

    private async Task AppendAsync(IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken) =>
        _leftOut.Add(events, await _client.AppendEventsAsync(events, cancellationToken).ConfigureAwait(false));

    private static int IndexAfter(IReadOnlyList<CustomerEvent> events, DateTimeOffset instant)
    {
        var (low, high) = (0, events.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (events[middle].OccurredAt <= instant)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
