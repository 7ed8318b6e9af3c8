using Retention.Workflows.Journeys;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Conditions;

public class ConditionTextTests
{
    private static readonly DateTimeOffset March = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<Condition, string, string> Texts => new()
    {
        { Customer.Had("being-warmed-up").InLast(Months(6)).Never(), "no being-warmed-up in the last 6 months",
            "a being-warmed-up in the last 6 months" },
        { Customer.PurchasedSince("think"), "a purchase since think", "no purchase since think" },
        { Customer.Had("app-opened").SinceEnrolled().AtLeast(2), "at least 2 app-opened events since the enrollment",
            "at most 1 app-opened event since the enrollment" },
        { Customer.Had("app-opened").MoreThan(0), "an app-opened ever", "no app-opened ever" },
        { Customer.Had("app-opened").MoreThan(3), "more than 3 app-opened events ever", "at most 3 app-opened events ever" },
        { Customer.Had("app-opened").AtMost(0), "no app-opened ever", "an app-opened ever" },
        { Customer.Had("app-opened").AtMost(2), "at most 2 app-opened events ever", "at least 3 app-opened events ever" },
        { Customer.Had("app-opened").Exactly(1), "exactly 1 app-opened event ever", "not exactly 1 app-opened event ever" },
        {
            Customer.Had("purchase").In(Window.Between(March, March.AddDays(1))).Where("channel", PropertyComparison.Equal, "store")
                .Where("size", PropertyComparison.In, "M", "L").AtLeastOnce(),
            "a purchase (where channel is store and size is one of M, L) between 2026-03-01 00:00 and 2026-03-02 00:00 UTC",
            "no purchase (where channel is store and size is one of M, L) between 2026-03-01 00:00 and 2026-03-02 00:00 UTC"
        },
        { Customer.InSegment(RfmSegment.AtRisk), "in segment at-risk", "not in segment at-risk" },
        { Customer.InSegment(RfmSegment.AtRisk, RfmSegment.Lost, RfmSegment.New), "in segment at-risk, lost or new",
            "not in segment at-risk, lost or new" },
        { Customer.InSegment("vip"), "in custom segment vip", "not in custom segment vip" },
        { Customer.HasAddress(Channel.Email), "known email address", "no known email address" },
        { Customer.HasConsent(Topic.Marketing, Channel.Sms), "consent to marketing by sms", "no consent to marketing by sms" },
        { Customer.Attribute("tier").Is("gold"), "attribute tier is gold", "attribute tier is not gold" },
        { Customer.Attribute("tier").Contains("go"), "attribute tier contains go", "attribute tier does not contain go" },
        { Customer.Attribute("age").IsAbove(17), "attribute age is above 17", "attribute age is not above 17" },
        { Customer.LastPurchaseWithin(Months(3)), "last purchase in the last 3 months", "no purchase in the last 3 months" },
        { Customer.LastPurchaseBefore(Years(1)), "last purchase more than 1 year ago", "no last purchase more than 1 year ago" },
        { Customer.SpentAtLeast(99.50m, Window.InLast(Days(30))), "spent at least 99.5 in the last 30 days",
            "spent less than 99.5 in the last 30 days" },
        { Customer.CartTotalAtLeast(99.50m), "a cart of at least 99.5", "no cart of at least 99.5" },
        { Customer.HasCart(), "something in the cart", "nothing in the cart" },
        { Customer.CartHolds(new ProductId("shoe"), new ProductId("sock"), new ProductId("shoe")), "shoe or sock in the cart",
            "not shoe or sock in the cart" },
        { Customer.Opened("mail"), "opened mail", "did not open mail" },
        { new OpenedCondition("mail", humanOnly: true), "opened mail (humans only)", "did not open mail (humans only)" },
        { Customer.Satisfies("near"), "satisfies near", "does not satisfy near" },
        { Customer.Satisfies("near", new PropertyBag([new("km", 10), new("by", "car")])), "satisfies near (by = car, km = 10)",
            "does not satisfy near (by = car, km = 10)" },
        { Customer.InSegment("a") & Customer.InSegment("b") & (Customer.InSegment("c") | Customer.InSegment("d")),
            "in custom segment a and in custom segment b and (in custom segment c or in custom segment d)",
            "not (in custom segment a and in custom segment b and (in custom segment c or in custom segment d))" },
        { new NotCondition(Customer.Opened("mail")), "did not open mail", "opened mail" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_condition_and_its_opposite_read_as_one_line_of_english(Condition condition, string text, string opposite)
    {
        condition.Describe().Should().Be(text);
        new NotCondition(condition).Describe().Should().Be(opposite);
    }

    [Fact]
    public void An_empty_text_is_the_default_value() => new PropertyValue("").Should().Be(default(PropertyValue));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void The_opposite_of_a_count_accepts_exactly_what_the_count_refuses(int number)
    {
        foreach (var rule in new[] { CountRule.AtLeast(number), CountRule.AtMost(number), CountRule.MoreThan(number),
            CountRule.Exactly(number) })
        {
            if (rule.Opposite is not { } opposite)
                continue;
            foreach (var count in Enumerable.Range(0, 10))
                opposite.Accepts(count).Should().Be(!rule.Accepts(count), "of {0} and {1}", rule, count);
        }
    }
}
