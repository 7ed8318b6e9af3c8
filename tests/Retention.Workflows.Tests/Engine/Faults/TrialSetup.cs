using Retention.Workflows.Storage;

namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>What a trial is about; drawn from its seed where it does not matter to the rules.</summary>
internal sealed record TrialSetup
{
    internal required int Seed { get; init; }

    /// <summary>The journey that the schedule and the shop enroll in.</summary>
    internal required JourneyDefinition Journey { get; init; }

    /// <summary>Journeys beside it, which events enroll in. No two steps of all journeys have the same name.</summary>
    internal IReadOnlyList<JourneyDefinition> Others { get; init; } = [];

    internal IReadOnlyList<JourneyDefinition> Journeys => [Journey, .. Others];

    /// <summary>Caps and quiet hours; default none.</summary>
    internal Manners Manners { get; init; } = Manners.None;

    /// <summary>Opens the one store that all lives work on, once for each of them.</summary>
    internal required Func<IRetentionStore> Open { get; init; }

    /// <summary>The moment of the schedule at which the bad weather begins.</summary>
    internal required DateTimeOffset Start { get; init; }

    /// <summary>The end, long enough behind the last schedule for all to have ended.</summary>
    internal required DateTimeOffset Until { get; init; }

    /// <summary>How often the schedule takes the whole audience in; none when the audience changes.</summary>
    internal int? Occurrences { get; init; }

    /// <summary>Who entered longer ago than this has ended, with all that may have come between.</summary>
    internal required TimeSpan LongestPassage { get; init; }

    internal required int Hops { get; init; }

    internal required TimeSpan LongestHop { get; init; }

    /// <summary>How many engines work at once.</summary>
    internal int Engines { get; init; } = 1;

    /// <summary>Whether engines and shop are interleaved by the seed, on one thread; else one engine works alone, and several work on threads of their own.</summary>
    internal bool IsSimulated { get; init; }

    /// <summary>A bug that the trial has to find; none by default.</summary>
    internal PlantedBug Planted { get; init; } = PlantedBug.None;

    internal bool IsThreaded => Engines > 1 && !IsSimulated;

    internal bool SmsIsIdempotent => Seed % 2 == 0;

    internal bool HasOwnIssuer => Seed % 3 != 0;

    internal int BatchSize => Seed % 3 == 1 ? 1000 : 3 + (Seed % 5);

    /// <remarks>In a simulation nobody waits for a free slot at the issuer, which would leave the thread.</remarks>
    internal int SendConcurrency => IsSimulated && HasOwnIssuer ? BatchSize : Seed % 4 == 0 ? 1 : 8;

    /// <summary>In some simulations messages die and enrollments are stuck soon; the shop resumes what is stuck.</summary>
    internal int MaxAttempts => IsSimulated && Seed % 4 == 3 ? 2 : 20;

    internal int Customers => IsSimulated ? 10 + (Seed % 11) : 20 + (Seed % 31);

    internal static TrialSetup UnderFire(int seed, Func<IRetentionStore> open) => new()
    {
        Seed = seed,
        Journey = FaultJourneys.Make(goalEnds: seed % 2 == 1),
        Open = open,
        Start = new DateTimeOffset(2026, 1, 12, 9, 0, 0, TimeSpan.Zero),
        Until = new DateTimeOffset(2026, 1, 25, 20, 0, 0, TimeSpan.Zero),
        Occurrences = 2,
        LongestPassage = TimeSpan.Zero,
        Hops = 25,
        LongestHop = TimeSpan.FromHours(8),
    };

    internal static TrialSetup Churn(int seed, Func<IRetentionStore> open) => new()
    {
        Seed = seed,
        Journey = JourneyDefinition.From<ChurnJourney>(),
        Open = open,
        Start = new DateTimeOffset(2026, 2, 1, 9, 0, 0, TimeSpan.Zero),
        Until = new DateTimeOffset(2026, 2, 27, 20, 0, 0, TimeSpan.Zero),
        LongestPassage = TimeSpan.FromDays(24),
        Hops = 30,
        LongestHop = TimeSpan.FromHours(22),
    };

    /// <summary>A small world in which two to four engines and the shop interleave as the seed says: one in five is the churn journey, two have several journeys side by side, and manners.</summary>
    internal static TrialSetup Simulated(int seed, Func<IRetentionStore> open)
    {
        var isChurn = seed % 5 == 4;
        var isBusy = seed % 5 is 1 or 3;
        return (isChurn ? Churn(seed, open) : UnderFire(seed, open)) with
        {
            Others = isBusy ? FaultJourneys.ByEvents(seed) : [],
            Manners = isBusy ? Manners.Drawn(seed) : Manners.None,
            IsSimulated = true,
            Engines = 2 + (seed % 3),
            Occurrences = null,
            Hops = 6,
            LongestHop = TimeSpan.FromHours(isChurn ? 60 : 24),
            // Whoever enters while the weather is bad has ended then; of the churn journey only those of the next month's schedule have not.
            Until = isChurn ? new DateTimeOffset(2026, 3, 14, 20, 0, 0, TimeSpan.Zero) : new DateTimeOffset(2026, 1, 24, 20, 0, 0, TimeSpan.Zero),
            LongestPassage = isChurn ? TimeSpan.FromDays(22) : TimeSpan.Zero,
        };
    }
}
