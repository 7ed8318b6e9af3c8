using Retention.Workflows;
using Spectre.Console;

namespace Swiftmotion.Churn;

/// <summary>A progress bar that shows the virtual date; one plain line a quarter where output goes into a file.</summary>
internal static class SampleProgress
{
    internal static async Task RunAsync(IAnsiConsole console, Func<IProgress<ReplayProgress>, Task> replay)
    {
        if (!console.Profile.Capabilities.Interactive)
        {
            await replay(new PlainProgress(console)).ConfigureAwait(false);
            return;
        }

        await console.Progress()
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask("Replaying", maxValue: 1);
                await replay(new BarProgress(task)).ConfigureAwait(false);
                task.Value = 1;
            }).ConfigureAwait(false);
    }

    private sealed class BarProgress(ProgressTask task) : IProgress<ReplayProgress>
    {
        public void Report(ReplayProgress value)
        {
            task.Description = $"Replaying {value.Now:yyyy-MM-dd}";
            task.Value = value.Share;
        }
    }

    private sealed class PlainProgress(IAnsiConsole console) : IProgress<ReplayProgress>
    {
        private int _quarters;

        public void Report(ReplayProgress value)
        {
            var quarters = (int)(value.Share * 4);
            if (quarters <= _quarters)
                return;
            _quarters = quarters;
            console.WriteLine($"Replayed until {value.Now:yyyy-MM-dd} ({value.Share:P0})");
        }
    }
}
