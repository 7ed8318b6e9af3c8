using System.Globalization;

namespace Retention.Workflows.Chaos;

/// <summary>How much chaos: a little by default, much more with <c>CHAOS=long</c>.</summary>
internal static class ChaosSettings
{
    internal static bool IsLong { get; } = Environment.GetEnvironmentVariable("CHAOS") == "long";

    /// <summary>What everything is drawn from that is drawn.</summary>
    internal static int Seed { get; } = Number("CHAOS_SEED", 1);

    /// <summary>How often the rig strikes in a scenario: kills, restarts.</summary>
    internal static int Strikes { get; } = Number("CHAOS_STRIKES", IsLong ? 40 : 6);

    /// <summary>How many customers there are when a scenario begins; more come while it goes on.</summary>
    internal static int Customers { get; } = Number("CHAOS_CUSTOMERS", IsLong ? 500 : 60);

    /// <summary>How long a database is stopped, in seconds.</summary>
    internal static int Outage { get; } = IsLong ? 60 : 8;

    /// <summary>Whether so much else runs on this machine that times mean nothing: more than four processes a processor want to run.</summary>
    internal static bool IsOverloaded => Load > 4 * Environment.ProcessorCount;

    /// <summary>How many processes wanted to run in the last minute, as far as the system tells.</summary>
    internal static double Load =>
        File.Exists("/proc/loadavg") ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) : 0;

    /// <summary>Both sources of vouchers in the long version; one in the short.</summary>
    internal static TheoryData<bool> Issuers => IsLong ? [true, false] : [true];

    /// <summary>The command that repeats a scenario.</summary>
    internal static string CommandFor(string test) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(IsLong ? "CHAOS=long " : "")}CHAOS_SEED={Seed} CHAOS_STRIKES={Strikes} CHAOS_CUSTOMERS={Customers} dotnet test -c Release tests/Retention.Workflows.Chaos --filter \"FullyQualifiedName~{test}\"");

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
