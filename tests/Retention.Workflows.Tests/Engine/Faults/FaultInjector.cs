using System.Collections.Concurrent;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>
/// The faults of one process, drawn from a seed: store calls fail, commits report false results, channels break, and the process dies at
/// some call.
/// </summary>
/// <remarks>
/// A dead process has no effect: every further call of a store, channel or issuer throws before it does anything. In a simulation the
/// scheduler decides before each call which task continues.
/// </remarks>
internal sealed class FaultInjector
{
    private const int LongLife = 3000;
    private const int ShortLife = 400;

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
    private int _callsToLoss;

    internal FaultInjector(int seed, string name, Scheduler? scheduler)
        : this(name, scheduler, new Random(seed))
    {
        var longest = scheduler is null ? LongLife : ShortLife;
        _callFails = Rates[_random.Next(Rates.Length)];
        _commitFails = Rates[_random.Next(Rates.Length)] * 4;
        _channelFails = _random.Next(3) * 0.2;
        _diesAtChannel = _random.Next(2) * 0.05;
        _mayDie = _random.Next(3) > 0;
        _callsToLive = _mayDie ? _random.Next(20, longest) : int.MaxValue;
        _callsToStop = _random.Next(4) == 0 ? _random.Next(20, longest) : int.MaxValue;
        _callsToLoss = scheduler is not null && _random.Next(4) == 0 ? _random.Next(20, longest) : int.MaxValue;
    }

    private FaultInjector(string name, Scheduler? scheduler, Random random)
    {
        Name = name;
        Scheduler = scheduler;
        _random = random;
        _callsToLive = _callsToStop = _callsToLoss = int.MaxValue;
    }

    /// <summary>The process: a worker or the shop, and the number of its life.</summary>
    internal string Name { get; }

    /// <summary>Decides which task continues next; null outside a simulation.</summary>
    internal Scheduler? Scheduler { get; }

    /// <summary>Called when the store no longer regards this process as alive, although it lives.</summary>
    internal Action? Lost { get; set; }

    internal bool IsDead { get; private set; }

    /// <summary>Cancelled at some call: the host asks the engine to stop.</summary>
    internal CancellationTokenSource Stop { get; private set; } = new();

    /// <summary>Forbidden actions of the engine, such as a commit after a failed call.</summary>
    internal ConcurrentQueue<string> Abuses { get; } = new();

    /// <summary>No faults.</summary>
    internal static FaultInjector WithoutFaults(string name, Scheduler? scheduler) => new(name, scheduler, new Random(0));

    /// <summary>Lets other tasks run first, in a simulation.</summary>
    internal Task PauseAsync(string what) => Scheduler?.YieldAsync(Name, what) ?? Task.CompletedTask;

    /// <summary>Called for a store call outside a commit.</summary>
    internal void Call()
    {
        lock (_lock)
        {
            ThrowIfDead();
            if (--_callsToLive <= 0)
                throw Die();
            if (--_callsToStop == 0)
                Stop.Cancel();
            if (--_callsToLoss == 0)
                Lost?.Invoke();
            if (_random.NextDouble() < _callFails)
                throw new RetentionStoreException("The store did not answer this call.");
        }
    }

    /// <summary>Commits or does not, and reports the true result or a false one.</summary>
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
        await PauseAsync("hear of its commit");
        if (draw < _commitFails)
            throw new RetentionStoreException("The connection broke while the commit was answered.");
        lock (_lock)
        {
            ThrowIfDead();
            if (_mayDie && _random.Next(400) == 0)
                throw Die();
        }
    }

    internal ChannelOutcome ChannelOutcome()
    {
        lock (_lock)
        {
            ThrowIfDead();
            if (_random.NextDouble() < _diesAtChannel)
                return _random.Next(2) == 0 ? Faults.ChannelOutcome.DieBefore : Faults.ChannelOutcome.DieAfter;
            if (_random.NextDouble() >= _channelFails)
                return Faults.ChannelOutcome.Deliver;
            return Scheduler is not null && _random.Next(8) == 0
                ? (ChannelOutcome)_random.Next((int)Faults.ChannelOutcome.BeSilent, (int)Faults.ChannelOutcome.DeliverAndBeSilent + 1)
                : (ChannelOutcome)_random.Next((int)Faults.ChannelOutcome.Throw, (int)Faults.ChannelOutcome.Reject + 1);
        }
    }

    /// <summary>
    /// The classification of the address for a rejected message: mostly none, and always none where the order of commits is not checked.
    /// </summary>
    internal BounceClass Bounce()
    {
        lock (_lock)
            return Scheduler is null || _random.Next(4) > 0
                ? BounceClass.None : (BounceClass)_random.Next((int)BounceClass.Soft, (int)BounceClass.Unsubscribed + 1);
    }

    /// <summary>True if a channel leaves an answer out.</summary>
    internal bool ForgetsAnAnswer()
    {
        lock (_lock)
            return _channelFails > 0 && _random.Next(12) == 0;
    }

    internal Exception Die()
    {
        lock (_lock)
            IsDead = true;
        return new RetentionStoreException("This process is dead.");
    }

    /// <summary>Starts the engine again after the host asked it to stop.</summary>
    internal void GoOn()
    {
        if (Stop.IsCancellationRequested)
            Stop = new CancellationTokenSource();
    }

    internal void ThrowIfDead()
    {
        if (IsDead)
            throw new RetentionStoreException("This process is dead.");
    }
}

/// <summary>The outcome of one send.</summary>
internal enum ChannelOutcome
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
    BeSilent,
    DeliverAndBeSilent,
}
