using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine;

public sealed class ChurnJourneyTests
{
    private static readonly CustomerId Ada = new("ada");

    [Fact]
    public async Task A_customer_who_buys_after_the_offer_gets_no_voucher()
    {
        await using var journey = await StartAsync();
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromDays(4));
        await journey.PurchaseAsync(Ada);

        await journey.AdvanceAsync(TimeSpan.FromDays(60));

        journey.Sent.Should().Equal("offer by email");
        (await journey.WhereIsAsync(Ada)).Should().Be("ended as bought-after-offer");
    }

    [Fact]
    public async Task A_customer_who_opens_and_buys_nothing_gets_a_final_text_message()
    {
        await using var journey = await StartAsync();
        await journey.EnrollAsync(Some.Customer());

        await journey.AdvanceAsync(TimeSpan.FromDays(60));

        journey.Sent.Should().Equal("offer by email", "voucher-mail by email", "reminder by email", "sms by sms");
        (await journey.WhereIsAsync(Ada)).Should().Be("ended as completed");
    }

    [Fact]
    public async Task A_customer_who_opened_the_voucher_mail_exits_as_not_motivated()
    {
        await using var journey = await StartAsync();
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromDays(11));
        await journey.OpenAsync(Ada, "voucher-mail");

        await journey.AdvanceAsync(TimeSpan.FromDays(60));

        journey.Sent.Should().NotContain("sms by sms");
        (await journey.WhereIsAsync(Ada)).Should().Be("ended as not-motivated");
    }

    [Fact]
    public async Task A_customer_without_an_email_address_exits_at_once()
    {
        await using var journey = await StartAsync();
        var nobody = Some.Customer() with { Addresses = new Dictionary<Channel, string>() };

        await journey.EnrollAsync(nobody);

        journey.Sent.Should().BeEmpty();
        (await journey.WhereIsAsync(Ada)).Should().Be("ended as reachable");
    }

    private static Task<JourneyHarness> StartAsync() => JourneyHarness.StartAsync<ChurnJourney>(options =>
        options.Configure = retention => retention.Vouchers.AddOffer(new VoucherOffer
        {
            Name = "comeback-20",
            Discount = Discount.Percent(20),
            MinimumSpend = 20,
            ValidFor = Days(14),
        }));
}
