using System.Globalization;

namespace Retention.Workflows.Benchmarks;

/// <summary>Processor time of a PostgreSQL server on this machine: of its running processes and of those that have ended.</summary>
internal static class ServerProcesses
{
    // Fields of /proc/<pid>/stat, counted from the end of the name, since the name may contain any character.
    private const int Parent = 1;
    private const int User = 11;
    private const int System = 12;
    private const int EndedUser = 13;
    private const int EndedSystem = 14;

    private const double TicksPerSecond = 100;

    /// <summary>The process id of the server's first process; 0 when the server runs on another machine.</summary>
    internal static int ParentOf(int backend) => Read(backend) is { } stat && IsPostgreSql(backend) ? (int)stat[Parent] : 0;

    internal static TimeSpan ProcessorOf(int postmaster)
    {
        if (postmaster == 0 || Read(postmaster) is not { } first)
            return TimeSpan.Zero;
        var ticks = first[User] + first[System] + first[EndedUser] + first[EndedSystem];
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process)
                && Read(process) is { } stat && stat[Parent] == postmaster)
                ticks += stat[User] + stat[System];
        }

        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    private static bool IsPostgreSql(int process) =>
        File.ReadAllText($"/proc/{process}/comm").StartsWith("postgres", StringComparison.Ordinal);

    private static long[]? Read(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return [.. fields.Take(EndedSystem + 1)
                .Select((field, place) => place == 0 ? 0 : long.Parse(field, CultureInfo.InvariantCulture))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // the process has ended, or there is no /proc
        }
    }
}
