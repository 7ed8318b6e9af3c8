using System.Globalization;
using Spectre.Console;

namespace Swiftmotion.Churn;

/// <summary>Shows progress: a bar on a terminal, or one line for every tenth where the output goes into a file.</summary>
public static class ProgressLine
{
    /// <summary>Runs work and shows its progress.</summary>
    /// <param name="console">The console to write to.</param>
    /// <param name="title">The name of the work, shown beside the bar.</param>
    /// <param name="work">The work. It reports the completed share, 0 to 1, with a label for its position.</param>
    public static async Task RunAsync(IAnsiConsole console, string title, Func<IProgress<ProgressMark>, Task> work)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(work);
        if (!console.Profile.Capabilities.Interactive || !console.Profile.Capabilities.Ansi)
        {
            await work(new Lines(console, title));
            return;
        }

        await console.Progress()
            .AutoClear(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 30 }, new PercentageColumn(),
                new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask(Markup.Escape(title), maxValue: 1);
                await work(new Bar(task, title));
                task.Value = 1;
            });
    }

    private sealed class Bar(ProgressTask task, string title) : IProgress<ProgressMark>
    {
        public void Report(ProgressMark value)
        {
            task.Value = value.Share;
            task.Description = Markup.Escape($"{title} {value.Where}".TrimEnd());
        }
    }

    private sealed class Lines(IAnsiConsole console, string title) : IProgress<ProgressMark>
    {
        private int _shown = -1;

        public void Report(ProgressMark value)
        {
            var tenth = (int)Math.Clamp(value.Share * 10, 0, 10);
            if (tenth <= _shown)
                return;
            _shown = tenth;
            console.Write(new Text(string.Create(CultureInfo.InvariantCulture, $"{title} {tenth * 10} % {value.Where}").TrimEnd() + "\n"));
        }
    }
}

/// <summary>One report of progress.</summary>
/// <param name="Share">The completed share, 0 to 1.</param>
/// <param name="Where">A label for the position, such as a date; may be empty.</param>
public readonly record struct ProgressMark(double Share, string Where);
