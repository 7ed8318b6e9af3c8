using Retention.Workflows.Journeys;

namespace Retention.Workflows;

/// <summary>A question about events that is being put together; a count such as <see cref="Never"/> makes it a condition. Immutable.</summary>
public sealed class EventQuestion
{
    private readonly EventName _name;
    private readonly Window _window;
    private readonly IReadOnlyList<PropertyFilter> _filters;

    internal EventQuestion(EventName name, Window window, IReadOnlyList<PropertyFilter> filters)
    {
        _name = name;
        _window = window;
        _filters = filters;
    }

    /// <summary>Looks into the last months, days or hours only.</summary>
    public EventQuestion InLast(Period period) => In(Window.InLast(period));

    /// <summary>Looks at the time since the enrollment only.</summary>
    public EventQuestion SinceEnrolled() => In(Window.SinceEnrolled);

    /// <summary>Looks at the time since the enrollment reached the step only.</summary>
    public EventQuestion Since(string step) => In(Window.Since(step));

    /// <summary>Looks into a window only; default: all history.</summary>
    public EventQuestion In(Window window)
    {
        ArgumentNullException.ThrowIfNull(window);
        return new EventQuestion(_name, window, _filters);
    }

    /// <summary>Counts only events with a property that fulfils the demand. Called again, both must hold.</summary>
    public EventQuestion Where(string key, PropertyComparison comparison, params IReadOnlyList<PropertyValue> values) =>
        new(_name, _window, [.. _filters, new PropertyFilter(key, comparison, values)]);

    /// <summary>None at all.</summary>
    public Condition Never() => Counted(CountRule.Exactly(0));

    /// <summary>One or more.</summary>
    public Condition AtLeastOnce() => Counted(CountRule.AtLeast(1));

    /// <summary>This many or more.</summary>
    public Condition AtLeast(int number) => Counted(CountRule.AtLeast(number));

    /// <summary>This many or fewer.</summary>
    public Condition AtMost(int number) => Counted(CountRule.AtMost(number));

    /// <summary>More than this many.</summary>
    public Condition MoreThan(int number) => Counted(CountRule.MoreThan(number));

    /// <summary>Just this many.</summary>
    public Condition Exactly(int number) => Counted(CountRule.Exactly(number));

    private EventCountCondition Counted(CountRule count) => new(_name, _window, count, _filters);
}
