using Retention.Workflows.Storage;
using Retention.Workflows.Tests.Engine.Faults.Oracle;

namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>The parameters of a trial. Those that do not matter to the rules are drawn from the seed.</summary>
internal sealed record TrialSetup
{
    internal required int Seed { get; init; }

    /// <summary>The journey into which the schedule and the shop enroll.</summary>
    internal required JourneyDefinition Journey { get; init; }

    /// <summary>More journeys, into which events enroll. Step names are unique across all journeys.</summary>
    internal IReadOnlyList<JourneyDefinition> Others { get; init; } = [];

    internal IReadOnlyList<JourneyDefinition> Journeys => [Journey, .. Others];

    /// <summary>Caps and quiet hours; none by default.</summary>
    internal SendingRules SendingRules { get; init; } = SendingRules.None;

    /// <summary>Opens the one store of all lives, once for each of them.</summary>
    internal required Func<IRetentionStore> Open { get; init; }

    /// <summary>The moment of the schedule at which the faults begin.</summary>
    internal required DateTimeOffset Start { get; init; }

    /// <summary>The end, long enough after the last schedule for all enrollments to have ended.</summary>
    internal required DateTimeOffset Until { get; init; }

    /// <summary>The number of times that the schedule enrolls the whole audience; null when the audience changes.</summary>
    internal int? Occurrences { get; init; }

    /// <summary>The longest duration of an enrollment, including all possible delays.</summary>
    internal required TimeSpan LongestEnrollment { get; init; }

    internal required int Hops { get; init; }

    internal required TimeSpan LongestHop { get; init; }

    /// <summary>The number of engines that work at once.</summary>
    internal int Engines { get; init; } = 1;

    /// <summary>
    /// True if the seed interleaves engines and shop on one thread. Otherwise one engine works alone, and several work on separate threads.
    /// </summary>
    internal bool IsSimulated { get; init; }

    /// <summary>Whether operators pause and resume journeys meanwhile: in half of the simulated worlds.</summary>
    internal bool Pauses => IsSimulated && Seed / 5 % 2 == 0;

    /// <summary>A bug that the trial has to find; none by default.</summary>
    internal PlantedBug Planted { get; init; } = PlantedBug.None;

    internal bool IsThreaded => Engines > 1 && !IsSimulated;

    internal bool SmsIsIdempotent => Seed % 2 == 0;

    internal bool HasOwnIssuer => Seed % 3 != 0;

    internal int BatchSize => Seed % 3 == 1 ? 1000 : 3 + (Seed % 5);

    /// <remarks>In a simulation no task waits for a free slot at the issuer, since that would leave the thread.</remarks>
    internal int SendConcurrency => IsSimulated && HasOwnIssuer ? BatchSize : Seed % 4 == 0 ? 1 : 8;

    /// <summary>In some simulations messages die and enrollments get stuck early; the shop resumes stuck enrollments.</summary>
    internal int MaxAttempts => IsSimulated && Seed % 4 == 3 ? 2 : 20;

    /// <summary>Whether half of the customers have several push tokens: in half of the simulated worlds with push messages.</summary>
    internal bool HasPushTokens => IsSimulated && Others.Count > 0 && Seed / 10 % 2 == 0;

    /// <summary>How many messages a channel takes in one call: in a third of the simulated worlds several; 0 if always one.</summary>
    internal int BatchSizeOf(Channel channel) =>
        IsSimulated && (Seed + (channel == Channel.Email ? 0 : channel == Channel.Sms ? 1 : 2)) / 2 % 3 == 0 ? 2 + (Seed % 4) : 0;

    internal int Customers => IsSimulated ? 10 + (Seed % 11) : 20 + (Seed % 31);

    internal static TrialSetup UnderFire(int seed, Func<IRetentionStore> open) => new()
    {
        Seed = seed,
        Journey = FaultJourneys.Make(goalEnds: seed % 2 == 1),
        Open = open,
        Start = new DateTimeOffset(2026, 1, 12, 9, 0, 0, TimeSpan.Zero),
        Until = new DateTimeOffset(2026, 1, 25, 20, 0, 0, TimeSpan.Zero),
        Occurrences = 2,
        LongestEnrollment = TimeSpan.Zero,
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
        LongestEnrollment = TimeSpan.FromDays(24),
        Hops = 30,
        LongestHop = TimeSpan.FromHours(22),
    };

    /// <summary>
    /// A small world in which the seed interleaves two to four engines and the shop. One in five runs the churn journey, two in five run
    /// several journeys with sending rules.
    /// </summary>
    internal static TrialSetup Simulated(int seed, Func<IRetentionStore> open)
    {
        var isChurn = seed % 5 == 4;
        var isBusy = seed % 5 is 1 or 3;
        return (isChurn ? Churn(seed, open) : UnderFire(seed, open)) with
        {
            Others = isBusy ? FaultJourneys.ByEvents(seed) : [],
            SendingRules = isBusy ? SendingRules.Drawn(seed) : SendingRules.None,
            IsSimulated = true,
            Engines = 2 + (seed % 3),
            Occurrences = null,
            Hops = 6,
            LongestHop = TimeSpan.FromHours(isChurn ? 60 : 24),
            // Enrollments that begin during the faults have ended by then, except those of the churn journey from the next month's
            // schedule.
            Until = isChurn
                ? new DateTimeOffset(2026, 3, 14, 20, 0, 0, TimeSpan.Zero) : new DateTimeOffset(2026, 1, 24, 20, 0, 0, TimeSpan.Zero),
            LongestEnrollment = isChurn ? TimeSpan.FromDays(22) : TimeSpan.Zero,
        };
    }
}
