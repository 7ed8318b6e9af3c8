using System.Globalization;
using Retention.Workflows.Naming;
using Retention.Workflows.Time;

namespace Retention.Workflows;

/// <summary>The time window that a condition looks at. The start is exclusive, the end is inclusive; an open window ends now.</summary>
public abstract record Window
{
    private protected Window()
    {
    }

    /// <summary>All history.</summary>
    public static Window Ever { get; } = new EverWindow();

    /// <summary>The time since the enrollment started. The event that enrolled the customer never counts.</summary>
    public static Window SinceEnrolled { get; } = new SinceEnrolledWindow();

    /// <summary>The last months, days or hours. Months and days follow the calendar of the customer's time zone.</summary>
    /// <exception cref="ArgumentException">The period is zero.</exception>
    public static Window InLast(Period period) => new InLastWindow(period);

    /// <summary>The time since the enrollment reached the step.</summary>
    /// <exception cref="ArgumentException">The name is not kebab case.</exception>
    public static Window Since(string step) => new SinceStepWindow(step);

    /// <summary>From an instant, exclusive, to another, inclusive.</summary>
    /// <exception cref="ArgumentException">The end is not after the start.</exception>
    public static Window Between(DateTimeOffset start, DateTimeOffset end) => new BetweenWindow(start, end);

    /// <summary>Describes the window as the end of a sentence: "in the last 6 months".</summary>
    public abstract string Describe();

    /// <summary>Returns <see cref="Describe"/>.</summary>
    public sealed override string ToString() => Describe();
}

/// <summary>All history.</summary>
public sealed record EverWindow : Window
{
    internal EverWindow()
    {
    }

    /// <inheritdoc/>
    public override string Describe() => "ever";
}

/// <summary>The time since the enrollment started.</summary>
public sealed record SinceEnrolledWindow : Window
{
    internal SinceEnrolledWindow()
    {
    }

    /// <inheritdoc/>
    public override string Describe() => "since the enrollment";
}

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

/// <summary>The time since the enrollment reached a step.</summary>
public sealed record SinceStepWindow : Window
{
    internal SinceStepWindow(string step) => Step = KebabName.Require(step, "step");

    /// <summary>The step's name.</summary>
    public string Step { get; }

    /// <inheritdoc/>
    public override string Describe() => $"since {Step}";
}

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
