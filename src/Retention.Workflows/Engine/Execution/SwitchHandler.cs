namespace Retention.Workflows;

internal sealed class SwitchHandler : StepHandler<SwitchStep>
{
    protected override async Task HandleAsync(Batch batch, Instruction instruction, SwitchStep step, IReadOnlyList<Traveller> travellers, CancellationToken cancellationToken)
    {
        var chosen = new int[travellers.Count];
        Array.Fill(chosen, step.Cases.Count);
        int[] open = [.. Enumerable.Range(0, travellers.Count)];
        for (var one = 0; one < step.Cases.Count && open.Length > 0; one++)
        {
            var holds = await batch.AskAsync(step.Cases[one].When, [.. open.Select(index => travellers[index])], cancellationToken).ConfigureAwait(false);
            for (var position = 0; position < open.Length; position++)
            {
                if (holds[position])
                    chosen[open[position]] = one;
            }

            open = [.. open.Where((_, position) => !holds[position])];
        }

        for (var index = 0; index < chosen.Length; index++)
            travellers[index].GoTo(instruction.Branches[chosen[index]], chosen[index] < step.Cases.Count ? step.Cases[chosen[index]].Name : "otherwise");
    }
}
