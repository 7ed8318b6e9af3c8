namespace Retention.Workflows.Benchmarks;

/// <summary>The cost of a piece of work.</summary>
/// <param name="Elapsed">Elapsed time.</param>
/// <param name="Processor">Processor time of this process, all threads.</param>
/// <param name="Server">
/// Processor time of the database server's processes. Zero when the database is in this process or its server is on another machine.
/// </param>
/// <param name="PeakBytes">The peak memory of this process during the work, without the server's.</param>
/// <param name="AllocatedBytes">
/// What this process allocated on its managed heap, without the server. It does not depend on what else the machine does.
/// </param>
internal sealed record Measure(TimeSpan Elapsed, TimeSpan Processor, TimeSpan Server, long PeakBytes, long AllocatedBytes)
{
    public static Measure operator +(Measure left, Measure right) =>
        new(left.Elapsed + right.Elapsed, left.Processor + right.Processor, left.Server + right.Server,
            Math.Max(left.PeakBytes, right.PeakBytes), left.AllocatedBytes + right.AllocatedBytes);

    internal double PerSecond(long rows) => rows / Elapsed.TotalSeconds;

    /// <summary>Microseconds of processor time, the server's included.</summary>
    internal double MicrosecondsPer(long rows) => (Processor + Server).TotalMicroseconds / rows;

    internal Measure Faster(Measure? other) => other is null || Elapsed <= other.Elapsed ? this : other;
}
