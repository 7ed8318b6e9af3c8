using System.Collections.Concurrent;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>The messages of one partition that this process has read, is handing over, or has results for that are not stored.</summary>
/// <remarks>One visit at a time uses it, under <see cref="Gate"/>. Only <see cref="Finish"/> is called from outside a visit.</remarks>
internal sealed class SendWindow
{
    private readonly ConcurrentQueue<PendingSend> _finished = new();
    private readonly HashSet<EnrollmentId> _sendingOf = [];
    private readonly List<PendingSend> _ready = [];
    private int _unsaved;
    private int _handingOver;
    private long _readAt;

    internal SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>True if messages are being handed over, or results are not stored.</summary>
    internal bool IsSending => Volatile.Read(ref _unsaved) > 0;

    /// <summary>True if messages have no result yet.</summary>
    internal bool IsHandingOver => Volatile.Read(ref _handingOver) > 0;

    /// <summary>True if results are not stored.</summary>
    internal bool HasResults => !_finished.IsEmpty;

    /// <summary>True if this visit has read all messages that are due, as far as their channels have slots.</summary>
    internal bool HasReadAll { get; set; }

    /// <summary>Returns those messages that are not there already.</summary>
    internal IReadOnlyList<PendingSend> Without(IReadOnlyList<PendingSend> read)
    {
        var known = _ready.Select(pending => pending.Message.Id).ToHashSet();
        return known.Count == 0 ? read : [.. read.Where(pending => !known.Contains(pending.Message.Id))];
    }

    /// <summary>Adds messages that were read and composed.</summary>
    internal void Add(IReadOnlyList<PendingSend> pendingSends, long readAt)
    {
        if (_ready.Count == 0)
            _readAt = readAt;
        _ready.AddRange(pendingSends);
    }

    /// <summary>Forgets messages that were read too long ago: their content may be out of date.</summary>
    internal void ForgetOld(TimeProvider time, TimeSpan limit)
    {
        if (_ready.Count > 0 && time.GetElapsedTime(_readAt) > limit)
            _ready.Clear();
    }

    /// <summary>
    /// Takes the next messages whose channel has a slot, in order. Only one message of an enrollment is handed over at a time, so that its
    /// result, such as a bounce or an exit, affects the next one.
    /// </summary>
    /// <param name="slots">The slots of the channels; one is taken for each message.</param>
    /// <param name="ending">By channel: the slots that the same transaction gives back.</param>
    /// <param name="mayTake">Decides from the channel and the number taken so far whether one more may be taken.</param>
    internal IReadOnlyList<PendingSend> Take(
        SendSlots slots, IReadOnlyDictionary<Channel, int> ending, Func<Channel, int, bool> mayTake)
    {
        var taken = new List<PendingSend>();
        var counts = new Dictionary<Channel, int>();
        var enrollments = new HashSet<EnrollmentId>(_sendingOf);
        var left = new List<PendingSend>();
        foreach (var pending in _ready)
        {
            var channel = pending.Message.Channel;
            var count = counts.GetValueOrDefault(channel);
            if (!enrollments.Contains(pending.Message.Enrollment) && mayTake(channel, count)
                && slots.TryTake(channel, ending.GetValueOrDefault(channel)))
            {
                enrollments.Add(pending.Message.Enrollment);
                counts[channel] = count + 1;
                taken.Add(pending);
            }
            else
            {
                left.Add(pending);
            }
        }

        _ready.Clear();
        _ready.AddRange(left);
        return taken;
    }

    /// <summary>Messages are marked and about to be handed over.</summary>
    internal void Begin(IReadOnlyCollection<PendingSend> marked)
    {
        Interlocked.Add(ref _unsaved, marked.Count);
        Interlocked.Add(ref _handingOver, marked.Count);
        _sendingOf.UnionWith(marked.Select(pending => pending.Message.Enrollment));
    }

    /// <summary>A message has a result. Thread-safe.</summary>
    internal void Finish(PendingSend pending)
    {
        _finished.Enqueue(pending);
        Interlocked.Decrement(ref _handingOver);
    }

    /// <summary>Results could not be stored, or it is unknown whether they were. They are stored again.</summary>
    internal void GiveBack(IEnumerable<PendingSend> results)
    {
        foreach (var pending in results)
            _finished.Enqueue(pending);
    }

    /// <summary>Takes the results that are not stored.</summary>
    internal IReadOnlyList<PendingSend> TakeResults()
    {
        var results = new List<PendingSend>();
        while (_finished.TryDequeue(out var pending))
            results.Add(pending);
        return results;
    }

    /// <summary>The results of messages are stored.</summary>
    internal void End(IReadOnlyCollection<PendingSend> stored)
    {
        Interlocked.Add(ref _unsaved, -stored.Count);
        _sendingOf.ExceptWith(stored.Select(pending => pending.Message.Enrollment));
    }
}
