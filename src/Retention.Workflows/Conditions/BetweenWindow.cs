using System.Globalization;
using Retention.Workflows.Time;

namespace Retention.Workflows;

/// <summary>Between two fixed instants.</summary>
public sealed record BetweenWindow : Window
{
    internal BetweenWindow(DateTimeOffset start, DateTimeOffset end)
    {
        Start = Instants.Normalize(start);
        End = Instants.Normalize(end);
        if (End <= Start)
            throw new ArgumentException("The end of a window must be after its start.", nameof(end));
    }

    /// <summary>The start, exclusive, in UTC.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>The end, inclusive, in UTC.</summary>
    public DateTimeOffset End { get; }

    /// <inheritdoc/>
    public override string Describe() =>
        string.Create(CultureInfo.InvariantCulture, $"between {Start:yyyy-MM-dd HH:mm} and {End:yyyy-MM-dd HH:mm} UTC");
}
