namespace Retention.Workflows.Tool.Shell;

/// <summary>What the command answers to the shell.</summary>
internal static class ExitCodes
{
    internal const int Done = 0;

    /// <summary>A file has errors, or the versions differ where the caller asked for it.</summary>
    internal const int Problems = 1;

    /// <summary>The command line cannot be read.</summary>
    internal const int Usage = 2;

    /// <summary>Stopped with Ctrl+C.</summary>
    internal const int Stopped = 130;
}
