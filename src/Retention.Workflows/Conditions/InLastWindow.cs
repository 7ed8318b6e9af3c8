using System.Globalization;

namespace Retention.Workflows;

/// <summary>The last months, days or hours.</summary>
public sealed record InLastWindow : Window
{
    internal InLastWindow(Period period)
    {
        if (period.IsZero)
            throw new ArgumentException("The period of a window must not be zero.", nameof(period));
        Period = period;
    }

    /// <summary>How far back the window reaches.</summary>
    public Period Period { get; }

    /// <inheritdoc/>
    public override string Describe() => $"in the last {Period.ToText()}";
}
