using Retention.Workflows.Naming;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Replay;

/// <summary>Runs journeys over a shop's own history in virtual time: the real engine, store, templates and channels, with a clock that jumps from one due moment, or one event that journeys react to, to the next.</summary>
/// <remarks>
/// Purchases are the recorded ones, whatever a journey does; opens follow the stated model. The position is stored: a replay that was
/// stopped or killed goes on where it stood and comes to the same totals, and one that is finished does nothing. One replay at a time on one store.
/// </remarks>
public sealed class JourneyReplay
{
    /// <summary>The clock never jumps further, so that segments change near the day on which somebody bought.</summary>
    private static readonly TimeSpan LongestJump = TimeSpan.FromDays(1);

    private readonly IRetentionStore _store;
    private readonly IRetentionEngine _engine;
    private readonly IRetentionClient _client;
    private readonly IVoucherService _desk;
    private readonly ManualTime _time;
    private readonly ReplayHalt _halt;
    private readonly ReplayOptions _options;
    private readonly ReplayTurns _turns;
    private ReplayRedemptions _redemptions;
    private ReplayOpens _opens;

    internal JourneyReplay(
        IRetentionStore store, IRetentionEngine engine, IRetentionClient client, IVoucherService desk, ManualTime time, ReplayHalt halt, ReplayOptions options, ReplayTurns turns)
    {
        if (options.Until <= options.From)
            throw new ArgumentException($"{nameof(ReplayOptions.Until)} must lie behind {nameof(ReplayOptions.From)}.", nameof(options));
        _store = store;
        _engine = engine;
        _client = client;
        _time = time;
        _halt = halt;
        _options = options;
        _turns = turns;
        _desk = desk;
        _redemptions = new ReplayRedemptions(store, desk, time);
        _opens = new ReplayOpens(store, client, options.Opens);
    }

    /// <summary>Replays from where the store stands to the end.</summary>
    /// <param name="history">Customers and events; those behind the end of the replay are left out.</param>
    /// <param name="progress">Told after every jump of the clock; may be null.</param>
    /// <param name="cancellationToken">Stops between two transactions; the next call goes on from there.</param>
    /// <remarks>Go on with the same history and options, or the totals are a mixture of two. Customers are stored, and journeys published, at the first run only.</remarks>
    /// <exception cref="JourneyDefinitionException">A journey names what is not registered.</exception>
    /// <exception cref="ReplayStoppedException">A channel could not take a message for the moment; the next call goes on from there.</exception>
    /// <exception cref="RetentionStoreException">The store cannot be used; the next call goes on from there.</exception>
    public async Task RunAsync(ReplayHistory history, IProgress<ReplayProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        await _store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        var position = await ReplayPosition.ReadAsync(_store, cancellationToken).ConfigureAwait(false);
        if (position is { Finished: true } finished && finished.Occurrence >= _options.Until)
            return;

        var clock = await ResumeAsync(position, history, cancellationToken).ConfigureAwait(false);
        var next = IndexAfter(history.Events, clock);
        var target = position is { Finished: false } interrupted ? interrupted.Occurrence : await NextAsync(clock, history.Events, next, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            await ReplayPosition.SaveAsync(_store, target, finished: false, cancellationToken).ConfigureAwait(false);
            next = await HappenAsync(history.Events, next, target, cancellationToken).ConfigureAwait(false);
            _time.MoveTo(target);
            await _opens.AppendUntilAsync(target, cancellationToken).ConfigureAwait(false);
            await _halt.RunAsync(_engine.RunDueAsync, cancellationToken).ConfigureAwait(false);
            await _opens.CollectAsync(cancellationToken).ConfigureAwait(false);
            await ReplayPosition.SaveAsync(_store, target, finished: true, cancellationToken).ConfigureAwait(false);
            progress?.Report(new ReplayProgress(target, (target - _options.From) / (_options.Until - _options.From)));
            if (target >= _options.Until)
                return;
            target = await NextAsync(target, history.Events, next, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sets the clock to where the store stands; the first time, that is the start, with all that happened before.</summary>
    private async Task<DateTimeOffset> ResumeAsync(SweepState? position, ReplayHistory history, CancellationToken cancellationToken)
    {
        // A jump that was interrupted is done again from its beginning at the earliest; what it stored before is known by its ids.
        var clock = position is null ? _options.From : position.Finished ? position.Occurrence : position.Occurrence - LongestJump;
        _time.MoveTo(clock);
        (_redemptions, _opens) = (new ReplayRedemptions(_store, _desk, _time), new ReplayOpens(_store, _client, _options.Opens)); // an earlier call may have failed half-way
        if (position is null)
        {
            if ((await _client.SaveCustomersAsync(history.Customers, cancellationToken).ConfigureAwait(false)).FirstOrDefault(answer => answer.Outcome != CustomerOutcome.Stored) is { } refused)
                throw new ArgumentException($"The history holds a customer who is not taken: {string.Join("; ", refused.Problems)}.", nameof(history));
            await AppendAsync([.. history.Events.Take(IndexAfter(history.Events, clock))], cancellationToken).ConfigureAwait(false);
        }

        await _engine.StartAsync(cancellationToken).ConfigureAwait(false);
        await _opens.CollectAsync(cancellationToken).ConfigureAwait(false);
        _opens.Forget(clock);
        return clock;
    }

    private async Task<DateTimeOffset> NextAsync(DateTimeOffset clock, IReadOnlyList<CustomerEvent> events, int next, CancellationToken cancellationToken)
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

    /// <summary>Appends what happened until the target, and lets purchases redeem vouchers at their own moment.</summary>
    /// <returns>The index of the first event behind the target.</returns>
    private async Task<int> HappenAsync(IReadOnlyList<CustomerEvent> events, int from, DateTimeOffset target, CancellationToken cancellationToken)
    {
        var until = from;
        while (until < events.Count && events[until].OccurredAt <= target)
            until++;
        if (until == from)
            return from;

        CustomerEvent[] @event = [.. events.Skip(from).Take(until - from)];
        if (_options.RedeemVouchers)
            await _redemptions.RedeemAsync(@event, cancellationToken).ConfigureAwait(false);
        _time.MoveTo(target);
        await AppendAsync(@event, cancellationToken).ConfigureAwait(false);
        return until;
    }

    /// <summary>A report over a history that was not taken whole would say something else.</summary>
    private async Task AppendAsync(IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken)
    {
        var answers = await _client.AppendEventsAsync(events, cancellationToken).ConfigureAwait(false);
        if (answers.FirstOrDefault(answer => answer.Outcome is EventOutcome.Refused or EventOutcome.Conflict) is { } refused)
            throw new ArgumentException($"The history holds an event that is not taken ({KebabName.Of(refused.Outcome)}): {string.Join("; ", refused.Problems)}", nameof(events));
    }

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
