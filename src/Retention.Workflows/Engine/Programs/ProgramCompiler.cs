using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Programs;

/// <summary>Turns the tree of steps into one list: a step, its branches one after the other, then the next step.</summary>
internal sealed class ProgramCompiler(StepTypes types)
{
    private readonly List<(JourneyStep Step, StepType Type, Label Next, Label[] Branches, int? OwningWorkflow)> _rows = [];

    internal IReadOnlyList<Instruction> Compile(IReadOnlyList<JourneyStep> steps)
    {
        var end = new Label();
        Append(steps, end);
        end.Position = _rows.Count;
        return
        [
            .. _rows.Select((row, index) => new Instruction(index, row.Step, row.Type)
            {
                Next = row.Next.Position,
                Branches = [.. row.Branches.Select(branch => branch.Position)],
                OwningWorkflow = row.OwningWorkflow,
            }),
        ];
    }

    private void Append(IReadOnlyList<JourneyStep> steps, Label after, int? owningWorkflow = null)
    {
        for (var index = 0; index < steps.Count; index++)
        {
            var next = index + 1 < steps.Count ? new Label() : after;
            var branches = steps[index].Branches;
            var starts = new Label[branches.Count];
            var here = new Label { Position = _rows.Count };
            var type = types.Of(steps[index]);
            var leader = type.IsWorkflow ? here.Position : owningWorkflow;
            _rows.Add((steps[index], type, next, starts, leader));
            for (var branch = 0; branch < starts.Length; branch++)
            {
                if (branches[branch].Steps.Count == 0)
                {
                    starts[branch] = next;
                    continue;
                }

                starts[branch] = new Label { Position = _rows.Count };
                Append(branches[branch].Steps, type.Repeats || type.IsWorkflow ? here : next, leader);
            }

            if (next != after)
                next.Position = _rows.Count;
        }
    }

    private sealed class Label
    {
        internal int Position { get; set; }
    }
}
