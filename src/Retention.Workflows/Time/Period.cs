namespace Retention.Workflows;
/// <summary>Placeholder until the time room lands.</summary>
public readonly record struct Period(int MonthCount, int DayCount, TimeSpan TimePart)
{
    /// <summary>x</summary>
    public static Period Months(int n) => new(n, 0, default);
    /// <summary>x</summary>
    public static Period Days(int n) => new(0, n, default);
    /// <summary>x</summary>
    public static Period Hours(int n) => new(0, 0, TimeSpan.FromHours(n));
    /// <summary>x</summary>
    public static Period Minutes(int n) => new(0, 0, TimeSpan.FromMinutes(n));
    /// <summary>x</summary>
    public bool IsZero => this == default;
    /// <summary>x</summary>
    public string ToText() => MonthCount.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
