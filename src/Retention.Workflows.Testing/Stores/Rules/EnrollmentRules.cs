using Retention.Workflows.Storage;

namespace Retention.Workflows.Testing.Stores.Rules;

internal static class EnrollmentRules
{
    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } =
    [
        An_enrollment_comes_back_as_it_was_added,
        An_enrollment_is_replaced,
        Journey_customer_and_entry_key_are_unique_together,
        An_enrollment_number_is_unique,
        A_missing_enrollment_cannot_be_updated,
        Unknown_enrollments_are_omitted,
        The_enrollments_of_customers_are_read_by_number,
        The_enrollments_of_a_journey_are_read_in_pages,
        Active_enrollments_are_counted_by_version_step_and_status,
    ];

    private static async Task An_enrollment_comes_back_as_it_was_added(StoreTrial trial)
    {
        Enrollment[] enrollments = [Everything, Rows.Enrollment(2, Rows.Bob), Bare];
        await trial.WriteAsync(t => t.Enrollments.AddAsync(enrollments, trial.Token)).ConfigureAwait(false);

        var found = await trial.ReadAsync(
            t => t.Enrollments.FindAsync([.. enrollments.Select(enrollment => enrollment.Id)], trial.Token)).ConfigureAwait(false);
        Expect.Sequence(enrollments.Select(Same.Of), enrollments.Select(enrollment => Same.Of(found[enrollment.Id])), "Enrollments");
    }

    private static async Task An_enrollment_is_replaced(StoreTrial trial)
    {
        await trial.WriteAsync(
            t => t.Enrollments.AddAsync([Rows.Enrollment(1, Rows.Ada), Rows.Enrollment(2, Rows.Bob)], trial.Token)).ConfigureAwait(false);
        var moved = Everything with { EntryKey = "2026-03" };
        await trial.WriteAsync(t => t.Enrollments.UpdateAsync([moved], trial.Token)).ConfigureAwait(false);
        await ExpectAsync(trial, moved, Rows.Enrollment(2, Rows.Bob)).ConfigureAwait(false);

        var bare = Bare with { Id = moved.Id, Customer = Rows.Ada, EntryKey = "2026-03" };
        await trial.WriteAsync(t => t.Enrollments.UpdateAsync([bare], trial.Token)).ConfigureAwait(false);
        await ExpectAsync(trial, bare, Rows.Enrollment(2, Rows.Bob)).ConfigureAwait(false);
    }

    private static async Task Journey_customer_and_entry_key_are_unique_together(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Enrollments.AddAsync(
            [
                Rows.Enrollment(1, Rows.Ada, "a"), Rows.Enrollment(2, Rows.Ada, "A"), Rows.Enrollment(3, Rows.Ada, "a "),
                Rows.Enrollment(4, Rows.Bob, "a"),
                Rows.Enrollment(5, Rows.Ada, "a") with { Journey = new JourneyName("other") }, Rows.Enrollment(6, Rows.Ada, ""),
            ],
            trial.Token)).ConfigureAwait(false);

        await trial.FailAsync<RetentionStoreException>(
            t => t.Enrollments.AddAsync([Rows.Enrollment(7, Rows.Ada, "a")], trial.Token), "The same entry twice").ConfigureAwait(false);
        await trial.FailAsync<RetentionStoreException>(
            t => t.Enrollments.AddAsync([Rows.Enrollment(7, Rows.Ada, "b"), Rows.Enrollment(8, Rows.Ada, "b")], trial.Token),
            "The same entry twice in one call").ConfigureAwait(false);
        await trial.FailAsync<RetentionStoreException>(
            t => t.Enrollments.AddAsync([Rows.Enrollment(7, Rows.Ada, "a") with { Version = 2 }], trial.Token),
            "The same entry into another version").ConfigureAwait(false);
        var enrollments =
            await trial.ReadAsync(t => t.Enrollments.ReadByCustomerAsync([Rows.Ada, Rows.Bob], trial.Token)).ConfigureAwait(false);
        Expect.Sequence([1L, 2, 3, 4, 5, 6], enrollments.Select(enrollment => enrollment.Id.Number), "Enrollments after refusals");
    }

    private static async Task An_enrollment_number_is_unique(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Enrollments.AddAsync([Rows.Enrollment(1, Rows.Ada)], trial.Token)).ConfigureAwait(false);
        await trial.FailAsync<RetentionStoreException>(
            t => t.Enrollments.AddAsync([Rows.Enrollment(1, Rows.Bob)], trial.Token), "The same number twice").ConfigureAwait(false);
        await ExpectAsync(trial, Rows.Enrollment(1, Rows.Ada)).ConfigureAwait(false);
    }

    private static async Task A_missing_enrollment_cannot_be_updated(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Enrollments.AddAsync([Rows.Enrollment(1, Rows.Ada)], trial.Token)).ConfigureAwait(false);
        await trial.FailAsync<RetentionStoreException>(
            t => t.Enrollments.UpdateAsync([Rows.Enrollment(1, Rows.Ada) with { Step = "gone" }, Rows.Enrollment(2, Rows.Bob)],
                trial.Token), "Updating a missing row").ConfigureAwait(false);
        await ExpectAsync(trial, Rows.Enrollment(1, Rows.Ada)).ConfigureAwait(false);
    }

    private static async Task Unknown_enrollments_are_omitted(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Enrollments.AddAsync([Rows.Enrollment(1, Rows.Ada)], trial.Token)).ConfigureAwait(false);
        var found = await trial.ReadAsync(
            t => t.Enrollments.FindAsync([new(0, 2), new(0, 1), new(5, 1), new(0, 1)], trial.Token)).ConfigureAwait(false);
        Expect.Sequence([new EnrollmentId(0, 1)], found.Keys, "Enrollments found");
    }

    private static async Task The_enrollments_of_customers_are_read_by_number(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Enrollments.AddAsync(
            [
                Rows.Enrollment(4, Rows.Ada, "d"), Rows.Enrollment(1, Rows.Bob, "a"), Rows.Enrollment(3, new CustomerId("other"), "c"),
                Rows.Enrollment(2, Rows.Ada, "b") with { Status = EnrollmentStatus.Completed, DueAt = null },
            ],
            trial.Token)).ConfigureAwait(false);
        var read = await trial.ReadAsync(t =>
            t.Enrollments.ReadByCustomerAsync([Rows.Bob, Rows.Ada, Rows.Bob, new CustomerId("nobody")], trial.Token)).ConfigureAwait(false);
        Expect.Sequence([1L, 2, 4], read.Select(enrollment => enrollment.Id.Number), "Enrollments of two customers");
    }

    private static async Task The_enrollments_of_a_journey_are_read_in_pages(StoreTrial trial)
    {
        var other = new JourneyName("other");
        await trial.WriteAsync(t => t.Enrollments.AddAsync(
            [.. Enumerable.Range(1, 12).Reverse().Select(number => Rows.Enrollment(number, Rows.Ada,
                $"{number}") with { Journey = number % 3 == 0 ? other : Rows.Churn })], trial.Token)).ConfigureAwait(false);

        foreach (var limit in (int[])[1, 3, 8, 100])
        {
            var read = new List<long>();
            while (true)
            {
                var page = await trial.ReadAsync(
                    t => t.Enrollments.ReadAllAsync(Rows.Churn, read.Count == 0 ? 0 : read[^1], limit, trial.Token)).ConfigureAwait(false);
                Expect.That(page.Count <= limit, $"A page of {limit} has {page.Count} enrollments.");
                read.AddRange(page.Select(enrollment => enrollment.Id.Number));
                if (page.Count < limit)
                    break;
            }

            Expect.Sequence([1L, 2, 4, 5, 7, 8, 10, 11], read, $"Enrollments of a journey in pages of {limit}");
        }
    }

    private static async Task Active_enrollments_are_counted_by_version_step_and_status(StoreTrial trial)
    {
        (int Version, string Step, EnrollmentStatus Status, string Journey)[] places =
        [
            (1, "think", EnrollmentStatus.Waiting, "swiftmotion-churn"), (1, "think", EnrollmentStatus.Waiting, "swiftmotion-churn"),
            (2, "think", EnrollmentStatus.Waiting, "swiftmotion-churn"), (1, "use-it", EnrollmentStatus.Waiting, "swiftmotion-churn"),
            (1, "voucher", EnrollmentStatus.AwaitingCallback, "swiftmotion-churn"),
            (1, "voucher", EnrollmentStatus.Stuck, "swiftmotion-churn"),
            (1, "sms", EnrollmentStatus.Delivering, "swiftmotion-churn"),
            (1, "think", EnrollmentStatus.Completed, "swiftmotion-churn"), (1, "think", EnrollmentStatus.Exited, "swiftmotion-churn"),
            (1, "think", EnrollmentStatus.Waiting, "other"),
        ];
        await trial.WriteAsync(t => t.Enrollments.AddAsync(
            [.. places.Select((place, index) => Rows.Enrollment(index + 1, Rows.Ada, $"{index}") with { Version = place.Version,
                Step = place.Step, Status = place.Status, Journey = new JourneyName(place.Journey) })],
            trial.Token)).ConfigureAwait(false);

        var counted = await trial.ReadAsync(t => t.Enrollments.CountByStepAsync(Rows.Churn, trial.Token)).ConfigureAwait(false);
        Expect.SameSet(
            [
                new(1, "think", EnrollmentStatus.Waiting, 2), new(2, "think", EnrollmentStatus.Waiting, 1),
                new(1, "use-it", EnrollmentStatus.Waiting, 1),
                new(1, "voucher", EnrollmentStatus.AwaitingCallback, 1), new StepPopulation(1, "voucher", EnrollmentStatus.Stuck, 1),
                new(1, "sms", EnrollmentStatus.Delivering, 1),
            ],
            counted,
            "Active enrollments");
    }

    private static async Task ExpectAsync(StoreTrial trial, params Enrollment[] expected)
    {
        var found = await trial.ReadAsync(t => t.Enrollments.FindAsync(
            [.. Enumerable.Range(1, 10).Select(number => new EnrollmentId(0, number))], trial.Token)).ConfigureAwait(false);
        Expect.Sequence(expected.Select(Same.Of), found.Values.OrderBy(enrollment => enrollment.Id.Number).Select(Same.Of), "Enrollments");
    }

    private static Enrollment Everything { get; } = new()
    {
        Id = new EnrollmentId(0, 1),
        Journey = Rows.Churn,
        Version = 12,
        Customer = Rows.Ada,
        EntryKey = "cart \"42\"",
        EnteredAt = Rows.Noon,
        Status = EnrollmentStatus.AwaitingCallback,
        Step = "voucher",
        DueAt = Rows.Noon.AddMilliseconds(1),
        State = new EnrollmentState { VoucherCode = "SWIFT-BCDF", ConvertedBy = "order 4711" }.WithChosen("picks", [new ProductId("tent"),
            new ProductId("stove \"2\"")]).WithReached("think", Rows.Noon.AddDays(-10)).WithReached("offer", Rows.Noon.AddDays(-11)),
        Attempt = 3,
        Outcome = "not yet: HTTP 503",
        EndedAt = Rows.Noon.AddDays(1),
        ConvertedAt = DateTimeOffset.UnixEpoch,
    };

    private static Enrollment Bare { get; } = new()
    {
        Id = new EnrollmentId(0, 1_000_000_000_000),
        Journey = Rows.Churn,
        Version = 1,
        Customer = new CustomerId("bare"),
        EntryKey = "",
        EnteredAt = Rows.Noon,
        Status = EnrollmentStatus.Completed,
    };
}
