namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>Runs a trial with many seeds, and names the first that fails.</summary>
internal static class Seeds
{
    internal static async Task EachAsync(int first, int count, Func<int, Task<IReadOnlyList<string>>> trial)
    {
        for (var seed = first; seed < first + count; seed++)
        {
            IReadOnlyList<string> wrong;
            try
            {
                wrong = await trial(seed);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                throw new InvalidOperationException($"Seed {seed} broke off.", exception);
            }

            wrong.Take(12).Should().BeEmpty("that was seed {0}, with {1} violations", seed, wrong.Count);
        }
    }
}
