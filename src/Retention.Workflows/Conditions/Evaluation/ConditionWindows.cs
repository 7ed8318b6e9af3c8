namespace Retention.Workflows;

/// <summary>Turns windows into instants, customer by customer. A window that cannot exist yet, such as since a step never reached, is empty.</summary>
internal sealed class ConditionWindows(DateTimeOffset now, TimeZoneInfo shopZone)
{
    private readonly Dictionary<(Period, TimeZoneInfo), DateTimeOffset> _starts = [];

    internal static bool NeedsCustomers(Window window) => window is InLastWindow;

    internal CustomerWindow Of(Window window, ConditionSubject subject, IReadOnlyDictionary<CustomerId, Customer> customers)
    {
        var (after, until) = window switch
        {
            EverWindow => (DateTimeOffset.MinValue, now),
            InLastWindow last => (Ago(last.Period, ZoneOf(subject.Customer, customers)), now),
            BetweenWindow between => (between.Start, between.End < now ? between.End : now),
            SinceEnrolledWindow => (subject.Enrollment?.EnteredAt ?? now, now),
            SinceStepWindow since => (subject.Enrollment is { } enrollment && enrollment.TryGetReached(since.Step, out var at) ? at : now, now),
            _ => throw new InvalidOperationException($"Unknown window {window.GetType().Name}."),
        };
        return new CustomerWindow(subject.Customer, after, until);
    }

    internal TimeZoneInfo ZoneOf(CustomerId customer, IReadOnlyDictionary<CustomerId, Customer> customers) =>
        TimeZones.For(customers.GetValueOrDefault(customer)?.TimeZone, shopZone);

    /// <summary>Now, less a period; computed once for all customers of a zone.</summary>
    internal DateTimeOffset Ago(Period period, TimeZoneInfo zone)
    {
        if (!_starts.TryGetValue((period, zone), out var start))
            _starts[(period, zone)] = start = LocalTime.Subtract(now, period, zone);
        return start;
    }
}
