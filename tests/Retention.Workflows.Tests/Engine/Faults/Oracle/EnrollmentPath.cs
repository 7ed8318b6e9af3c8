using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Tests.Engine.Faults.Oracle;

/// <summary>The path of one enrollment according to its history, followed through the journey's tree.</summary>
internal sealed class EnrollmentPath
{
    private readonly Queue<string> _moves;
    private int _visit = 1;

    /// <summary>True if the last step has queued its message and waits for its result.</summary>
    private bool _isQueued;

    /// <summary>True if the path passed its last step, or rests at it; an external end may have followed.</summary>
    private bool _isThrough;

    private EnrollmentPath(IEnumerable<string> moves) => _moves = new Queue<string>(moves);

    /// <summary>The reached steps, in order; a repeated step occurs once for each visit.</summary>
    internal List<string> Reached { get; } = [];

    /// <summary>The visit number of each reached step.</summary>
    internal List<int> Visits { get; } = [];

    /// <summary>True if the path passed the journey's last step.</summary>
    internal bool CameThrough { get; private set; }

    /// <summary>True if the last step is an exit that was taken.</summary>
    internal bool TookExit { get; private set; }

    /// <summary>The external cause that ended the enrollment; null without one.</summary>
    internal string? EndedFromOutside { get; private set; }

    /// <summary>The part of the history that the journey does not allow; null without one.</summary>
    internal string? Contradiction { get; private set; }

    internal static EnrollmentPath Of(JourneyDefinition journey, IReadOnlyList<HistoryEntry> history)
    {
        // An external end is not a step of the path.
        var ended = history.Count > 0 && history[^1].Moves.StartsWith(HistoryEntry.FromOutside, StringComparison.Ordinal);
        var moves = history.SkipLast(ended ? 1 : 0).SelectMany(entry => entry.Moves.Split(';')).ToList();
        var waits = JourneyRows.StepsOf(journey.Steps).Where(step =>
            step is WaitForEventStep or WaitForSilenceStep or SendStep { WaitForDelivery: true }).Select(step => step.Name).ToHashSet();
        // A step that was retried, called several times or waited at is passed once: its last move counts.
        var path = new EnrollmentPath(moves.Where((move, index) =>
            !((IsUnfinished(move) || waits.Contains(move)) && index + 1 < moves.Count && NameOf(moves[index + 1]) == NameOf(move))));
        path.EndedFromOutside = ended ? history[^1].Moves[HistoryEntry.FromOutside.Length..] : null;
        path._isThrough = path.Follow(journey.Steps);
        path.CameThrough = path._isThrough && !ended;
        if (path._moves.TryPeek(out var more))
            path.Contradiction ??= $"continues with '{more}' after the end";
        return path;
    }

    /// <summary>The visits in which the step was reached and its work was done.</summary>
    internal IEnumerable<int> Passes(string step) =>
        Enumerable.Range(0, Reached.Count).Where(index =>
            Reached[index] == step && (index < Reached.Count - 1 || _isThrough || TookExit || _isQueued)).Select(index => Visits[index]);

    /// <returns>True if the path continues after the steps.</returns>
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
            // The first round belongs to the visit that reached the repetition.
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

    private static bool IsUnfinished(string move) =>
        move.EndsWith(":failed", StringComparison.Ordinal) || move.EndsWith(":calling", StringComparison.Ordinal);

    private static string NameOf(string move) => move.Split(':')[0];
}
