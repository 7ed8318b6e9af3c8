using Retention.Workflows.Storage;

namespace Retention.Workflows.Testing.Stores.Rules;

internal static class EventWindowRules
{
    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } =
    [
        The_start_of_a_window_is_excluded_and_its_end_included,
        Bounds_between_two_milliseconds_are_exact,
        Only_events_of_the_customer_and_name_are_counted,
        Answers_come_in_the_order_of_the_windows,
        A_window_that_ends_before_it_starts_is_empty,
        Events_of_a_window_are_read_by_time_and_then_id,
    ];

    internal static EventWindow Always(CustomerId customer, string name) =>
        new(customer, name, DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    private static async Task The_start_of_a_window_is_excluded_and_its_end_included(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Events.AppendAsync(
            [.. Enumerable.Range(0, 5).Select(number => Rows.Event($"e-{number}", Rows.Ada, "opened", Rows.Noon.AddMilliseconds(number)))],
            trial.Token)).ConfigureAwait(false);

        for (var start = -1; start < 6; start++)
        {
            for (var end = -1; end < 6; end++)
            {
                var window = new EventWindow(Rows.Ada, "opened", Rows.Noon.AddMilliseconds(start), Rows.Noon.AddMilliseconds(end));
                var expected = Enumerable.Range(0, 5).Count(number => number > start && number <= end);
                await ExpectAsync(trial, window, expected,
                    $"Events at 0 to 4 ms in the window from {start} ms (exclusive) to {end} ms (inclusive)").ConfigureAwait(false);
            }
        }
    }

    private static async Task Bounds_between_two_milliseconds_are_exact(StoreTrial trial)
    {
        await trial.WriteAsync(
            t => t.Events.AppendAsync([Rows.Event("e", Rows.Ada, "opened", Rows.Noon)], trial.Token)).ConfigureAwait(false);
        (long After, long Until, int Count)[] cases = [(-1, 0, 1), (-1, 1, 1), (-2, -1, 0), (0, 1, 0), (1, 9_999, 0), (-9_999, 9_999, 1)];
        foreach (var (after, until, count) in cases)
        {
            var window = new EventWindow(Rows.Ada, "opened", Rows.Noon.AddTicks(after), Rows.Noon.AddTicks(until));
            await ExpectAsync(trial, window, count,
                $"An event at 0 in the window from {after} ticks (exclusive) to {until} ticks (inclusive)").ConfigureAwait(false);
        }
    }

    private static async Task Only_events_of_the_customer_and_name_are_counted(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Events.AppendAsync(
            [
                Rows.Event("1", Rows.Ada, "opened", Rows.Noon), Rows.Event("2", Rows.Ada, "opened", Rows.Noon),
                Rows.Event("3", Rows.Ada, "clicked", Rows.Noon),
                Rows.Event("4", Rows.Bob, "opened", Rows.Noon), Rows.Event("5", new CustomerId("ADA"), "opened", Rows.Noon),
                Rows.Event("6", new CustomerId("ada "), "opened", Rows.Noon),
            ],
            trial.Token)).ConfigureAwait(false);
        await ExpectAsync(trial, Always(Rows.Ada, "opened"), 2, "Events of one customer and name").ConfigureAwait(false);
        await ExpectAsync(trial, Always(Rows.Ada, "open"), 0, "Events of a name with the same beginning").ConfigureAwait(false);
        await ExpectAsync(trial, Always(new CustomerId("nobody"), "opened"), 0, "Events of an unknown customer").ConfigureAwait(false);
    }

    private static async Task Answers_come_in_the_order_of_the_windows(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Events.AppendAsync(
            [Rows.Event("1", Rows.Ada, "opened", Rows.Noon), Rows.Event("2", Rows.Bob, "opened", Rows.Noon),
                Rows.Event("3", Rows.Bob, "opened", Rows.Noon)], trial.Token)).ConfigureAwait(false);
        EventWindow[] windows = [Always(Rows.Bob, "opened"), Always(new CustomerId("nobody"), "opened"), Always(Rows.Ada, "opened"),
            Always(Rows.Bob, "opened")];

        Expect.Sequence(
            [2, 0, 1, 2], await trial.ReadAsync(t => t.Events.CountAsync(windows, trial.Token)).ConfigureAwait(false), "Counts");
        var lists = await trial.ReadAsync(t => t.Events.ReadAsync(windows, trial.Token)).ConfigureAwait(false);
        Expect.Sequence(["2 3", "", "1", "2 3"], lists.Select(list => string.Join(' ', list.Select(@event => @event.Id))), "Events");
    }

    private static async Task A_window_that_ends_before_it_starts_is_empty(StoreTrial trial)
    {
        await trial.WriteAsync(
            t => t.Events.AppendAsync([Rows.Event("1", Rows.Ada, "opened", Rows.Noon)], trial.Token)).ConfigureAwait(false);
        await ExpectAsync(trial, new EventWindow(Rows.Ada, "opened", Rows.Noon.AddDays(1), Rows.Noon.AddDays(-1)), 0,
            "A window whose end is before its start").ConfigureAwait(false);
    }

    private static async Task Events_of_a_window_are_read_by_time_and_then_id(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Events.AppendAsync(
            [
                Rows.Event("late", Rows.Ada, "opened", Rows.Noon.AddHours(1), 1), Rows.Event("b", Rows.Ada, "opened", Rows.Noon, 1),
                Rows.Event("a", Rows.Ada, "opened", Rows.Noon, 2), Rows.Event("B", Rows.Ada, "opened", Rows.Noon),
                Rows.Event("10", Rows.Ada, "opened", Rows.Noon),
                Rows.Event("9", Rows.Ada, "opened", Rows.Noon), Rows.Event("early", Rows.Ada, "opened", Rows.Noon.AddHours(-1)),
            ],
            trial.Token)).ConfigureAwait(false);
        var lists = await trial.ReadAsync(t => t.Events.ReadAsync([Always(Rows.Ada, "opened")], trial.Token)).ConfigureAwait(false);
        Expect.Sequence(["early", "10", "9", "B", "a", "b", "late"], lists[0].Select(@event => @event.Id), "Events of a window");
    }

    private static async Task ExpectAsync(StoreTrial trial, EventWindow window, int count, string what)
    {
        var (counted, read) = await trial.ReadAsync(async t => (
            await t.Events.CountAsync([window], trial.Token).ConfigureAwait(false),
            await t.Events.ReadAsync([window], trial.Token).ConfigureAwait(false))).ConfigureAwait(false);
        Expect.Sequence([count], counted, what + ", counted");
        Expect.Equal(count, read[0].Count, what + ", read");
    }
}
