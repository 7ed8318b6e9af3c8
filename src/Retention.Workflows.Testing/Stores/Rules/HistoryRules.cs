using Retention.Workflows.Storage;

namespace Retention.Workflows.Testing.Stores.Rules;

internal static class HistoryRules
{
    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } =
    [
        History_is_read_in_the_order_of_writing,
        What_an_enrollment_did_on_entry_is_the_first_of_its_history,
        Counters_add_up,
        Counters_differ_by_every_part_of_their_key,
    ];

    private static async Task History_is_read_in_the_order_of_writing(StoreTrial trial)
    {
        var other = new EnrollmentId(0, 2);
        await trial.WriteAsync(t => t.Enrollments.AppendHistoryAsync(
            [Entry(1, 5, "b"), Entry(2, 1, "other"), Entry(1, 3, "a"), Entry(1, 3, "a")], trial.Token)).ConfigureAwait(false);
        await trial.WriteAsync(t =>
            t.Enrollments.AppendHistoryAsync([Entry(1, 0, "c"), Entry(1, 9, "think;reachable:no")], trial.Token)).ConfigureAwait(false);

        var read = await trial.ReadAsync(t => t.Enrollments.ReadHistoryAsync(new EnrollmentId(0, 1), trial.Token)).ConfigureAwait(false);
        Expect.Sequence([Entry(1, 5, "b"), Entry(1, 3, "a"), Entry(1, 3, "a"), Entry(1, 0, "c"), Entry(1, 9, "think;reachable:no")], read,
            "The history");
        Expect.Sequence([Entry(2, 1, "other")],
            await trial.ReadAsync(t => t.Enrollments.ReadHistoryAsync(other, trial.Token)).ConfigureAwait(false), "The history of another");
        Expect.Sequence([], await trial.ReadAsync(t => t.Enrollments.ReadHistoryAsync(
            new EnrollmentId(0, 3), trial.Token)).ConfigureAwait(false), "The history of an unknown enrollment");
    }

    private static async Task What_an_enrollment_did_on_entry_is_the_first_of_its_history(StoreTrial trial)
    {
        Enrollment[] entered = [.. Enumerable.Range(1, 10).Select(number => Rows.Enrollment(number, Rows.Ada, $"key-{number}"))];
        await trial.WriteAsync(async t =>
        {
            t.AllocateIds(12);
            await t.Enrollments.AddMovedAsync([], [], trial.Token).ConfigureAwait(false);
            await t.Enrollments.AddMovedAsync(
                entered, [.. entered.Select(enrollment => Entry(enrollment.Id.Number, 5, "offer;think"))], trial.Token).ConfigureAwait(false);
            await t.Enrollments.AppendHistoryAsync([Entry(1, 3, "bought:no")], trial.Token).ConfigureAwait(false);
            await t.Enrollments.UpdateAsync([entered[0] with { Step = "think" }], trial.Token).ConfigureAwait(false);
        }).ConfigureAwait(false);

        Expect.Sequence([Entry(1, 5, "offer;think"), Entry(1, 3, "bought:no")], await trial.ReadAsync(
            t => t.Enrollments.ReadHistoryAsync(entered[0].Id, trial.Token)).ConfigureAwait(false), "The history");
        Expect.Sequence([Entry(10, 5, "offer;think")], await trial.ReadAsync(
            t => t.Enrollments.ReadHistoryAsync(entered[9].Id, trial.Token)).ConfigureAwait(false), "The history of the last one");
        Expect.Equal(10, (await trial.ReadAsync(
            t => t.Enrollments.ReadByCustomerAsync([Rows.Ada], trial.Token)).ConfigureAwait(false)).Count, "Enrollments");
    }

    private static async Task Counters_add_up(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Enrollments.AddCountersAsync(
            [Rows.Counter(2, 1.5m), Rows.Counter(3, 0.0001m), Rows.Counter(0, 0, "sms")], trial.Token)).ConfigureAwait(false);
        await trial.WriteAsync(t => t.Enrollments.AddCountersAsync(
            [Rows.Counter(3_000_000_000, 90_000_000_000), Rows.Counter(-1, -0.5m)], trial.Token)).ConfigureAwait(false);
        await ExpectAsync(trial, Rows.Counter(3_000_000_004, 90_000_000_001.0001m), Rows.Counter(0, 0, "sms")).ConfigureAwait(false);
    }

    private static async Task Counters_differ_by_every_part_of_their_key(StoreTrial trial)
    {
        var plain = Rows.Counter(1);
        JourneyCounter[] counters =
        [
            plain, plain with { Version = 2 }, plain with { Day = plain.Day.AddDays(1) }, plain with { Day = plain.Day.AddYears(1) },
            plain with { Step = "" },
            plain with { Measure = JourneyMeasures.Queued }, plain with { Detail = "" }, plain with { Detail = "email:no-consent" },
        ];
        await trial.WriteAsync(t => t.Enrollments.AddCountersAsync(
            [.. counters, plain with { Journey = new JourneyName("other"), Count = 99 }], trial.Token)).ConfigureAwait(false);
        await ExpectAsync(trial, counters).ConfigureAwait(false);
    }

    private static async Task ExpectAsync(StoreTrial trial, params JourneyCounter[] expected)
    {
        var counters = await trial.ReadAsync(t => t.Enrollments.ReadCountersAsync(Rows.Churn, trial.Token)).ConfigureAwait(false);
        Expect.SameSet(expected.Select(Same.Of), counters.Select(Same.Of), "Counters");
    }

    private static HistoryEntry Entry(long enrollment, int minute, string moves) =>
        new() { Enrollment = new EnrollmentId(0, enrollment), At = Rows.Noon.AddMinutes(minute), Moves = moves };
}
