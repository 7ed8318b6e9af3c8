using Retention.Workflows.Replay;
using Retention.Workflows.Storage;
using Retention.Workflows.Tests.Engine.Faults.Oracle;

namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>Weeks of a shop in virtual time with faults, then without faults until all work is done, and the audit.</summary>
internal sealed class Trial
{
    private const int Patience = 2_000;

    private readonly TrialSetup _setup;
    private readonly CancellationToken _cancellation;
    private readonly Scheduler? _scheduler;
    private readonly Random _random;
    private readonly ManualTime _time;
    private readonly ExternalEffects _outside;
    private readonly EngineProcess?[] _lives;
    private readonly Shop _shop;
    private int _weathers;

    private Trial(TrialSetup setup, ManualTime time, Scheduler? scheduler, CancellationToken cancellation)
    {
        _setup = setup;
        _cancellation = cancellation;
        _scheduler = scheduler;
        _random = new Random(setup.Seed);
        _time = time;
        _outside = new ExternalEffects(new Ledger(setup.Journeys, _time, setup.IsThreaded, setup.SendingRules, setup.MaxAttempts));
        _lives = new EngineProcess?[setup.Engines];
        _shop = new Shop(setup, _random, _time, _outside, withoutFaults => Begin("shop", withoutFaults), cancellation);
    }

    /// <summary>Runs a trial to its end.</summary>
    /// <returns>Violations, one sentence each that begins with its kind; empty when there are none.</returns>
    internal static async Task<IReadOnlyList<string>> RunAsync(TrialSetup setup, CancellationToken cancellation) =>
        setup.IsSimulated
            ? Simulate(setup, log: null, cancellation).Violations
            : await new Trial(setup, NewTime(setup), null, cancellation).RunAsync();

    /// <summary>Runs a simulation to its end, on this thread.</summary>
    /// <param name="setup">The trial.</param>
    /// <param name="log">Receives every action of the run; null when it is not needed.</param>
    /// <param name="cancellation">Stops it.</param>
    internal static Simulated Simulate(TrialSetup setup, List<string>? log, CancellationToken cancellation)
    {
        var time = NewTime(setup);
        var scheduler = new Scheduler(setup.Seed, time) { Log = log };
        var trial = new Trial(setup, time, scheduler, cancellation);
        try
        {
            return new Simulated(scheduler.Run(trial.RunAsync), scheduler.Trace, scheduler.Steps, trial._outside.Ledger.Seen);
        }
        catch (HangException hang)
        {
            return new Simulated([.. trial._outside.Ledger.Violations, $"progress: {hang.Message}"], scheduler.Trace, scheduler.Steps,
                trial._outside.Ledger.Seen);
        }
    }

    private static ManualTime NewTime(TrialSetup setup) => new(setup.Start.AddHours(-1));

    private async Task<IReadOnlyList<string>> RunAsync()
    {
        await _shop.EngineProcess.Engine.RunDueAsync(_cancellation);
        await _shop.OpenDoorsAsync();
        await _shop.EngineProcess.Engine.RunDueAsync(_cancellation);
        var audience = await _shop.AudienceAsync();
        await EnterAsync();
        for (var hop = 0; hop < _setup.Hops; hop++)
            await HopAsync();
        await CalmAsync();
        return await AuditAsync(audience);
    }

    /// <summary>Runs the schedule, and starts the engines again until one of them finishes its work.</summary>
    private async Task EnterAsync()
    {
        _time.MoveTo(_setup.Start);
        var cameThrough = false;
        for (var tries = 0; !cameThrough; tries++)
        {
            if (tries == Patience)
                throw new HangException("no engine comes through the first schedule");
            await TogetherAsync([.. Workers(tries: 1, () => cameThrough = true)]);
        }
    }

    /// <summary>Advances time, performs actions, and lets the engines work; some die.</summary>
    private async Task HopAsync()
    {
        _time.Advance(_setup.LongestHop * _random.NextDouble());
        var acts = _random.Next(4) * (_setup.Engines == 1 ? 1 : 3);
        // In a simulation the shop makes several calls at once, and the clock advances meanwhile.
        var shop = _scheduler is null
            ? [() => ActAsync(acts)] : Enumerable.Range(0, acts).Select(_ => (Func<Task>)ActLaterAsync).Append(PassTimeAsync);
        await TogetherAsync([.. shop, .. Workers(tries: 3)]);
        if (_random.Next(10) == 0)
            await EndAsync(_random.Next(_lives.Length));
    }

    private IEnumerable<Func<Task>> Workers(int tries, Action? cameThrough = null) =>
        Enumerable.Range(0, _lives.Length).Select(engine => (Func<Task>)(async () =>
        {
            if (await WorkAsync(engine, tries))
                cameThrough?.Invoke();
        }));

    private async Task TogetherAsync(IReadOnlyList<Func<Task>> parts)
    {
        if (_scheduler is not null)
        {
            await Task.WhenAll(parts.Select(async part =>
            {
                await _scheduler.YieldAsync("somebody", "begin");
                await part();
            }));
        }
        else if (_setup.IsThreaded)
        {
            await Task.WhenAll(parts.Select(part => Task.Run(part, _cancellation)));
        }
        else
        {
            foreach (var part in parts)
                await part();
        }
    }

    private async Task<bool> WorkAsync(int engine, int tries)
    {
        for (var attempt = 0; attempt < tries; attempt++)
        {
            var life = _lives[engine] ??= Begin($"worker {engine}", withoutFaults: false);
            if (await life.RunAsync())
                return true;
            if (life.FaultInjector.IsDead)
                await EndAsync(engine);
        }

        return false;
    }

    private async Task ActAsync(int acts)
    {
        for (var act = 0; act < acts; act++)
            await _shop.ActAsync();
    }

    private async Task ActLaterAsync()
    {
        await _scheduler!.LaterAsync("the shop", "act", _random.Next(600));
        await _shop.ActAsync();
    }

    private async Task PassTimeAsync()
    {
        for (var moment = 0; moment < 6; moment++)
        {
            await _scheduler!.LaterAsync("the clock", "go on", _random.Next(200));
            _time.Advance(TimeSpan.FromMilliseconds(_random.Next(4) == 0 ? _random.Next(600_000) : _random.Next(2_000)));
        }
    }

    /// <summary>Ends the faults: all processes start anew, and time advances from one due moment to the next.</summary>
    private async Task CalmAsync()
    {
        for (var engine = 0; engine < _lives.Length; engine++)
            await EndAsync(engine);
        await _shop.StartAnewAsync();
        await _shop.ResumeJourneysAsync();
        await _shop.ResumeAllAsync();
        var engineAtLast = _shop.EngineProcess.Engine;
        var isIdle = !await engineAtLast.RunDueAsync(_cancellation);
        for (var idle = 0; await engineAtLast.NextDueAsync(_cancellation) is { } due && due <= _setup.Until; idle = isIdle ? idle + 1 : 0)
        {
            if (idle == Patience)
                throw new HangException("something is due, and nothing is done");
            _time.MoveTo(due > _time.GetUtcNow() ? due : _time.GetUtcNow().AddMilliseconds(1));
            isIdle = !await engineAtLast.RunDueAsync(_cancellation);
        }
    }

    private async Task<IReadOnlyList<string>> AuditAsync(IReadOnlyList<CustomerId> audience)
    {
        await _shop.EngineProcess.DisposeAsync();
        _outside.Ledger.Settle();
        var store = _setup.Open();
        var journeyRows = await JourneyRows.ReadAsync(store, _setup.Journeys, [.. _outside.Ledger.Erased.Keys], _cancellation);
        if (store is IAsyncDisposable closing)
            await closing.DisposeAsync();
        var wrong = new List<string>(_outside.Ledger.Violations);
        wrong.AddRange(new Audit(journeyRows, _setup.Journeys, _outside, new HashSet<Channel>(_setup.SmsIsIdempotent ? [Channel.Sms] : []),
            _time.GetUtcNow()).Violations());
        wrong.AddRange(_shop.Broken(journeyRows));
        wrong.AddRange(journeyRows.Enrollments.Where(
            enrollment => enrollment is { EndedAt: null, Status: not EnrollmentStatus.Delivering } && enrollment.EnteredAt < _time.GetUtcNow() - _setup.LongestEnrollment)
            .Select(enrollment => $"stuck: {enrollment.Id} has not ended: at {enrollment.Step}, due {enrollment.DueAt:O}"));
        var scheduled = journeyRows.Enrollments.Where(enrollment => enrollment.Journey == _setup.Journey.Name && !enrollment.EntryKey.StartsWith(
            "cart-", StringComparison.Ordinal)).CountBy(enrollment => enrollment.Customer).ToDictionary();
        wrong.AddRange(audience.Where(_shop.HasStayed)
            .Where(customer =>
                _setup.Occurrences is { } times ? scheduled.GetValueOrDefault(customer) != times : !scheduled.ContainsKey(customer))
            .Select(customer => $"schedule: it took {customer} in {scheduled.GetValueOrDefault(customer)} times"));
        return wrong;
    }

    private EngineProcess Begin(string who, bool withoutFaults)
    {
        var number = Interlocked.Increment(ref _weathers);
        var name = $"{who} in life {number}";
        return new EngineProcess(_setup, _setup.Open(),
            withoutFaults ? FaultInjector.WithoutFaults(name, _scheduler) : new FaultInjector((_setup.Seed * 10_000) + number, name, _scheduler), _time, _outside);
    }

    private async Task EndAsync(int engine)
    {
        if (Interlocked.Exchange(ref _lives[engine], null) is { } life)
            await life.DisposeAsync();
    }
}

/// <summary>The result of a simulation.</summary>
/// <param name="Violations">Violations, one sentence each that begins with its kind.</param>
/// <param name="Trace">A hash over all actions in their order: the same for the same seed.</param>
/// <param name="Steps">The number of times that a task continued.</param>
/// <param name="Seen">Counts of what occurred.</param>
internal sealed record Simulated(IReadOnlyList<string> Violations, ulong Trace, int Steps, IReadOnlyDictionary<string, int> Seen);
