namespace Retention.Workflows;

internal sealed class SplitHandler : StepHandler<SplitStep>
{
    protected override Task HandleAsync(Batch batch, Instruction instruction, SplitStep step, IReadOnlyList<Traveller> travellers, CancellationToken cancellationToken)
    {
        foreach (var traveller in travellers)
        {
            var share = ShareOf(step, traveller);
            traveller.GoTo(instruction.Branches[share], step.Shares[share].Name);
        }

        return Task.CompletedTask;
    }

    private static int ShareOf(SplitStep step, Traveller traveller)
    {
        var bucket = Chance.Bucket(step.Experiment ?? $"{traveller.Program.Definition.Name}/{step.Name}", traveller.Customer);
        var border = 0m;
        for (var share = 0; share < step.Shares.Count - 1; share++)
        {
            border += step.Shares[share].Percent * Chance.Buckets / 100;
            if (bucket < border)
                return share;
        }

        return step.Shares.Count - 1;
    }
}
