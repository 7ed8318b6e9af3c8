using System.Collections.Concurrent;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>
/// The messages of one batch: those that are ready, those that are being handed over, and the results that are not stored yet.
/// </summary>
/// <remarks>
/// Each channel has its own slots, so a slow one does not take those of another. One visit uses a window; only <see cref="Finish"/> is
/// called from other threads.
/// </remarks>
internal sealed class SendWindow
{
    private readonly IReadOnlyDictionary<Channel, int> _slots;
    private readonly LinkedList<PendingSend> _ready;
    private readonly Dictionary<Channel, int> _taken = [];
    private readonly Dictionary<Channel, int> _readyOf;
    private readonly Dictionary<EnrollmentId, int> _sendingOf = [];
    private readonly ConcurrentQueue<PendingSend> _finished = new();
    private readonly List<Task> _calls = [];

    /// <param name="ready">The messages, in the order in which they leave.</param>
    /// <param name="slots">How many messages of each of their channels may be marked at the same time; 1 or more.</param>
    internal SendWindow(IEnumerable<PendingSend> ready, IReadOnlyDictionary<Channel, int> slots)
    {
        _ready = new(ready);
        _slots = slots;
        _readyOf = _ready.CountBy(pending => pending.Message.Channel).ToDictionary();
    }

    /// <summary>
    /// Takes the next messages whose channel has a slot. A message waits for an earlier one of its enrollment that is being handed over or
    /// waits itself, so that its result, such as a bounce or an exit, affects it. Transactional messages do not wait for others.
    /// </summary>
    internal IReadOnlyList<PendingSend> Take()
    {
        var taken = new List<PendingSend>();
        var seen = new HashSet<EnrollmentId>();
        for (var node = _ready.First; node is not null && HasRoom();)
        {
            var (pending, next) = (node.Value, node.Next);
            var (channel, enrollment) = (pending.Message.Channel, pending.Message.Enrollment);
            var waits = pending.Step.Topic != Topic.Transactional
                && (_sendingOf.ContainsKey(enrollment) || seen.Contains(enrollment));
            if (!waits && _taken.GetValueOrDefault(channel) is var count && count < _slots[channel])
            {
                _taken[channel] = count + 1;
                _readyOf[channel]--;
                _ready.Remove(node);
                taken.Add(pending);
            }

            seen.Add(enrollment);
            node = next;
        }

        return taken;
    }

    /// <summary>True if a channel has a slot for a message that is ready, so that it pays to look for one.</summary>
    private bool HasRoom()
    {
        foreach (var (channel, ready) in _readyOf)
        {
            if (ready > 0 && _taken.GetValueOrDefault(channel) < _slots[channel])
                return true;
        }

        return false;
    }

    /// <summary>Messages that were taken are not marked, so their slots are free.</summary>
    internal void Release(IEnumerable<PendingSend> unmarked)
    {
        foreach (var pending in unmarked)
            _taken[pending.Message.Channel]--;
    }

    /// <summary>Messages are marked and about to be handed over.</summary>
    internal void Begin(IReadOnlyCollection<PendingSend> marked)
    {
        foreach (var pending in marked)
            _sendingOf[pending.Message.Enrollment] = _sendingOf.GetValueOrDefault(pending.Message.Enrollment) + 1;
    }

    /// <summary>A message has a result. Thread-safe.</summary>
    internal void Finish(PendingSend pending) => _finished.Enqueue(pending);

    /// <summary>Calls to channels are on their way. A call ends when its messages have results.</summary>
    internal void Add(IEnumerable<Task> calls) => _calls.AddRange(calls);

    /// <summary>Takes the results that have come. Their slots are free, because the next transaction stores them.</summary>
    internal IReadOnlyList<PendingSend> TakeResults()
    {
        var results = new List<PendingSend>();
        while (_finished.TryDequeue(out var pending))
        {
            results.Add(pending);
            _taken[pending.Message.Channel]--;
            if (--_sendingOf[pending.Message.Enrollment] == 0)
                _sendingOf.Remove(pending.Message.Enrollment);
        }

        return results;
    }

    /// <summary>Waits until a message has a result.</summary>
    /// <returns>False if none is being handed over and no result is left.</returns>
    internal async Task<bool> WaitAsync()
    {
        while (_finished.IsEmpty && _calls.Count > 0)
        {
            await Task.WhenAny(_calls).ConfigureAwait(false); // each call ends at the latest after its timeout
            _calls.RemoveAll(call => call.IsCompleted);
        }

        return !_finished.IsEmpty;
    }
}
