using System.Globalization;
using System.Text;

namespace Retention.Workflows.Chaos.Worker;

/// <summary>
/// Reports each action of this process to the test, one line each, at the moment of the action. A line is one write, so it arrives whole or
/// not at all.
/// </summary>
internal sealed class Report
{
    private readonly Lock _lock = new();
    private readonly Stream _output = Console.OpenStandardOutput();

    /// <summary>Writes <c>verb time partition more</c>; the time in milliseconds since 1970.</summary>
    internal void Tell(string verb, int partition, string more = "")
    {
        var line = string.Create(
            CultureInfo.InvariantCulture, $"{verb} {TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()} {partition} {more}\n");
        lock (_lock)
        {
            _output.Write(Encoding.ASCII.GetBytes(line));
            _output.Flush();
        }
    }
}
