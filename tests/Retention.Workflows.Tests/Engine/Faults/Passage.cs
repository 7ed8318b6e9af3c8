using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>The way of one enrollment as its history tells it, followed through the journey's tree.</summary>
internal sealed class Passage
{
    private readonly Queue<string> _moves;
    private int _visit = 1;

    /// <summary>Whether the last step has sent its message and waits to hear what became of it.</summary>
    private bool _isQueued;

    private Passage(IEnumerable<string> moves) => _moves = new Queue<string>(moves);

    /// <summary>The steps that were reached, in order; a step that is repeated stands here each time.</summary>
    internal List<string> Reached { get; } = [];

    /// <summary>Which visit each of them was.</summary>
    internal List<int> Visits { get; } = [];

    /// <summary>Whether it came to the end of the journey's last step.</summary>
    internal bool CameThrough { get; private set; }

    /// <summary>Whether the last step is an exit that was taken.</summary>
    internal bool TookExit { get; private set; }

    /// <summary>What ended it from outside, if anything did.</summary>
    internal string? EndedFromOutside { get; private set; }

    /// <summary>What the history says that the journey does not allow.</summary>
    internal string? Contradiction { get; private set; }

    internal static Passage Of(JourneyDefinition journey, IReadOnlyList<HistoryEntry> history)
    {
        // What ended it from outside is not a step of the way.
        var ended = history.Count > 0 && history[^1].Moves.StartsWith(HistoryEntry.FromOutside, StringComparison.Ordinal);
        var moves = history.SkipLast(ended ? 1 : 0).SelectMany(entry => entry.Moves.Split(';')).ToList();
        var waits = Books.StepsOf(journey.Steps).Where(step => step is WaitForEventStep or WaitForSilenceStep or SendStep { WaitForDelivery: true }).Select(step => step.Name).ToHashSet();
        // A step that was tried or called several times, or where one waited, is passed once: its last word counts.
        var execution = new Passage(moves.Where((move, index) => !((IsUnfinished(move) || waits.Contains(move)) && index + 1 < moves.Count && NameOf(moves[index + 1]) == NameOf(move))));
        execution.EndedFromOutside = ended ? history[^1].Moves[HistoryEntry.FromOutside.Length..] : null;
        execution.CameThrough = execution.Follow(journey.Steps) && !ended;
        if (execution._moves.TryPeek(out var more))
            execution.Contradiction ??= $"goes on with '{more}' behind the end";
        return execution;
    }

    /// <summary>The visits in which the step was reached and its work done.</summary>
    internal IEnumerable<int> Passes(string step) =>
        Enumerable.Range(0, Reached.Count).Where(index => Reached[index] == step && (index < Reached.Count - 1 || CameThrough || TookExit || _isQueued)).Select(index => Visits[index]);

    /// <returns>Whether it goes on behind the steps.</returns>
    private bool Follow(IReadOnlyList<JourneyStep> steps)
    {
        foreach (var step in steps)
        {
            if (!Take(step, out var answer))
                return false;
            TookExit = step is ExitStep && answer is null;
            if (!(step is RepeatStep repeat ? Repeat(repeat, answer) : Branch(step, answer)))
                return false;
        }

        return true;
    }

    private bool Branch(JourneyStep step, string? answer) => step switch
    {
        IfStep choice => Follow(answer == "yes" ? choice.Then : choice.Otherwise),
        SplitStep split => Follow(split.Shares.Single(share => share.Name == answer).Steps),
        WaitForEventStep wait => answer is not null && Follow(answer == "received" ? wait.Received : wait.TimedOut),
        WaitForSilenceStep => answer is not null,
        RecommendStep recommend => answer is not null && Follow(answer == "chosen" ? recommend.Chosen : recommend.None),
        SendStep { WaitForDelivery: true } send => answer is not null && Follow(answer == "sent" ? send.Sent : send.Refused),
        _ => !TookExit,
    };

    private bool Repeat(RepeatStep step, string? answer)
    {
        for (var round = 1; answer == "again"; round++)
        {
            // The first round belongs to the visit that came here.
            if (round > 1)
                _visit++;
            if (!Follow(step.Steps) || !Take(step, out answer))
                return false;
        }

        return true;
    }

    private bool Take(JourneyStep step, out string? answer)
    {
        answer = null;
        if (!_moves.TryDequeue(out var move))
            return false;
        if (NameOf(move) != step.Name)
        {
            Contradiction ??= $"has '{move}' where '{step.Name}' follows";
            return false;
        }

        Reached.Add(step.Name);
        Visits.Add(_visit);
        answer = move.Length > step.Name.Length ? move[(step.Name.Length + 1)..] : null;
        _isQueued = step is SendStep { WaitForDelivery: true } && answer is null;
        return !IsUnfinished(move);
    }

    private static bool IsUnfinished(string move) => move.EndsWith(":failed", StringComparison.Ordinal) || move.EndsWith(":calling", StringComparison.Ordinal);

    private static string NameOf(string move) => move.Split(':')[0];
}
