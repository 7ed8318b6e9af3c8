using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Retention.Workflows.Messaging;
using Retention.Workflows.Naming;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Engine.Diagnostics;

/// <summary>The engine's instruments. They count committed work, and only while a listener is attached. Thread-safe.</summary>
internal sealed class EngineTelemetry : IDisposable
{
    internal const string Steps = "steps";
    internal const string Sweep = "sweep";
    internal const string Calls = "calls";
    internal const string Messages = "messages";
    internal const string Intake = "intake";
    internal const string Maintenance = "maintenance";

    /// <summary>The maximum count of queued messages per partition.</summary>
    internal const int DepthLimit = 10_000;

    private static readonly TimeSpan DepthEvery = TimeSpan.FromSeconds(30);
    private static readonly ActivitySource Source = new(RetentionTelemetry.ActivitySourceName);

    private readonly Meter? _own;
    private readonly TimeProvider _time;
    private readonly Counter<long>[] _counters;
    private readonly Counter<long> _entered;
    private readonly Counter<long> _completed;
    private readonly Counter<long> _exited;
    private readonly Counter<long> _stuck;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _ambiguous;
    private readonly Counter<long> _appended;
    private readonly Counter<long> _reported;
    private readonly Counter<long> _issued;
    private readonly Counter<long> _redeemed;
    private readonly Histogram<double> _batchDuration;
    private readonly Histogram<int> _batchSize;
    private readonly Histogram<double> _handOver;
    private readonly Histogram<double> _lag;
    private readonly ObservableGauge<long> _depth;
    private readonly ConcurrentDictionary<Channel, ChannelOutage> _outages = new();
    private Lateness? _seen;
    private long _depthNow = -1;
    private long _depthAt;

    internal EngineTelemetry(IMeterFactory? factory, TimeProvider time)
    {
        _time = time;
        _depthAt = time.GetTimestamp();
        var meter = factory?.Create(new MeterOptions(RetentionTelemetry.MeterName)) ?? (_own = new Meter(RetentionTelemetry.MeterName));
        _counters =
        [
            _entered = meter.CreateCounter<long>("retention.enrollments.entered", "{enrollment}", "Customers who entered a journey"),
            _completed = meter.CreateCounter<long>(
                "retention.enrollments.completed", "{enrollment}", "Enrollments that reached the end of their journey"),
            _exited = meter.CreateCounter<long>("retention.enrollments.exited", "{enrollment}",
                "Enrollments that ended early, by an exit or by a goal that ends the journey"),
            _stuck = meter.CreateCounter<long>(
                "retention.enrollments.stuck", "{enrollment}", "Enrollments that became stuck after their last attempt at a step"),
            _sent = meter.CreateCounter<long>(
                "retention.messages.sent", "{message}", "Messages that a channel accepted, or that are assumed sent"),
            _refused = meter.CreateCounter<long>("retention.messages.refused", "{message}", "Messages that the engine did not send"),
            _rejected = meter.CreateCounter<long>(
                "retention.messages.rejected", "{message}", "Messages that a provider rejected permanently"),
            _ambiguous = meter.CreateCounter<long>("retention.messages.ambiguous", "{message}", "Sends whose delivery is unknown"),
            _appended = meter.CreateCounter<long>("retention.events.appended", "{event}", "Events from the host, by outcome"),
            _reported = meter.CreateCounter<long>("retention.reports", "{report}", "Delivery reports of providers, by outcome"),
            _issued = meter.CreateCounter<long>("retention.vouchers.issued", "{voucher}", "Vouchers that were issued"),
            _redeemed = meter.CreateCounter<long>("retention.vouchers.redeemed", "{voucher}", "Vouchers that were redeemed"),
        ];
        _batchDuration = meter.CreateHistogram<double>("retention.batch.duration", "s", "Time from the beginning of a batch to its commit");
        _batchSize = meter.CreateHistogram<int>("retention.batch.size", "{row}", "Rows that one batch handled");
        _handOver = meter.CreateHistogram<double>("retention.handover.duration", "s", "Time that a channel took to send one message");
        _lag = meter.CreateHistogram<double>("retention.steps.lag", "s", "Delay of an enrollment when it was processed");
        meter.CreateObservableGauge(
            "retention.steps.overdue", () => OverdueSeconds(seen => seen.Steps), "s", "Time since the oldest due enrollment became due");
        meter.CreateObservableGauge(
            "retention.messages.overdue", () => OverdueSeconds(seen => seen.Messages), "s", "Time since the oldest due message became due");
        meter.CreateObservableGauge("retention.channels.down", ObserveOutages, "{channel}", "1 for each channel that is down");
        _depth = meter.CreateObservableGauge(
            "retention.outbox.depth", ObserveDepth, "{message}", "Queued messages, counted up to 10,000 per partition");
    }

    /// <summary>The number of stuck enrollments and dead messages that this process caused since it started.</summary>
    internal long Troubles => Interlocked.Read(ref _troubles);

    /// <summary>The channels that are down for this process.</summary>
    internal IReadOnlyCollection<ChannelOutage> Outages => [.. _outages.Values.OrderBy(outage => outage.Channel.Name, StringComparer.Ordinal)];

    /// <summary>True if a listener needs the outbox depth and it was not counted recently.</summary>
    internal bool NeedsOutboxDepth =>
        _depth.Enabled && (Interlocked.Read(ref _depthNow) < 0 || _time.GetElapsedTime(Interlocked.Read(ref _depthAt)) > DepthEvery);

    internal bool IsCounting
    {
        get
        {
            foreach (var counter in _counters)
            {
                if (counter.Enabled)
                    return true;
            }

            return false;
        }
    }

    private long _troubles;

    /// <summary>Counts an enrollment that an error of the engine stopped.</summary>
    internal void AddTrouble() => Interlocked.Increment(ref _troubles);

    /// <summary>Keeps exporters from exporting an activity: they export what is recorded.</summary>
    internal static void Discard(Activity? activity)
    {
        if (activity is null)
            return;
        activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        activity.IsAllDataRequested = false;
    }

    /// <summary>Starts an activity; null if nothing listens.</summary>
    internal static Activity? Start(string name, int? partition = null, ActivityKind kind = ActivityKind.Internal)
    {
        var activity = Source.StartActivity(name, kind);
        if (activity is not null && partition is { } number)
            activity.SetTag("retention.partition", number);
        return activity;
    }

    /// <summary>Marks an activity as failed. It records the exception type only, since messages may contain personal data.</summary>
    internal static void Fail(Activity? activity, Exception exception)
    {
        activity?.SetStatus(ActivityStatusCode.Error);
        activity?.SetTag("error.type", exception.GetType().FullName);
    }

    /// <summary>Counts the work of a committed transaction.</summary>
    internal void Committed(CounterTally tally)
    {
        if (tally.Troubles is > 0 and var troubles)
            Interlocked.Add(ref _troubles, troubles);
        if (!IsCounting)
            return;
        foreach (var entry in tally.All)
            Count(tally, entry);
    }

    internal void Appended(IReadOnlyList<AppendEventResult> results)
    {
        if (!_appended.Enabled)
            return;
        foreach (var result in results)
            _appended.Add(1, new KeyValuePair<string, object?>("retention.outcome", KebabName.Of(result.Outcome)));
    }

    /// <summary>Counts input that could not be read as an event.</summary>
    internal void Refused(int events)
    {
        if (events > 0)
            _appended.Add(events, new KeyValuePair<string, object?>("retention.outcome", KebabName.Of(EventOutcome.Refused)));
    }

    internal void Reported(Channel channel, ReportOutcome outcome) =>
        _reported.Add(1, new("retention.channel", channel.Name), new("retention.outcome", KebabName.Of(outcome)));

    internal void Redeemed(Voucher voucher) =>
        _redeemed.Add(1, new("retention.journey", voucher.Journey.Value), new("retention.offer", voucher.Offer.Name.Value));

    internal long Begin() => _batchDuration.Enabled || _handOver.Enabled ? _time.GetTimestamp() : 0;

    internal void Batch(string work, int size, long begun)
    {
        if (begun > 0 && _batchDuration.Enabled)
            _batchDuration.Record(_time.GetElapsedTime(begun).TotalSeconds, new KeyValuePair<string, object?>("retention.work", work));
        if (_batchSize.Enabled)
            _batchSize.Record(size, new KeyValuePair<string, object?>("retention.work", work));
    }

    internal void HandedOver(Channel channel, DeliveryStatus status, long begun)
    {
        if (begun > 0 && _handOver.Enabled)
            _handOver.Record(_time.GetElapsedTime(begun).TotalSeconds, new("retention.channel", channel.Name),
                new("retention.result", KebabName.Of(status)));
    }

    internal void Moved(IReadOnlyList<Enrollment> due, DateTimeOffset now)
    {
        if (!_lag.Enabled)
            return;
        foreach (var enrollment in due)
            _lag.Record(Math.Max(0, (now - enrollment.DueAt!.Value).TotalSeconds),
                new KeyValuePair<string, object?>("retention.journey", enrollment.Journey.Value));
    }

    /// <summary>Stores what was due when the due work was last read.</summary>
    internal void RecordDueWork(DueWork dueWork, DateTimeOffset now) =>
        Volatile.Write(ref _seen, new Lateness(now, _time.GetTimestamp(), Lateness.First(dueWork, partition => partition.Steps),
            Lateness.First(dueWork, partition => partition.Messages)));

    internal void Failed(ChannelOutage outage) => _outages[outage.Channel] = outage;

    internal void Recovered(Channel channel) => _outages.TryRemove(channel, out _);

    internal void RecordOutboxDepth(long depth)
    {
        Interlocked.Exchange(ref _depthAt, _time.GetTimestamp());
        Interlocked.Exchange(ref _depthNow, depth);
    }

    public void Dispose() => _own?.Dispose();

    private void Count(CounterTally tally, CounterTally.Entry entry)
    {
        var journey = new KeyValuePair<string, object?>("retention.journey", entry.Journey.Value);
        var step = new KeyValuePair<string, object?>("retention.step", entry.Step);
        switch (entry.Measure)
        {
            case JourneyMeasures.Entered:
                _entered.Add(entry.Count, journey);
                break;
            case CounterTally.Completed:
                _completed.Add(entry.Count, journey);
                break;
            case CounterTally.Exited:
                _exited.Add(entry.Count, journey, new("retention.reason", entry.Detail));
                break;
            case JourneyMeasures.Stuck:
                _stuck.Add(entry.Count, journey, step);
                break;
            case JourneyMeasures.Sent:
                _sent.Add(entry.Count, journey, step, new("retention.channel", entry.Detail));
                break;
            case JourneyMeasures.Ambiguous:
                _ambiguous.Add(entry.Count, journey, step, new("retention.channel", entry.Detail));
                break;
            case CounterTally.Rejected:
                NotSent(_rejected, entry, entry.Count);
                break;
            case JourneyMeasures.NotSent when entry.Count > tally.RejectedOf(entry):
                NotSent(_refused, entry, entry.Count - tally.RejectedOf(entry));
                break;
            case JourneyMeasures.VoucherIssued:
                _issued.Add(entry.Count, journey, new("retention.offer", entry.Detail));
                break;
            default:
                break;
        }
    }

    private static void NotSent(Counter<long> counter, CounterTally.Entry entry, long count)
    {
        var colon = entry.Detail.IndexOf(':', StringComparison.Ordinal);
        counter.Add(count, new("retention.journey", entry.Journey.Value), new("retention.channel", entry.Detail[..colon]),
            new("retention.reason", entry.Detail[(colon + 1)..]));
    }

    private double OverdueSeconds(Func<Lateness, DateTimeOffset?> of) =>
        Volatile.Read(ref _seen) is { } seen && of(seen) is { } due
            ? Math.Max(0, (seen.Now + _time.GetElapsedTime(seen.Timestamp) - due).TotalSeconds) : 0;

    private IEnumerable<Measurement<long>> ObserveOutages() => _outages.Keys.Select(
        channel => new Measurement<long>(1, new KeyValuePair<string, object?>("retention.channel", channel.Name)));

    private IEnumerable<Measurement<long>> ObserveDepth() =>
        Interlocked.Read(ref _depthNow) is >= 0 and var depth ? [new Measurement<long>(depth)] : [];
}

/// <summary>The earliest due times, and when they were read.</summary>
internal sealed record Lateness(DateTimeOffset Now, long Timestamp, DateTimeOffset? Steps, DateTimeOffset? Messages)
{
    internal static DateTimeOffset? First(DueWork dueWork, Func<PartitionDueWork, DateTimeOffset?> kind)
    {
        DateTimeOffset? first = null;
        foreach (var partition in dueWork.Partitions)
        {
            if (kind(partition) is { } due && !(first <= due))
                first = due;
        }

        return first;
    }
}
