using System.Globalization;

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
