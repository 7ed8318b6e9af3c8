using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Exits;

/// <summary>
/// An exit rule whose condition fails is asked again. Until it is answered, the enrollment does not move and nothing leaves.
/// </summary>
public sealed class UndecidedExitTests
{
    private static readonly CustomerId Ada = Journeys.Ada;

    [Theory]
    [InlineData(true, 1, "ended as vip")]
    [InlineData(true, 20, "ended as vip")]
    [InlineData(true, 60, "ended as vip")]
    [InlineData(false, 1, "ended as completed")]
    [InlineData(false, 60, "ended as completed")]
    public async Task A_rule_that_failed_is_asked_again(bool isVip, int failingMinutes, string end)
    {
        Func<bool> answer = () => throw new HttpRequestException("no score today");
        await using var journey = await StartAsync(() => answer(), steps => steps.Wait("think", Hours(2)).SendEmail("offer", "mail"));
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromMinutes(119));
        await journey.PurchaseAsync(Ada);

        await journey.AdvanceAsync(TimeSpan.FromMinutes(failingMinutes));

        journey.Sent.Should().BeEmpty("nobody knows yet whether the offer is still wanted");
        (await journey.WhereIsAsync(Ada)).Should().Be("at think");
        answer = () => isVip;
        await journey.AdvanceAsync(TimeSpan.FromHours(8));
        (await journey.WhereIsAsync(Ada)).Should().Be(end);
        journey.Sent.Should().HaveCount(isVip ? 0 : 1);
        (await journey.RecordAsync()).Enrollments.Single().State.ExitUndecided.Should().BeFalse();
    }

    [Fact]
    public async Task After_the_last_attempt_the_rule_counts_as_not_met()
    {
        var asked = 0;
        await using var journey = await StartAsync(() =>
        {
            asked++;
            throw new InvalidOperationException();
        }, steps => steps.Wait("think", Hours(1)).SendEmail("offer", "mail"));
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        await journey.PurchaseAsync(Ada);

        await journey.AdvanceAsync(TimeSpan.FromHours(10));

        asked.Should().Be(8);
        (await journey.WhereIsAsync(Ada)).Should().Be("ended as completed");
        journey.Sent.Should().ContainSingle();
    }

    [Fact]
    public async Task It_holds_messages_that_have_not_left()
    {
        var fails = true;
        await using var journey = await StartAsync(
            () => fails ? throw new InvalidOperationException() : true, steps => steps.SendEmail("offer", "mail"),
            options => options.QuietHours.Add(new QuietHours { From = new TimeOnly(7, 0), Until = new TimeOnly(8, 10) }));
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        await journey.PurchaseAsync(Ada);

        await journey.AdvanceAsync(TimeSpan.FromMinutes(50));

        var message = await journey.MessageAsync("offer");
        (message.Status, message.Reason).Should().Be((MessageStatus.Queued, RefusalReasons.ExitUndecided));
        fails = false;
        await journey.AdvanceAsync(TimeSpan.FromHours(8));
        journey.Sent.Should().BeEmpty();
        (await journey.WhereIsAsync(Ada)).Should().Be("ended as vip");
    }

    [Fact]
    public async Task A_failure_for_one_customer_holds_nobody_else()
    {
        await using var journey = await StartAsync(null, steps => steps.Wait("think", Hours(2)).SendEmail("offer", "mail"));
        foreach (var customer in (string[])["ada", "bob", "eve"])
            await journey.EnrollAsync(Some.Customer(customer));
        await journey.AdvanceAsync(TimeSpan.FromHours(1));
        await journey.Client.AppendEventsAsync(
            [.. ((string[])["ada", "bob"]).Select(customer => Some.Purchase(new CustomerId(customer), journey.Time.GetUtcNow(), 5))],
            TestContext.Current.CancellationToken);

        await journey.AdvanceAsync(TimeSpan.FromMinutes(62));

        journey.Messages.Select(message => message.Customer.Value).Should().Equal("eve");
        (await journey.WhereIsAsync(new CustomerId("bob"))).Should().Be("ended as vip");
        (await journey.WhereIsAsync(Ada)).Should().Be("at think");
    }

    [Fact]
    public async Task An_operator_can_cancel_meanwhile_and_nothing_is_asked_any_more()
    {
        var asked = 0;
        await using var journey = await StartAsync(() =>
        {
            asked++;
            throw new InvalidOperationException();
        }, steps => steps.Wait("think", Days(2)).SendEmail("offer", "mail"));
        var enrolled = await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        await journey.PurchaseAsync(Ada);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(30));

        await journey.Operations.CancelAsync(enrolled.Enrollment!.Value, "by phone", TestContext.Current.CancellationToken);
        var before = asked;
        await journey.AdvanceAsync(TimeSpan.FromDays(3));

        before.Should().BeInRange(4, 8, "the pauses grow");
        asked.Should().Be(before);
        (await journey.WhereIsAsync(Ada)).Should().Be("ended as cancelled");
    }

    private static Task<JourneyHarness> StartAsync(
        Func<bool>? isVip, Action<StepsBuilder> steps, Action<RetentionOptions>? more = null) =>
        Journeys.StartAsync(steps, options => options.Configure = retention =>
        {
            retention.Conditions.Add("vip", (customer, _, _) => isVip?.Invoke()
                ?? (customer.Id == Ada ? throw new InvalidOperationException("for her only") : true));
            if (more is not null)
                retention.Configure(more);
        }, journey => journey.ExitOn("vip", EventNames.Purchase, Customer.Satisfies("vip")));
}
