using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Tests.Support;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Tests.Engine.Steps;

/// <summary>
/// Whatever call stores an event, a journey that the event triggers asks a predicate that calls outside before the call's transaction.
/// </summary>
public sealed class PredicateDoorTests
{
    private readonly InMemoryRetentionStore _store = new(partitions: 1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("cart-left")]
    [InlineData("cart-left, before the customer is saved")]
    [InlineData("voucher-issued")]
    [InlineData("noted")]
    [InlineData("voucher-redeemed")]
    [InlineData("voucher-released")]
    [InlineData("voucher-released, by an order that shrank")]
    [InlineData("voucher-released, by an order that was withdrawn")]
    [InlineData("order-withdrawn")]
    [InlineData("unsubscribed")]
    [InlineData("unsubscribed, as the provider reports")]
    public async Task The_journey_enrolls_by(string door)
    {
        var predicate = new OutsidePredicate(_store);
        await using var journey = await StartAsync(predicate, trigger: door.Split(',')[0]);
        if (!door.Contains("before the customer", StringComparison.Ordinal))
            await journey.Client.SaveCustomersAsync([Some.Customer()], Token);

        await EnterAsync(journey, door);

        (await journey.RecordAsync()).Enrollments.Select(enrollment => enrollment.Journey.Value).Should().Contain("under-test");
        predicate.Calls.Should().Be(1);
        predicate.CallsWithOpenTransaction.Should().Be(0);
    }

    // Publishing refuses such a condition, but an earlier host may have stored it before its predicate called outside.
    [Fact]
    public async Task A_stored_version_whose_fallback_asks_it_now_does_not_stop_the_sending()
    {
        var predicate = new OutsidePredicate(_store);
        Task<JourneyHarness> StartAsync(bool callsOutside) => Journeys.StartAsync(
            steps => steps.SendEmail("mail", "mail", options: send =>
            {
                if (!callsOutside)
                    send.FallbackTo(Channel.Sms, "text", Customer.Satisfies("vip"));
            }),
            options => options.Configure = retention =>
            {
                retention.Store.Use(_ => _store);
                retention.Conditions.Add("vip", _ => predicate, callsOutside);
            });
        await using (var earlier = await StartAsync(callsOutside: false))
        {
            earlier.On(Channel.Email).Answer = _ => DeliveryResult.RetryLater("busy", TimeSpan.FromHours(1));
            await earlier.EnrollAsync(Some.Customer());
        }

        await using var journey = await StartAsync(callsOutside: true);
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Rejected("unknown-user");
        await journey.AdvanceAsync(TimeSpan.FromHours(2));

        (await journey.RecordAsync()).Messages.Should().ContainSingle("the condition counts as not met")
            .Which.Status.Should().Be(MessageStatus.Rejected);
        predicate.CallsWithOpenTransaction.Should().Be(0);
    }

    private static async Task EnterAsync(JourneyHarness journey, string door)
    {
        var ada = Journeys.Ada;
        if (door.StartsWith("cart-left", StringComparison.Ordinal))
        {
            await journey.HappenAsync(new CustomerEvent
            {
                Id = "left", Customer = ada, Name = new("cart-left"), OccurredAt = journey.Time.GetUtcNow(),
            });
            if (door != "cart-left")
                await journey.Client.SaveCustomersAsync([Some.Customer()], Token);
            return;
        }

        await journey.Client.EnrollAsync("offering", ada, cancellationToken: Token);
        await journey.AdvanceAsync(TimeSpan.Zero);
        var code = (await journey.RecordAsync()).Vouchers.Single().Code;
        const string Order = "order-1";
        await journey.HappenAsync(Some.Purchase(ada, journey.Time.GetUtcNow(), 100) with { Id = Order });
        if (door.StartsWith("voucher-re", StringComparison.Ordinal))
            (await RedeemAsync(journey, code, Order, 100)).Should().Be(RedemptionOutcome.Redeemed);
        switch (door)
        {
            case "voucher-released":
                (await journey.Vouchers.ReleaseAsync(code, Order, cancellationToken: Token)).Should().BeTrue();
                break;
            case "voucher-released, by an order that shrank":
                (await RedeemAsync(journey, code, Order, 1)).Should().Be(RedemptionOutcome.BelowMinimumSpend);
                break;
            case "voucher-released, by an order that was withdrawn" or "order-withdrawn":
                (await journey.Client.WithdrawOrderAsync(ada, Order, Token)).Should().BeTrue();
                break;
            case "unsubscribed":
                var token = journey.Messages.Single().UnsubscribeUrl!.ToString().Split("?t=")[1];
                (await journey.Privacy.UnsubscribeAsync(token, Token)).Should().BeTrue();
                break;
            case "unsubscribed, as the provider reports":
                await journey.Client.ReportAsync([new DeliveryReport
                {
                    Channel = Channel.Email, Status = DeliveryReportStatus.Unsubscribed, OccurredAt = journey.Time.GetUtcNow(),
                    Token = journey.Messages.Single().ReportToken,
                }], Token);
                break;
        }
    }

    private static async Task<RedemptionOutcome> RedeemAsync(JourneyHarness journey, string code, string order, decimal total) =>
        (await journey.Vouchers.RedeemAsync(
            new RedemptionRequest { Code = code, OrderId = order, Total = total, Currency = "EUR" }, Token)).Outcome;

    private Task<JourneyHarness> StartAsync(OutsidePredicate predicate, string trigger) => Journeys.StartAsync(
        steps => steps.Wait("stay", Period.Days(1)),
        options => options.Configure = retention =>
        {
            retention.Store.Use(_ => _store);
            retention.Conditions.Add("vip", _ => predicate, callsOutside: true);
            retention.Vouchers.AddOffer(Journeys.Offer() with { MinimumSpend = 20, Currency = "EUR" });
            retention.Journeys.Add(JourneyDefinition.Build("offering", journey => journey.Steps
                .IssueVoucher("voucher", offer: "ten").SendEmail("mail", template: "mail").RecordEvent("note", "noted")));
            retention.Configure(all =>
            {
                all.Privacy.Key = "a key that nobody guesses";
                all.Privacy.UnsubscribeUrl = "https://shop.example/unsubscribe?t={token}";
            });
        },
        more => more.Enroll.On(trigger).When(Customer.Satisfies("vip")));
}
