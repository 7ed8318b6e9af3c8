using Retention.Workflows.Messaging;
using Retention.Workflows.Replay;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;
using WinBack = Retention.Workflows.Tests.Docs.ReadmeTests.WinBack;

namespace Retention.Workflows.Tests.Docs;

/// <summary>The code of <c>docs/testing.md</c>, run.</summary>
public class TestingDocsTests
{
    private static readonly CustomerId Ada = new("ada");

    [Fact]
    public async Task A_customer_who_opened_the_voucher_mail_gets_no_text_message()
    {
        await using var journey = await JourneyHarness.StartAsync<ChurnJourney>(options =>
        {
            options.Start = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
            options.CancellationToken = TestContext.Current.CancellationToken;
            options.Configure = retention => retention.Vouchers.AddOffer(
                new VoucherOffer { Name = "comeback-20", Discount = Discount.Percent(20), ValidFor = Days(14) });
        });
        await journey.EnrollAsync(Some.Customer("ada"));

        await journey.AdvanceAsync(TimeSpan.FromDays(11));
        (await journey.WhereIsAsync(Ada)).Should().Be("at use-it");
        await journey.OpenAsync(Ada, "voucher-mail");
        await journey.AdvanceAsync(TimeSpan.FromDays(30));

        journey.Sent.Should().Equal("offer by email", "voucher-mail by email", "reminder by email");
        (await journey.WhereIsAsync(Ada)).Should().Be("ended as not-motivated");
    }

    [Fact]
    public async Task A_mail_server_that_is_down_for_a_while_loses_nothing()
    {
        await using var journey = await JourneyHarness.StartAsync<WinBack>();

        journey.On(Channel.Email).Answer = _ => DeliveryResult.RetryLater("smtp-unreachable");
        await journey.EnrollAsync(Some.Customer("ada"));
        journey.Sent.Should().BeEmpty();

        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        journey.Sent.Should().Equal("offer by email");
    }

    [Fact]
    public void Time_advances_only_when_the_test_advances_it()
    {
        var time = new ManualTime(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));
        using var timer = time.CreateTimer(_ => Console.WriteLine("rings at 09:00"), null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        time.Advance(TimeSpan.FromHours(2));   // the timer fires on this thread, while the clock shows 09:00

        time.GetUtcNow().Hour.Should().Be(10);
    }
}
