namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>The way of one enrollment as its history tells it, followed through the journey's tree.</summary>
internal sealed class Passage
{
    private readonly Queue<string> _moves;

    private Passage(IEnumerable<string> moves) => _moves = new Queue<string>(moves);

    /// <summary>The steps that were reached, in order.</summary>
    internal List<string> Reached { get; } = [];

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
        // What ended it from outside is no step of the way.
        var ended = history.Count > 0 && history[^1].Moves.StartsWith(HistoryEntry.FromOutside, StringComparison.Ordinal);
        var moves = history.SkipLast(ended ? 1 : 0).SelectMany(entry => entry.Moves.Split(';')).ToList();
        // A step that was tried or called several times is passed once: its last word counts.
        var passage = new Passage(moves.Where((move, index) => !(IsUnfinished(move) && index + 1 < moves.Count && NameOf(moves[index + 1]) == NameOf(move))));
        passage.EndedFromOutside = ended ? history[^1].Moves[HistoryEntry.FromOutside.Length..] : null;
        passage.CameThrough = passage.Follow(journey.Steps);
        if (passage._moves.TryPeek(out var more))
            passage.Contradiction ??= $"goes on with '{more}' behind the end";
        return passage;
    }

    /// <summary>Whether the step was reached and its work done.</summary>
    internal bool Passed(string step) => Reached.IndexOf(step) is var index and >= 0 && (index < Reached.Count - 1 || CameThrough || TookExit);

    /// <returns>Whether it goes on behind the steps.</returns>
    private bool Follow(IReadOnlyList<JourneyStep> steps)
    {
        foreach (var step in steps)
        {
            if (!_moves.TryDequeue(out var move))
                return false;
            if (NameOf(move) != step.Name)
            {
                Contradiction ??= $"has '{move}' where '{step.Name}' follows";
                return false;
            }

            Reached.Add(step.Name);
            if (IsUnfinished(move))
                return false;
            var answer = move.Length > step.Name.Length ? move[(step.Name.Length + 1)..] : null;
            TookExit = step is ExitStep && answer is null;
            var goesOn = step switch
            {
                IfStep choice => Follow(answer == "yes" ? choice.Then : choice.Otherwise),
                SplitStep split => Follow(split.Shares.Single(share => share.Name == answer).Steps),
                _ => !TookExit,
            };
            if (!goesOn)
                return false;
        }

        return true;
    }

    private static bool IsUnfinished(string move) => move.EndsWith(":failed", StringComparison.Ordinal) || move.EndsWith(":calling", StringComparison.Ordinal);

    private static string NameOf(string move) => move.Split(':')[0];
}
