using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Replay;
using Retention.Workflows.Segments;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Worker;

/// <summary>A clock that jumps years ahead and is corrected: nothing runs twice, and nothing waits until that year.</summary>
public sealed class ClockTests
{
    private static readonly TimeSpan FourYears = TimeSpan.FromDays(4 * 365);

    [Fact]
    public async Task A_schedule_continues_with_its_next_day_after_the_clock_went_forward_and_back()
    {
        var clock = new SkewedClock();
        await using var journey = await StartAsync(clock, journey => journey.Enroll.Daily(new TimeOnly(9, 0)));
        await journey.Client.SaveCustomersAsync([Some.Customer()], TestContext.Current.CancellationToken);
        await journey.AdvanceAsync(TimeSpan.FromDays(1));
        await ForwardAndBackAsync(journey, clock);
        var before = (await journey.RecordAsync()).Enrollments.Count;

        await journey.AdvanceAsync(TimeSpan.FromMinutes(30));
        (await journey.RecordAsync()).Enrollments.Should().HaveCount(before, "what came that day does not come again");
        await journey.AdvanceAsync(TimeSpan.FromDays(3));

        var enrollments = (await journey.RecordAsync()).Enrollments;
        enrollments.Should().HaveCount(before + 3);
        enrollments.Select(enrollment => enrollment.EntryKey).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task A_day_already_run_by_a_clock_slightly_ahead_is_not_repeated()
    {
        var clock = new SkewedClock();
        await using var journey = await StartAsync(clock, journey => journey.Enroll.Daily(new TimeOnly(9, 0)));
        await journey.Client.SaveCustomersAsync([Some.Customer()], TestContext.Current.CancellationToken);
        await journey.AdvanceAsync(TimeSpan.FromDays(1));
        await ForwardAndBackAsync(journey, clock, TimeSpan.FromDays(1));
        var before = (await journey.RecordAsync()).Enrollments.Count;

        await journey.AdvanceAsync(TimeSpan.FromHours(20));
        (await journey.RecordAsync()).Enrollments.Should().HaveCount(before);
        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        (await journey.RecordAsync()).Enrollments.Should().HaveCount(before + 1);
    }

    [Fact]
    public async Task What_the_first_steps_after_a_schedule_record_happens_after_the_entry()
    {
        var clock = new SkewedClock();
        await using var journey = await StartAsync(clock, journey => journey.Enroll.Daily(new TimeOnly(9, 0)));
        await journey.Client.SaveCustomersAsync([Some.Customer()], TestContext.Current.CancellationToken);
        clock.Ahead = TimeSpan.FromSeconds(5); // as late as a worker is after the moment of the schedule

        await journey.AdvanceAsync(TimeSpan.FromHours(2));

        var record = await journey.RecordAsync();
        var entered = record.Enrollments.Single().EnteredAt;
        record.History[0].At.Should().BeAfter(entered, "what the steps record is since the enrollment");
        entered.TimeOfDay.Should().BeGreaterThanOrEqualTo(TimeSpan.FromHours(9));
    }

    [Fact]
    public async Task A_journey_published_by_a_clock_far_ahead_starts_with_the_next_day()
    {
        var clock = new SkewedClock { Ahead = FourYears };
        await using var journey = await StartAsync(clock, journey => journey.Enroll.Daily(new TimeOnly(9, 0)));
        clock.Ahead = TimeSpan.Zero;
        await journey.Client.SaveCustomersAsync([Some.Customer()], TestContext.Current.CancellationToken);

        await journey.AdvanceAsync(TimeSpan.FromDays(3));

        (await journey.RecordAsync()).Enrollments.Should().HaveCountGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task Date_enrollments_continue_after_the_clock_went_forward_and_back()
    {
        var clock = new SkewedClock();
        await using var journey = await StartAsync(clock, journey => journey.Enroll.OnDate(CustomerDate.Birthday, new TimeOnly(9, 0)));
        await journey.AdvanceAsync(TimeSpan.FromDays(1));
        await ForwardAndBackAsync(journey, clock);
        var birthday = DateOnly.FromDateTime(journey.Time.GetUtcNow().Date).AddDays(5);
        await journey.Client.SaveCustomersAsync(
            [Some.Customer() with { Birthday = new DateOnly(1990, birthday.Month, birthday.Day) }], TestContext.Current.CancellationToken);

        await journey.AdvanceAsync(TimeSpan.FromDays(10));

        (await journey.RecordAsync()).Enrollments.Should().ContainSingle();
    }

    [Fact]
    public async Task A_model_of_a_day_far_ahead_is_followed_by_one_of_the_next_day()
    {
        var clock = new SkewedClock();
        await using var journey = await StartAsync(clock, journey => journey.Enroll.ByHand());
        await journey.HappenAsync(Some.Purchase(Journeys.Ada, journey.Time.GetUtcNow().AddDays(-100)));
        await journey.AdvanceAsync(TimeSpan.FromDays(1));
        var before = (await journey.RecordAsync()).Segment!;
        await ForwardAndBackAsync(journey, clock);
        var wrong = (await journey.RecordAsync()).Segment!;
        wrong.Model.Should().BeGreaterThan(before.Model, "the wrong clock made a model");

        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        var after = (await journey.RecordAsync()).Segment!;
        after.Model.Should().BeGreaterThan(wrong.Model, "each day has its model again, and everybody is scored against it");
        await ForwardAndBackAsync(journey, clock);
        await journey.AdvanceAsync(TimeSpan.FromDays(1));
        (await journey.RecordAsync()).Segment!.Model.Should().BeGreaterThan(after.Model, "also when the same happens again");
    }

    [Fact]
    public async Task A_purge_continues_after_the_clock_went_forward_and_back()
    {
        var clock = new SkewedClock();
        await using var journey = await StartAsync(clock, journey => journey.Enroll.ByHand(), purge: true);
        await ForwardAndBackAsync(journey, clock);
        await journey.EnrollAsync(Some.Customer());

        await journey.AdvanceAsync(TimeSpan.FromDays(100));

        (await journey.RecordAsync()).Enrollments.Should().BeEmpty();
    }

    private static async Task ForwardAndBackAsync(JourneyHarness journey, SkewedClock clock, TimeSpan? by = null)
    {
        clock.Ahead = by ?? FourYears;
        await journey.AdvanceAsync(TimeSpan.Zero);
        clock.Ahead = TimeSpan.Zero;
        await journey.AdvanceAsync(TimeSpan.Zero);
    }

    private static async Task<JourneyHarness> StartAsync(SkewedClock clock, Action<JourneyBuilder> define, bool purge = false)
    {
        var started = await StartAtAsync(clock, define, purge);
        clock.Right = started.Time;
        return started;
    }

    private static Task<JourneyHarness> StartAtAsync(SkewedClock clock, Action<JourneyBuilder> define, bool purge) => Journeys.StartAsync(
        steps => steps.RecordEvent("mark", "marked"),
        harness =>
        {
            clock.Right = new ManualTime(harness.Start);
            harness.Configure = retention =>
            {
                retention.Services.AddSingleton<TimeProvider>(provider => clock);
                if (purge)
                    retention.Configure(options => options.Purge.KeepFinishedEnrollments = TimeSpan.FromDays(30));
            };
        },
        define);

    /// <summary>The time of the test, or a set time ahead of it.</summary>
    private sealed class SkewedClock : TimeProvider
    {
        internal TimeProvider Right { get; set; } = System;

        internal TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => Right.GetUtcNow() + Ahead;

        public override long TimestampFrequency => Right.TimestampFrequency;

        public override long GetTimestamp() => Right.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            Right.CreateTimer(callback, state, dueTime, period);
    }
}
