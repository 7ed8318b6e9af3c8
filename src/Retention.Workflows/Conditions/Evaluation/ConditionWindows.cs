using Retention.Workflows.Customers;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Conditions.Evaluation;

/// <summary>
/// Converts windows to instants for each customer. A window that has not started yet, such as "since" a step that was never reached, is
/// empty.
/// </summary>
internal sealed class ConditionWindows(DateTimeOffset now)
{
    private readonly Dictionary<(Period, TimeZoneInfo), DateTimeOffset> _starts = [];

    internal static bool NeedsZones(Window window) => window is InLastWindow;

    internal CustomerWindow Of(Window window, ConditionSubject subject, CustomerZones zones)
    {
        var (after, until) = window switch
        {
            EverWindow => (DateTimeOffset.MinValue, now),
            InLastWindow last => (Ago(last.Period, zones[subject.Customer]), now),
            BetweenWindow between => (between.Start, between.End < now ? between.End : now),
            SinceEnrolledWindow => (subject.Enrollment?.EnteredAt ?? now, now),
            SinceStepWindow since =>
                (subject.Enrollment is { } enrollment && enrollment.TryGetReached(since.Step, out var at) ? at : now, now),
            _ => throw new InvalidOperationException($"Unknown window {window.GetType().Name}."),
        };
        return new CustomerWindow(subject.Customer, after, until);
    }

    /// <summary>The current time minus a period; computed once for all customers of a time zone.</summary>
    internal DateTimeOffset Ago(Period period, TimeZoneInfo zone)
    {
        if (!_starts.TryGetValue((period, zone), out var start))
            _starts[(period, zone)] = start = LocalTime.Subtract(now, period, zone);
        return start;
    }
}
