using Spectre.Console;

namespace Swiftmotion.Churn;

/// <summary>
/// The console of the sample: colours and a moving bar on a terminal, plain text of 80 columns where the output goes into a file.
/// </summary>
public static class SampleConsole
{
    private const int PlainWidth = 80;

    /// <summary>Creates the console for this process' standard output.</summary>
    public static IAnsiConsole Create() => Console.IsOutputRedirected ? Plain(Console.Out) : AnsiConsole.Console;

    /// <summary>Creates a console without colours and control characters.</summary>
    public static IAnsiConsole Plain(TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = PlainWidth;
        return console;
    }
}
