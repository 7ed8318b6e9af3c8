using Retention.Workflows.Journeys;

namespace Retention.Workflows;

/// <summary>Builder of a condition about events. A count such as <see cref="Never"/> completes the condition. Immutable.</summary>
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

    /// <summary>Counts only events in the last months, days or hours.</summary>
    public EventQuestion InLast(Period period) => In(Window.InLast(period));

    /// <summary>Counts only events since the enrollment started.</summary>
    public EventQuestion SinceEnrolled() => In(Window.SinceEnrolled);

    /// <summary>Counts only events since the enrollment reached the step.</summary>
    public EventQuestion Since(string step) => In(Window.Since(step));

    /// <summary>Counts only events in the window. The default is all history.</summary>
    public EventQuestion In(Window window)
    {
        ArgumentNullException.ThrowIfNull(window);
        return new EventQuestion(_name, window, _filters);
    }

    /// <summary>Counts only events with a property that satisfies the filter. Several calls are combined with "and".</summary>
    public EventQuestion Where(string key, PropertyComparison comparison, params IReadOnlyList<PropertyValue> values) =>
        new(_name, _window, [.. _filters, new PropertyFilter(key, comparison, values)]);

    /// <summary>No event.</summary>
    public Condition Never() => Counted(CountRule.Exactly(0));

    /// <summary>One or more.</summary>
    public Condition AtLeastOnce() => Counted(CountRule.AtLeast(1));

    /// <summary>This many or more.</summary>
    public Condition AtLeast(int number) => Counted(CountRule.AtLeast(number));

    /// <summary>This many or fewer.</summary>
    public Condition AtMost(int number) => Counted(CountRule.AtMost(number));

    /// <summary>More than this many.</summary>
    public Condition MoreThan(int number) => Counted(CountRule.MoreThan(number));

    /// <summary>Exactly this many.</summary>
    public Condition Exactly(int number) => Counted(CountRule.Exactly(number));

    private EventCountCondition Counted(CountRule count) => new(_name, _window, count, _filters);
}
