using System.Collections.Concurrent;
using System.Globalization;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Tests.Engine.Faults;

namespace Retention.Workflows.Tests.Engine.Racing;

/// <summary>Customers leave, unsubscribe and are erased in the very moment in which messages to them are handed over, on real threads.</summary>
/// <remarks>
/// In waves, one a night: customers enter in a quiet hour, which holds their messages back; when it is over, engines and those who leave
/// run at once. The ledger knows the order of commits and of hand-overs, and judges it in the end; the audit goes through the store.
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
    private readonly Outside _outside;
    private readonly List<Life> _engines = [];
    private readonly List<Life> _crowds = [];
    private readonly Dictionary<CustomerId, string> _links = [];
    private readonly ConcurrentDictionary<CustomerId, (string Act, long Begun, long Done)> _acts = new();

    private Race(TrialSetup setup, int wave, CancellationToken cancellation)
    {
        _setup = setup;
        _wave = wave;
        _cancellation = cancellation;
        _time = new ManualTime(setup.Start);
        _outside = new Outside(new Ledger(setup.Journeys, _time, isThreaded: true, setup.Manners, setup.MaxAttempts));
    }

    /// <summary>Runs the race.</summary>
    /// <param name="seed">Draws who does what.</param>
    /// <param name="collisions">How many customers leave while a message is on its way to them.</param>
    /// <param name="wave">How many of them at once.</param>
    /// <param name="open">Opens the store, once for each process.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="planted">A bug that it has to find; none by default.</param>
    internal static async Task<RaceResult> RunAsync(int seed, int collisions, int wave, Func<IRetentionStore> open, CancellationToken cancellation, PlantedBug? planted = null)
    {
        var setup = TrialSetup.UnderFire(seed, open) with { Engines = Engines, Journey = Journey(), Others = [Greeting()], Manners = new Manners { QuietHours = [Quiet] }, Planted = planted ?? PlantedBug.None };
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

    /// <summary>Gives customers a link to unsubscribe with.</summary>
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

    private Life Begin(string name) => new(_setup, _setup.Open(), Weather.Fair(name, null), _time, _outside);

    private async Task WaveAsync(int first, int count)
    {
        var random = new Random(_setup.Seed + first);
        Customer[] customers = [.. Enumerable.Range(first, count).Select(number => Some.Customer(string.Create(CultureInfo.InvariantCulture, $"c{number}")))];
        var midnight = new DateTimeOffset(_time.GetUtcNow().Date.AddDays(1), TimeSpan.Zero);
        await _crowds[0].Client.SaveCustomersAsync(customers, _cancellation);
        await _crowds[0].Client.AppendEventsAsync([.. customers.Where(customer => ActOf(customer.Id) == "follow").Select(customer => Told(customer.Id, Greeted))], _cancellation);
        await _engines[0].RunAsync();
        while (_outside.Links.TryDequeue(out var link))
            _links[link.Customer] = link.Token;
        _time.MoveTo(midnight.AddMinutes(30));
        await _crowds[0].Client.AppendEventsAsync([.. customers.Select(customer => Told(customer.Id, Entered))], _cancellation);
        await _engines[0].RunAsync();
        // What waits for the end of quiet hours is spread over ten minutes behind it.
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
                await ActAsync(crowd.Client, customer.Id);
        }, _cancellation));
        await Task.WhenAll([.. engines, .. crowds]);
        await _engines[0].RunAsync();
    }

    /// <summary>By the customer's number: most leave, some unsubscribe, by an event or by the link of a message, some are erased.</summary>
    private static string ActOf(CustomerId customer) => (int.Parse(customer.Value.AsSpan(1), CultureInfo.InvariantCulture) % 8) switch
    {
        0 or 1 => "erase",
        2 => "unsubscribe",
        3 => "follow",
        _ => "leave",
    };

    private async Task ActAsync(IRetentionClient client, CustomerId customer)
    {
        var begun = _outside.Ledger.Draw();
        var act = ActOf(customer);
        if (act == "erase")
            await client.EraseAsync(customer, _cancellation);
        else if (act == "leave")
            await client.AppendEventsAsync([Told(customer, Left)], _cancellation);
        else if (act == "unsubscribe")
            await client.AppendEventsAsync([Told(customer, EventNames.Unsubscribed) with { Properties = new PropertyBag([new("channel", "email")]) }], _cancellation);
        else
            await client.UnsubscribeAsync(_links[customer], _cancellation);
        _acts[customer] = (act, begun, _outside.Ledger.Draw());
    }

    private CustomerEvent Told(CustomerId customer, EventName name) => new() { Id = $"{name}-{customer}", Customer = customer, Name = name, OccurredAt = _time.GetUtcNow() };

    private async Task<RaceResult> JudgeAsync()
    {
        _outside.Ledger.Settle();
        var store = _setup.Open();
        var books = await Books.ReadAsync(store, _setup.Journeys, [.. _outside.Ledger.Erased.Keys], _cancellation);
        if (store is IAsyncDisposable closing)
            await closing.DisposeAsync();
        var wrong = new List<string>(_outside.Ledger.Violations);
        wrong.AddRange(new Audit(books, _setup.Journeys, _outside, new HashSet<Channel>(), _time.GetUtcNow()).Violations());
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var handedOver = _outside.HandOvers.Where(entry => entry.Key.Contains("/offer/", StringComparison.Ordinal)).ToLookup(entry => entry.Customer, entry => entry.Number);
        var messages = books.Messages.Where(message => message.Step == "offer").ToDictionary(message => message.Customer);
        foreach (var (customer, (act, begun, done)) in _acts)
        {
            var message = messages.GetValueOrDefault(customer);
            var at = handedOver[customer].DefaultIfEmpty().Max();
            var when = at == 0 ? "and nothing was handed over" : at < begun ? "after the hand-over" : at < done ? "during the hand-over" : "before the hand-over of what was marked";
            Count($"{act} {when}");
            if (message is not null)
                Count($"{act}: {message.Status} {message.Reason}".TrimEnd());
            // Whatever arrives behind the answer was marked before the commit, and says so.
            if (act == "leave" && at > done && message is not { Status: MessageStatus.Sent, Reason: "exited-after-hand-over" })
                wrong.Add($"after: {customer} had left, the message came later, and is {message?.Status} ({message?.Reason})");
            if (act == "erase" && message is not null)
                wrong.Add($"after: {customer} was erased, and there is a message");
        }

        foreach (var (what, times) in _outside.Ledger.Seen.Where(entry => entry.Key.Contains("while", StringComparison.Ordinal) || entry.Key.Contains("behind", StringComparison.Ordinal)))
            counts[what] = times;
        return new RaceResult(wrong, _acts.Count, counts);

        void Count(string what) => counts[what] = counts.GetValueOrDefault(what) + 1;
    }
}

/// <summary>How a race went.</summary>
/// <param name="Violations">What is wrong, a sentence each that begins with its kind.</param>
/// <param name="Collisions">How many customers left while a message was on its way.</param>
/// <param name="Counts">How it came out, and how often.</param>
internal sealed record RaceResult(IReadOnlyList<string> Violations, int Collisions, IReadOnlyDictionary<string, int> Counts)
{
    /// <summary>With so many, some meet in the very moment of the hand-over.</summary>
    private const int Many = 10_000;

    /// <summary>Whether all went well, and both sides were first often enough for that to say something.</summary>
    internal void ShouldBeClean(int collisions)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(Environment.NewLine, Counts.Select(entry => $"{entry.Value} {entry.Key}")));
        Violations.Take(12).Should().BeEmpty("{0} violations", Violations.Count);
        Collisions.Should().Be(collisions);
        Counts.Keys.Should().Contain([
            "leave: Withdrawn exited", "leave: Sent", "unsubscribe: Refused suppressed", "unsubscribe: Sent", "follow: Refused suppressed",
            "erase and nothing was handed over", "erase after the hand-over",
        ]);
        if (collisions >= Many)
            Counts.Keys.Should().Contain(["leave: Sent exited-after-hand-over", "an exit while a message is handed over", "an erasure while a message is handed over"]);
    }
}
