using Retention.Workflows.Journeys.Steps;

namespace Retention.Workflows.Engine.Programs;

/// <summary>The waits before a step that end at a time of day.</summary>
internal static class ClockWaits
{
    /// <summary>
    /// Returns the last wait before a step on each way to it; empty unless all of them end at a time of day.
    /// </summary>
    internal static IReadOnlyCollection<ClockTime> Before(JourneyProgram program, Instruction step)
    {
        var found = new HashSet<ClockTime>();
        var (open, seen) = (new Stack<int>([step.Index]), new HashSet<int> { step.Index });
        while (open.TryPop(out var position))
        {
            foreach (var earlier in program.Instructions.Where(instruction => Leads(instruction, position)))
            {
                if (!earlier.Type.IsWait)
                {
                    if (seen.Add(earlier.Index))
                        open.Push(earlier.Index);
                    continue;
                }

                if (earlier.Type.ClockOf(earlier.Step) is not { } clock)
                    return [];
                found.Add(clock);
            }
        }

        return found;
    }

    private static bool Leads(Instruction from, int to) =>
        from.Branches.Contains(to) || (from.Next == to && (from.Branches.Length == 0 || from.Type.Repeats || from.Type.IsWorkflow));
}
