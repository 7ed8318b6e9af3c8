using System.Security.Cryptography;
using System.Text;
using Retention.Workflows.Messaging;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Tests.Shared;

/// <summary>Rows of every kind in a store of the first schema, and how they behave after its upgrade.</summary>
internal static class UpgradeTrial
{
    private static readonly CustomerId Ada = new("ada");
    private static readonly DateTimeOffset Since = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    /// <summary>A customer without a profile, whom no run of the segments scores again.</summary>
    private static readonly CustomerId Bea = new("bea");

    /// <summary>A customer whose address was suppressed before the upgrade.</summary>
    private static readonly CustomerId Cyd = new("cyd");

    /// <summary>A customer who was erased before the upgrade.</summary>
    private static readonly CustomerId Dan = new("dan");

    private static readonly DateOnly Day = new(2026, 1, 5);

    private const string Key = "0123456789abcdef";

    /// <summary>The number of partitions of both stores. The partition of a suppression is derived from its key.</summary>
    internal const int Partitions = 4;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// Fills a store: an enrollment that waits three days, and its first message, which the provider wants to have again in an hour.
    /// </summary>
    internal static async Task FillAsync(IRetentionStore store)
    {
        await using var journey = await StartAsync(store);
        journey.On(Channel.Email).Answer = _ => DeliveryResult.RetryLater("busy", TimeSpan.FromHours(1));
        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.PurchaseAsync(Ada, 49.90m);
        await store.Catalog.TryAddModelAsync(new StoredRfmModel { Version = 1, AsOf = Day, Model = (RfmModel.Fit([], Day) with { Version = 1 }).ToJson() }, Token);
        await using var transaction = await store.BeginAsync(0, Token);
        await transaction.Segments.SaveAsync(
            [new CustomerSegment { Customer = Bea, Segment = RfmSegment.AtRisk, Model = 1, Since = Since }], Token);
        await transaction.Suppressions.SaveAsync(
            [
                new Suppression { Address = OldKey("email\ncyd@example.com"), Reason = "hard-bounce", Since = Since },
                new Suppression { Address = OldKey("email\nother@example.com"), Topic = Topic.Marketing, Reason = "asked", Since = Since },
                new Suppression { Address = OldKey($"\nerased\n{Dan.Value}"), Reason = "erased", Since = Since },
            ], Token);
        await transaction.Sweeps.SaveAsync(new SweepState { Sweep = "a-sweep", Occurrence = Since, Position = Ada }, Token);
        await transaction.CommitAsync(Token);
    }

    /// <summary>Runs the engine on the upgraded store: the message leaves, the enrollment goes on, and every other row is there.</summary>
    internal static async Task ShouldGoOnAsync(IRetentionStore store)
    {
        await using var journey = await StartAsync(store);
        var before = await journey.Client.ReadCustomerAsync(Ada, Token);
        before.Enrollments.Should().ContainSingle().Which.Should().Match<Enrollment>(enrollment =>
            enrollment.Status == EnrollmentStatus.Waiting && enrollment.Step == "think" && !enrollment.IsHeld);
        before.Messages.Should().ContainSingle().Which.Should().Match<OutboxMessage>(message =>
            message.Status == MessageStatus.Queued && message.Attempt == 1 && !message.IsHeld);
        before.Customer!.FirstName.Should().Be("Ada");
        before.Vouchers.Should().ContainSingle();
        before.History.Should().NotBeEmpty();
        (await journey.Operations.ReadCountersAsync("under-test", Token)).Should().NotBeEmpty();
        await using (var transaction = await store.BeginAsync(before.Enrollments.Single().Id.Partition, Token))
            (await transaction.Events.ReadByCustomerAsync(Ada, Token)).Should().Contain(@event => @event.Amount == 49.90m);
        await using (var transaction = await store.BeginAsync(0, Token))
        {
            (await transaction.Segments.FindAsync([Bea], Token))[Bea].Segment.Should().Be(RfmSegment.AtRisk);
            (await transaction.Sweeps.FindAsync("a-sweep", Token))!.Position.Should().Be(Ada);
            var pauses = await transaction.Pauses.ReadAsync(Token);
            pauses.Journeys.Should().BeEmpty();
            pauses.Channels.Should().BeEmpty();
        }

        await journey.AdvanceAsync(TimeSpan.FromHours(2));
        journey.Sent.Should().Equal("mail by email");
        await journey.Operations.PauseAsync("under-test", "columns of the new schema", Token);
        await journey.AdvanceAsync(TimeSpan.FromDays(4));
        journey.Sent.Should().Equal(["mail by email"], "a row of the first schema can be held");
        await journey.Operations.ResumeAsync("under-test", cancellationToken: Token);
        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        journey.Sent.Should().Equal("mail by email", "second by email");
        (await journey.WhereIsAsync(Ada)).Should().Be("ended as completed");
        await ShouldHoldAsync(journey);
    }

    /// <summary>What an earlier build suppressed is suppressed, and whom it erased does not come back.</summary>
    private static async Task ShouldHoldAsync(JourneyHarness journey)
    {
        await journey.EnrollAsync(Some.Customer(Cyd.Value) with
        {
            Addresses = new Dictionary<Channel, string> { [Channel.Email] = "cyd@example.com" },
        });
        (await journey.Client.ReadCustomerAsync(Cyd, Token)).Messages.Single(message => message.Step == "mail").Reason.Should()
            .Be(RefusalReasons.Suppressed);
        var unlucky = CustomerEvent.Of("o-1", new Purchase(Dan, journey.Time.GetUtcNow(), 10, "EUR"));
        (await journey.Client.AppendEventAsync(unlucky, Token)).Outcome.Should().Be(EventOutcome.Erased);
        (await journey.Privacy.ReadmitAsync(Dan, Token)).Should().BeTrue();
        (await journey.Client.AppendEventAsync(unlucky, Token)).Outcome.Should().Be(EventOutcome.Stored);
    }

    /// <summary>The key of the suppression list in builds up to schema 5: the whole HMAC.</summary>
    private static string OldKey(string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes(text)));

    private static Task<JourneyHarness> StartAsync(IRetentionStore store) => JourneyHarness.StartAsync(
        JourneyDefinition.Build(new("under-test"), journey => journey.Steps
            .IssueVoucher("voucher", offer: "ten")
            .SendEmail("mail", template: "mail")
            .Wait("think", Period.Days(3))
            .SendEmail("second", template: "second")),
        options =>
        {
            options.CancellationToken = Token;
            options.Configure = retention =>
            {
                retention.Store.Use(_ => store);
                retention.Configure(settings => settings.Privacy.Key = Key);
                retention.Vouchers.AddOffer(new VoucherOffer
                {
                    Name = "ten", Discount = Discount.Percent(10), Currency = "EUR", ValidFor = Period.Days(14),
                });
            };
        });
}
