using System.Globalization;

namespace Retention.Workflows.Chaos;

/// <summary>The amount of chaos: a little by default, much more with <c>CHAOS=long</c>.</summary>
internal static class ChaosSettings
{
    internal static bool IsLong { get; } = Environment.GetEnvironmentVariable("CHAOS") == "long";

    /// <summary>The seed of all random draws.</summary>
    internal static int Seed { get; } = Number("CHAOS_SEED", 1);

    /// <summary>The number of faults in a scenario: kills, restarts.</summary>
    internal static int Strikes { get; } = Number("CHAOS_STRIKES", IsLong ? 40 : 6);

    /// <summary>The number of customers at the start of a scenario; more arrive while it runs.</summary>
    internal static int Customers { get; } = Number("CHAOS_CUSTOMERS", IsLong ? 500 : 60);

    /// <summary>Seconds that a database is stopped.</summary>
    internal static int Outage { get; } = IsLong ? 60 : 8;

    /// <summary>True if other load on this machine makes times meaningless: more than four runnable processes for each processor.</summary>
    internal static bool IsOverloaded => Load > 4 * Environment.ProcessorCount;

    /// <summary>Runnable processes in the last minute, where the system reports them.</summary>
    internal static double Load =>
        File.Exists("/proc/loadavg") ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) : 0;

    /// <summary>Both sources of vouchers in the long form; one in the short form.</summary>
    internal static TheoryData<bool> Issuers => IsLong ? [true, false] : [true];

    /// <summary>The command that repeats a scenario.</summary>
    internal static string CommandFor(string test) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(IsLong ? "CHAOS=long " : "")}CHAOS_SEED={Seed} CHAOS_STRIKES={Strikes} CHAOS_CUSTOMERS={Customers} dotnet test -c Release --project tests/Retention.Workflows.Chaos --filter-method \"*{test}*\"");

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : otherwise;
}
