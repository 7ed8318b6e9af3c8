using System.Collections.Concurrent;
using System.Globalization;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Tests.Engine.Faults;
using Retention.Workflows.Tests.Engine.Faults.Oracle;

namespace Retention.Workflows.Tests.Engine.Racing;

/// <summary>Customers exit, unsubscribe and are erased at the same moment at which messages to them are sent, on real threads.</summary>
/// <remarks>
/// One wave each night: customers enter in quiet hours, which delay their messages. When the quiet hours end, engines and exits run at
/// once. The ledger knows the order of commits and sends, and checks it at the end; the audit checks the store.
/// </remarks>
internal sealed class Race
{
    private const int Engines = 2;
    private const int Crowds = 2;

    private static readonly QuietHours Quiet = new() { From = new TimeOnly(0, 0), Until = new TimeOnly(1, 0) };
    private static readonly EventName Entered = new("entered");
    private static readonly EventName Greeted = new("greeted");
    private static readonly EventName Left = new("left");

    private readonly TrialSetup _setup;
    private readonly int _wave;
    private readonly CancellationToken _cancellation;
    private readonly ManualTime _time;
    private readonly ExternalEffects _outside;
    private readonly List<EngineProcess> _engines = [];
    private readonly List<EngineProcess> _crowds = [];
    private readonly Dictionary<CustomerId, string> _links = [];
    private readonly ConcurrentDictionary<CustomerId, (string Act, long Begun, long Done)> _acts = new();

    private Race(TrialSetup setup, int wave, CancellationToken cancellation)
    {
        _setup = setup;
        _wave = wave;
        _cancellation = cancellation;
        _time = new ManualTime(setup.Start);
        _outside = new ExternalEffects(new Ledger(setup.Journeys, _time, isThreaded: true, setup.SendingRules, setup.MaxAttempts));
    }

    /// <summary>Runs the race.</summary>
    /// <param name="seed">Draws the actions of the customers.</param>
    /// <param name="collisions">The number of customers who exit while a message to them is being sent.</param>
    /// <param name="wave">The number of customers in one wave.</param>
    /// <param name="open">Opens the store, once for each process.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="planted">A bug that the race has to find; none by default.</param>
    internal static async Task<RaceResult> RunAsync(
        int seed, int collisions, int wave, Func<IRetentionStore> open, CancellationToken cancellation, PlantedBug? planted = null)
    {
        var setup = TrialSetup.UnderFire(seed, open) with { Engines = Engines, Journey = Journey(), Others = [Greeting()],
            SendingRules = new SendingRules { QuietHours = [Quiet] }, Planted = planted ?? PlantedBug.None };
        var race = new Race(setup, wave, cancellation);
        try
        {
            return await race.RunAsync(collisions);
        }
        finally
        {
            foreach (var life in race._engines.Concat(race._crowds))
                await life.DisposeAsync();
        }
    }

    private static JourneyDefinition Journey() => JourneyDefinition.Build(new JourneyName("race"), journey =>
    {
        journey.Enroll.On(Entered).ReEntry(ReEntry.Always);
        journey.ExitOn("left", Left);
        journey.Steps.SendEmail("offer", template: "offer").Wait("stay", Period.Days(30));
    });

    /// <summary>Gives customers a link to unsubscribe.</summary>
    private static JourneyDefinition Greeting() => JourneyDefinition.Build(new JourneyName("greeting"), journey =>
    {
        journey.Enroll.On(Greeted).ReEntry(ReEntry.Always);
        journey.Steps.SendEmail("hello", template: "hello");
    });

    private async Task<RaceResult> RunAsync(int collisions)
    {
        for (var number = 0; number < Engines; number++)
            _engines.Add(Begin($"engine {number}"));
        for (var number = 0; number < Crowds; number++)
            _crowds.Add(Begin($"crowd {number}"));
        await _engines[0].Engine.RunDueAsync(_cancellation);
        for (var first = 0; first < collisions; first += _wave)
            await WaveAsync(first, Math.Min(_wave, collisions - first));
        return await JudgeAsync();
    }

    private EngineProcess Begin(string name) => new(_setup, _setup.Open(), FaultInjector.WithoutFaults(name, null), _time, _outside);

    private async Task WaveAsync(int first, int count)
    {
        var random = new Random(_setup.Seed + first);
        Customer[] customers = [.. Enumerable.Range(first, count)
            .Select(number => Some.Customer(string.Create(CultureInfo.InvariantCulture, $"c{number}")))];
        var midnight = new DateTimeOffset(_time.GetUtcNow().Date.AddDays(1), TimeSpan.Zero);
        await _crowds[0].Client.SaveCustomersAsync(customers, _cancellation);
        await _crowds[0].Client.AppendEventsAsync([.. customers.Where(customer => ActOf(customer.Id) == "follow")
            .Select(customer => EventOf(customer.Id, Greeted))], _cancellation);
        await _engines[0].RunAsync();
        while (_outside.Links.TryDequeue(out var link))
            _links[link.Customer] = link.Token;
        _time.MoveTo(midnight.AddMinutes(30));
        await _crowds[0].Client.AppendEventsAsync([.. customers.Select(customer => EventOf(customer.Id, Entered))], _cancellation);
        await _engines[0].RunAsync();
        // Messages that wait for the end of quiet hours are spread over the ten minutes after it.
        _time.MoveTo(midnight.AddMinutes(75));
        random.Shuffle(customers);
        using var start = new Barrier(Engines + Crowds);
        var engines = _engines.Select(engine => Task.Run(async () =>
        {
            start.SignalAndWait(_cancellation);
            await engine.RunAsync();
        }, _cancellation));
        var crowds = _crowds.Select((crowd, number) => Task.Run(async () =>
        {
            start.SignalAndWait(_cancellation);
            foreach (var customer in customers.Where((_, index) => index % Crowds == number))
                await ActAsync(crowd, customer.Id);
        }, _cancellation));
        await Task.WhenAll([.. engines, .. crowds]);
        await _engines[0].RunAsync();
    }

    /// <summary>
    /// The action of a customer, by number: most exit, some unsubscribe by an event or by the link of a message, some are erased.
    /// </summary>
    private static string ActOf(CustomerId customer) => (int.Parse(customer.Value.AsSpan(1), CultureInfo.InvariantCulture) % 8) switch
    {
        0 or 1 => "erase",
        2 => "unsubscribe",
        3 => "follow",
        _ => "leave",
    };

    private async Task ActAsync(EngineProcess crowd, CustomerId customer)
    {
        var begun = _outside.Ledger.Draw();
        var act = ActOf(customer);
        if (act == "erase")
            await crowd.Privacy.EraseAsync(customer, _cancellation);
        else if (act == "leave")
            await crowd.Client.AppendEventsAsync([EventOf(customer, Left)], _cancellation);
        else if (act == "unsubscribe")
            await crowd.Client.AppendEventsAsync([EventOf(
                customer, EventNames.Unsubscribed) with { Properties = new PropertyBag([new("channel", "email")]) }], _cancellation);
        else
            await crowd.Privacy.UnsubscribeAsync(_links[customer], _cancellation);
        _acts[customer] = (act, begun, _outside.Ledger.Draw());
    }

    private CustomerEvent EventOf(CustomerId customer, EventName name) =>
        new() { Id = $"{name}-{customer}", Customer = customer, Name = name, OccurredAt = _time.GetUtcNow() };

    private async Task<RaceResult> JudgeAsync()
    {
        _outside.Ledger.Settle();
        var store = _setup.Open();
        var journeyRows = await JourneyRows.ReadAsync(store, _setup.Journeys, [.. _outside.Ledger.Erased.Keys], _cancellation);
        if (store is IAsyncDisposable closing)
            await closing.DisposeAsync();
        var wrong = new List<string>(_outside.Ledger.Violations);
        wrong.AddRange(new Audit(journeyRows, _setup.Journeys, _outside, new HashSet<Channel>(), _time.GetUtcNow()).Violations());
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var handedOver = _outside.HandOvers.Where(entry => entry.Key.Contains("/offer/", StringComparison.Ordinal))
            .ToLookup(entry => entry.Customer, entry => entry.Number);
        var messages = journeyRows.Messages.Where(message => message.Step == "offer").ToDictionary(message => message.Customer);
        foreach (var (customer, (act, begun, done)) in _acts)
        {
            var message = messages.GetValueOrDefault(customer);
            var at = handedOver[customer].DefaultIfEmpty().Max();
            var when = at == 0 ? "and nothing was handed over" : at < begun ? "after the hand-over" : at < done
                ? "during the hand-over" : "before the hand-over of what was marked";
            Count($"{act} {when}");
            if (message is not null)
                Count($"{act}: {message.Status} {message.Reason}".TrimEnd());
            // A message that arrives after the answer was marked before the commit, and its record says so.
            if (act == "leave" && at > done && message is not { Status: MessageStatus.Sent, Reason: "exited-after-hand-over" })
                wrong.Add($"after: {customer} had left, the message came later, and is {message?.Status} ({message?.Reason})");
            if (act == "erase" && message is not null)
                wrong.Add($"after: {customer} was erased, and there is a message");
        }

        foreach (var (what, times) in _outside.Ledger.Seen.Where(
            entry => entry.Key.Contains("while", StringComparison.Ordinal) || entry.Key.Contains("behind", StringComparison.Ordinal)))
            counts[what] = times;
        return new RaceResult(wrong, _acts.Count, counts);

        void Count(string what) => counts[what] = counts.GetValueOrDefault(what) + 1;
    }
}

/// <summary>The result of a race.</summary>
/// <param name="Violations">Violations, one sentence each that begins with its kind.</param>
/// <param name="Collisions">The number of customers who exited while a message was being sent.</param>
/// <param name="Counts">The outcomes, with their counts.</param>
internal sealed record RaceResult(IReadOnlyList<string> Violations, int Collisions, IReadOnlyDictionary<string, int> Counts)
{
    /// <summary>With this many collisions, some happen at the exact moment of the send.</summary>
    private const int Many = 10_000;

    /// <summary>Asserts that there are no violations, and that each side was first often enough to be meaningful.</summary>
    internal void ShouldBeClean(int collisions)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Join(Environment.NewLine, Counts.Select(entry => $"{entry.Value} {entry.Key}")));
        Violations.Take(12).Should().BeEmpty("{0} violations", Violations.Count);
        Collisions.Should().Be(collisions);
        Counts.Keys.Should().Contain([
            "leave: Withdrawn exited", "leave: Sent", "unsubscribe: Refused suppressed", "unsubscribe: Sent", "follow: Refused suppressed",
            "erase and nothing was handed over", "erase after the hand-over",
        ]);
        if (collisions >= Many)
            Counts.Keys.Should().Contain(["leave: Sent exited-after-hand-over", "an exit while a message is handed over",
                "an erasure while a message is handed over"]);
    }
}
