using System.Collections.Concurrent;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>What goes wrong in one process, drawn from a seed: its calls of the store fail, its commits lie, its channels break, and at some call it dies.</summary>
/// <remarks>A process that is dead reaches nobody: every further call of a store, channel or issuer throws before it does anything.</remarks>
internal sealed class Weather
{
    private static readonly double[] Rates = [0, 0.002, 0.01, 0.03];

    private readonly Lock _lock = new();
    private readonly Random _random;
    private readonly double _callFails;
    private readonly double _commitFails;
    private readonly double _channelFails;
    private readonly double _diesAtChannel;
    private readonly bool _mayDie;
    private int _callsToLive;
    private int _callsToStop;

    internal Weather(int seed)
    {
        _random = new Random(seed);
        _callFails = Rates[_random.Next(Rates.Length)];
        _commitFails = Rates[_random.Next(Rates.Length)] * 4;
        _channelFails = _random.Next(3) * 0.2;
        _diesAtChannel = _random.Next(2) * 0.05;
        _mayDie = _random.Next(3) > 0;
        _callsToLive = _mayDie ? _random.Next(20, 3000) : int.MaxValue;
        _callsToStop = _random.Next(4) == 0 ? _random.Next(20, 3000) : int.MaxValue;
    }

    private Weather()
        : this(0)
    {
        _callFails = _commitFails = _channelFails = _diesAtChannel = 0;
        _mayDie = false;
        _callsToLive = _callsToStop = int.MaxValue;
    }

    /// <summary>Nothing goes wrong.</summary>
    internal static Weather Fair => new();

    internal bool IsDead { get; private set; }

    /// <summary>Cancelled at some call: the host asks the engine to stop.</summary>
    internal CancellationTokenSource Stop { get; private set; } = new();

    /// <summary>What the engine did that nobody may do, such as committing after a call had failed.</summary>
    internal ConcurrentQueue<string> Abuses { get; } = new();

    /// <summary>A call of the store outside a commit.</summary>
    internal void Call()
    {
        lock (_lock)
        {
            ThrowIfDead();
            if (--_callsToLive <= 0)
                throw Die();
            if (--_callsToStop == 0)
                Stop.Cancel();
            if (_random.NextDouble() < _callFails)
                throw new RetentionStoreException("The store did not answer this call.");
        }
    }

    /// <summary>Commits, or does not, and tells the truth about it, or does not.</summary>
    internal async Task CommitAsync(Func<Task> commit)
    {
        double draw;
        lock (_lock)
        {
            ThrowIfDead();
            draw = _random.NextDouble();
        }

        if (draw < _commitFails / 2)
            throw new RetentionStoreException("The commit failed.");
        await commit();
        if (draw < _commitFails)
            throw new RetentionStoreException("The connection broke while the commit was answered.");
        lock (_lock)
        {
            ThrowIfDead();
            if (_mayDie && _random.Next(400) == 0)
                throw Die();
        }
    }

    internal ChannelFate ChannelFate()
    {
        lock (_lock)
        {
            ThrowIfDead();
            if (_random.NextDouble() < _diesAtChannel)
                return _random.Next(2) == 0 ? Faults.ChannelFate.DieBefore : Faults.ChannelFate.DieAfter;
            return _random.NextDouble() < _channelFails ? (ChannelFate)_random.Next(1, 7) : Faults.ChannelFate.Deliver;
        }
    }

    internal Exception Die()
    {
        lock (_lock)
            IsDead = true;
        return new RetentionStoreException("This process is dead.");
    }

    /// <summary>The host starts the engine again after it was asked to stop.</summary>
    internal void GoOn()
    {
        if (Stop.IsCancellationRequested)
            Stop = new CancellationTokenSource();
    }

    private void ThrowIfDead()
    {
        if (IsDead)
            throw new RetentionStoreException("This process is dead.");
    }
}

/// <summary>What becomes of one hand-over.</summary>
internal enum ChannelFate
{
    Deliver,
    Throw,
    DeliverAndThrow,
    LoseAmbiguously,
    DeliverAmbiguously,
    RetryLater,
    Reject,
    DieBefore,
    DieAfter,
}
