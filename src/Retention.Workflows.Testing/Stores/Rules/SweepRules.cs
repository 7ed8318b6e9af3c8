using Retention.Workflows.Storage;

namespace Retention.Workflows.Testing.Stores.Rules;

internal static class SweepRules
{
    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } = [A_sweep_remembers_its_progress];

    private static async Task A_sweep_remembers_its_progress(StoreTrial trial)
    {
        Expect.Equal(null, await FindAsync(trial, "rfm").ConfigureAwait(false), "A sweep that never started");
        var begun = new SweepState { Sweep = "rfm", Occurrence = Rows.Noon };
        var under = begun with { Position = new CustomerId("Ž 😀") };
        var done = begun with { Occurrence = Rows.Noon.AddDays(1), Finished = true };
        var other = new SweepState { Sweep = new string('s', 200), Occurrence = Rows.Noon.AddDays(7), Position = Rows.Bob,
            Finished = true };
        foreach (var state in (SweepState[])[begun, under, other, done])
        {
            await trial.WriteAsync(t => t.Sweeps.SaveAsync(state, trial.Token)).ConfigureAwait(false);
            Expect.Equal(state, await FindAsync(trial, state.Sweep).ConfigureAwait(false), "A sweep");
        }

        Expect.Equal(other, await FindAsync(trial, other.Sweep).ConfigureAwait(false), "Another sweep");
        Expect.Equal(null, await FindAsync(trial, "RFM").ConfigureAwait(false), "A sweep in capitals");
    }

    private static Task<SweepState?> FindAsync(StoreTrial trial, string sweep) =>
        trial.ReadAsync(t => t.Sweeps.FindAsync(sweep, trial.Token));
}
