using System.Collections.Concurrent;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Tests.Engine.Faults;

namespace Retention.Workflows.Tests.Engine.Simulation;

/// <summary>Many small worlds with faults at every possible moment; each seed is one interleaving.</summary>
public sealed class SimulationTests
{
    private const int EnoughFailures = 5;

    /// <summary>Cases that several hundred worlds must meet; without them, the kept promises would prove little.</summary>
    private static readonly string[] RequiredCases =
    [
        "BuyNowAsync", "BuyLateAsync", "BuyAheadAsync", "RepeatAsync", "ContradictAsync", "OpenAsync", "RedeemAsync", "EnrollAsync",
        "EnrollAgainAsync",
        "WithdrawConsentAsync", "ConsentAsync", "ResumeAsync", "MoveAsync", "ReturnAsync", "PauseAsync", "ResumeJourneyAsync",
        "an enrollment that is held back", "a message that is held back", "an entry that is refused because the journey is paused",
        "FollowLinkAsync", "UnsubscribeAsync", "BounceAsync", "ComplainAsync", "MakeUpAsync", "EraseAsync",
        "FillCartAsync", "FillCartLateAsync", "EmptyCartAsync", "ReviewAsync", "ReviewLateAsync",
        "a store that failed", "a death", "a host that stopped", "a worker that the store takes for dead", "a partition that is busy",
        "a wait for a lock",
        "a message left behind by the dead", "a hand-over by a worker that the store took for dead",
        "a customer stored while a message is handed over", "an exit while a message is handed over",
        .. Enum.GetNames<ChannelOutcome>().Select(outcome => $"channel {outcome}"),
        .. Enum.GetNames<ChannelOutcome>().Select(outcome => $"issuer {outcome}"),
        .. Enum.GetNames<EnrollmentStatus>().Select(status => $"enrollment {status}"),
        .. Enum.GetNames<MessageStatus>().Where(status => status != "Refused").Select(status => $"message {status}"),
        "message Refused for no-address", "message Refused for no-consent", "message Refused for voucher-redeemed",
        "message Refused for suppressed", "message Refused for capped",
        "a message put off for capped", "a message put off for quiet-hours", "a message over another channel",
        "an exit as bought-cart", "an exit as emptied-cart", "an exit as complained", "an exit as unsubscribed-cart",
        "a call with several messages", "a call with too few answers", "a message to several addresses",
        "an erasure while a message is handed over", "an erasure while a message is queued", "an erasure while the issuer is asked",
        .. Enum.GetNames<BounceClass>().Select(bounce => $"a refusal that says {bounce} of the address"),
    ];

    [Fact]
    public void Every_world_keeps_the_promises()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var failures = new ConcurrentDictionary<int, string>();
        Parallel.ForEach(Simulations.Seeds(),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation }, (seed, loop) =>
        {
            if (Judge(seed, cancellation) is { } failure && failures.TryAdd(seed, failure) && failures.Count >= EnoughFailures)
                loop.Stop();
        });
        string.Join(Environment.NewLine, failures.OrderBy(failure => failure.Key).Select(failure => failure.Value)).Should().BeEmpty();
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        var cancellation = TestContext.Current.CancellationToken;
        for (var seed = 0; seed < 20; seed++)
        {
            List<string> first = [], second = [];
            var once = Simulations.Run(seed, null, cancellation, first);
            var again = Simulations.Run(seed, null, cancellation, second);
            second.Should().Equal(first, "seed {0} has one run", seed);
            again.Trace.Should().Be(once.Trace);
            once.Steps.Should().BeGreaterThan(500);
            TestContext.Current.TestOutputHelper?.WriteLine($"Seed {seed}: {once.Trace:x16} in {once.Steps} steps");
        }

        Simulations.Run(1, null, cancellation).Trace.Should().NotBe(Simulations.Run(2, null, cancellation).Trace);
    }

    [Fact]
    public void Every_kind_of_fault_occurs_in_some_world()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var seen = new Dictionary<string, int>();
        for (var seed = 0; seed < 500; seed++)
        {
            foreach (var (what, times) in Simulations.Run(seed, null, cancellation).Seen)
                seen[what] = seen.GetValueOrDefault(what) + times;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(
            Environment.NewLine, seen.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Value} {entry.Key}")));
        RequiredCases.Except(seen.Keys).Should().BeEmpty();
    }

    private static string? Judge(int seed, CancellationToken cancellation)
    {
        string[] wrong;
        try
        {
            wrong = [.. Simulations.Run(seed, null, cancellation).Violations.Take(6)];
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            wrong = [exception.ToString()];
        }

        return wrong.Length == 0 ? null : string.Join(Environment.NewLine,
        [
            $"Seed {seed} failed. To run just this one: SIMULATION_SEED={seed} dotnet test --project tests/Retention.Workflows.Tests --filter-method *.Every_world_keeps_the_promises",
            .. wrong.Select(violation => $"  {violation}"),
        ]);
    }
}
