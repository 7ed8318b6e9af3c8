using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Retention.Workflows.Journeys;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Tests.Support;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Journeys;

/// <summary>Keeps <c>docs/journeys.md</c> true: its C# is compiled here, and its JSON gives the same journeys.</summary>
public partial class JourneyDocsTests
{
    private static readonly string Text = Markdown.Read("docs", "journeys.md");
    private static readonly string Self = Markdown.Squeezed(Markdown.Read("tests", "Retention.Workflows.Tests", "Journeys", "JourneyDocsTests.cs"));
    private static readonly DateTimeOffset march = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset april = new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero);

    public sealed class WinBack : IJourney
    {
        public static JourneyName Name => new("win-back");

        public static void Define(JourneyBuilder journey)
        {
            journey.Enroll.Monthly(day: 1, at: new TimeOnly(9, 0))
                .When(Customer.InSegment(RfmSegment.AtRisk) & Customer.Had("being-warmed-up").InLast(Months(6)).Never())
                .ReEntry(ReEntry.AfterExit(Months(6)));
            journey.Goal.On(EventNames.Purchase).Within(Days(30));

            journey.Steps
                .SendEmail("offer", template: "personal-offer", recommend: 6)
                .Wait("think", Days(10))
                .ExitIf("bought", Customer.PurchasedSince("think"))
                .SendSms("nudge", template: "nudge");
        }
    }

    [Fact]
    public void The_first_example_is_the_same_in_both_languages_and_in_the_outline()
    {
        var winBack = JourneyDefinition.From<WinBack>();

        Self.Should().Contain(Squeezed(Blocks("csharp")[0]));
        JourneyJson.Read(Blocks("json")[0]).Should().Be(winBack);
        Blocks("text")[0].Should().Be(winBack.ToOutline());
    }

    [Fact]
    public void The_example_of_errors_equals_the_exception() =>
        FluentActions.Invoking(() => JourneyJson.Read(Blocks("text")[1]))
            .Should().Throw<JourneyDefinitionException>().Which.Message.Should().Be(Blocks("text")[2].TrimEnd());

    [Fact]
    public void Each_step_is_the_same_in_both_languages()
    {
        (JourneyStep Step, string Code)[] samples =
        [
            Step(steps => steps.Wait("think", Days(10))),
            Step(steps => steps.WaitUntil("morning", new TimeOnly(9, 0))),
            Step(steps => steps.WaitUntil("monday", DayOfWeek.Monday, new TimeOnly(10, 0))),
            Step(steps => steps.WaitUntilDate("a-week-before", CustomerDate.Birthday.DaysBefore(7), new TimeOnly(9, 0), WhenPast.SkipStep)
                .SendEmail("soon", "birthday-soon")),
            Step(steps => steps.WaitFor("checkout", new EventPattern("checkout-started").Where("items", 2), Days(2),
                received: steps => steps.Exit("on-the-way"),
                timedOut: steps => steps.SendEmail("come-back", "come-back"))),
            Step(steps => steps.WaitForSilence("abandoned", Hours(1), "cart-updated", "checkout-started")),
            Step(steps => steps.If("vip", Customer.InSegment("vip"),
                then: steps => steps.SendSms("call", "personal-call"),
                otherwise: steps => steps.SendEmail("mail", "standard"))),
            Step(steps => steps.Switch("how-much", choice => choice
                .Case("big", Customer.SpentAtLeast(500), steps => steps.SendSms("call", "personal-call"))
                .Case("some", Customer.SpentAtLeast(50))
                .Otherwise(steps => steps.Exit("too-small")))),
            Step(steps => steps.Split("subject", split => split
                .Experiment("subject-lines")
                .Share("short", 50, steps => steps.SendEmail("short-mail", "short"))
                .Share("long", 49.5m, steps => steps.SendEmail("long-mail", "long"))
                .Share("nothing", 0.5m))),
            Step(steps => steps.Holdout("control", 10)),
            Step(steps => steps.Repeat("remind", 3, steps => steps.SendEmail("reminder", "reminder").Wait("pause", Days(1)), until: Customer.Had(EventNames.Purchase).SinceEnrolled().AtLeastOnce())),
            Step(steps => steps.Add(new WorkflowStep { Name = "flow", Engine = "elsa", Plan = "flowchart", Steps = [new RecordEventStep { Name = "hello", Event = "greeted" }], Ways = [new WorkflowWay(null, null, "hello")] })),
            Step(steps => steps.Exit("not-motivated")),
            Step(steps => steps.ExitIf("bought", Customer.Had(EventNames.Purchase).SinceEnrolled().AtLeastOnce())),
            Step(steps => steps.ExitUnless("reachable", Customer.HasAddress(Channel.Email))),
            Step(steps => steps.SendEmail("offer", template: "personal-offer", recommend: 6)),
            Step(steps => steps.Send("letter", new Channel("letter"), template: "letter", options: send =>
            {
                send.Topic = Topic.Transactional;
                send.OnAmbiguous = AmbiguityPolicy.Resend;
                send.Recommendations = new RecommendationBlock
                {
                    Count = 4,
                    ProductUrlBase = new Uri("https://example.org/products/"),
                    Fields = ProductFields.Name | ProductFields.Image,
                    Layout = RecommendationLayout.Vertical,
                    WhenNone = WhenNoRecommendations.DoNotSend,
                };
            })),
            Step(steps => steps.SendEmail("alternatives", template: "alternatives", recommend: 3, options: send => send.Recommendations = send.Recommendations! with
            {
                Strategy = RecommendationStrategy.DownSell,
                MinPrice = 10,
                MaxPrice = 99.9m,
                Categories = ["Shoes", "Socks"],
            })),
            Step(steps => steps.Send("last-call", Channel.Push, template: "last-call", options: send =>
            {
                send.DeferUpTo = Days(1);
                send.FallbackTo(Channel.WhatsApp, "last-call").FallbackTo(Channel.Sms, "last-call-text", Customer.SpentAtLeast(100));
            })),
            Step(steps => steps.SendEmail("offer", template: "offer", options: send => send.WhenRefused(steps => steps.SendSms("offer-text", template: "offer-text")))),
            Step(steps => steps.IssueVoucher("voucher", offer: "comeback-20")),
            Step(steps => steps.Recommend("picks", 4, recommend =>
            {
                recommend.MaxPrice = 100;
                recommend.BestSellers = false;
                recommend.WhenChosen(steps => steps.SendEmail("picked", template: "picked", options: send => send.Recommendations = new RecommendationBlock { Count = 4, ChosenBy = "picks" }));
                recommend.WhenNone(steps => steps.Exit("nothing-to-offer"));
            })),
            Step(steps => steps.RecordEvent("warm-up", "being-warmed-up")),
            Step(steps => steps.Add(new SetAttributeStep { Name = "mark", Set = new PropertyBag([new("tier", "gold")]), Remove = ["trial"] })),
            Step(steps => steps.Add(new WebhookStep
            {
                Name = "points",
                Endpoint = "crm",
                Data = new PropertyBag([new("points", 50)]),
                Attributes = ["tier"],
                AnswerField = "result",
                Answers = [new WebhookAnswer { Name = "unknown-member", Steps = [new ExitStep { Name = "no-member" }] }],
                Failed = [new RecordEventStep { Name = "not-booked", Event = new EventName("points-refused") }],
            })),
        ];

        Blocks("csharp").Skip(1).Select(Squeezed).Should().Equal(samples.Select(sample => sample.Code));
        Blocks("json").Skip(1).Select(json => Journey("", json).Steps[0]).Should().Equal(samples.Select(sample => sample.Step));
        samples.Select(sample => StepTypes.BuiltIn.Of(sample.Step).Kind).Distinct().Should().BeEquivalentTo(StepTypes.BuiltIn.All.Select(type => type.Kind));
    }

    [Fact]
    public void Each_condition_is_the_same_in_both_languages()
    {
        (Condition Condition, string Code)[] samples =
        [
            Sample(Customer.InSegment(RfmSegment.AtRisk, RfmSegment.Lost)),
            Sample(Customer.InSegment("vip")),
            Sample(Customer.Had("purchase").AtLeast(2)),
            Sample(Customer.Had("purchase").InLast(Months(6)).Never()),
            Sample(Customer.Had("purchase").Where("channel", PropertyComparison.Equal, "store").AtLeastOnce()),
            Sample(Customer.PurchasedSince("think")),
            Sample(Customer.Opened("offer")),
            Sample<Condition>(new OpenedCondition("offer", humanOnly: true)),
            Sample(Customer.LastPurchaseWithin(Months(3))),
            Sample(Customer.LastPurchaseBefore(Months(3))),
            Sample(Customer.SpentAtLeast(99.5m, Window.InLast(Years(1)))),
            Sample(Customer.CartTotalAtLeast(99.5m)),
            Sample(Customer.HasCart()),
            Sample(Customer.CartHolds(new ProductId("shoe"), new ProductId("sock"))),
            Sample(Customer.HasAddress(Channel.Email)),
            Sample(Customer.HasConsent(Topic.Marketing, Channel.Email)),
            Sample(Customer.Attribute("tier").IsOneOf("gold", "silver")),
            Sample(Customer.Satisfies("near-a-store", new PropertyBag([new("km", 10)]))),
            Sample(Customer.InSegment("a") & Customer.InSegment("b")),
            Sample(Customer.InSegment("a") | Customer.InSegment("b")),
            Sample(!Customer.InSegment("a")),
        ];

        var rows = Rows("## Conditions");
        rows.Select(row => row.Code).Should().Equal(samples.Select(sample => sample.Code));
        rows.Select(row => WithCondition(row.Json)).Should().Equal(samples.Select(sample => sample.Condition));
        samples.Select(sample => ConditionKinds.All.Of(sample.Condition).Name).Distinct().Should().BeEquivalentTo(ConditionKinds.All.Kinds.Select(kind => kind.Name));
    }

    [Fact]
    public void Each_window_is_the_same_in_both_languages()
    {
        (Window Window, string Code)[] samples =
        [
            Sample(Window.Ever),
            Sample(Window.InLast(Months(6))),
            Sample(Window.SinceEnrolled),
            Sample(Window.Since("offer")),
            Sample(Window.Between(march, april)),
        ];

        var rows = Rows("## Windows");
        rows.Select(row => row.Code).Should().Equal(samples.Select(sample => sample.Code));
        rows.Select(row => ((TotalSpentCondition)WithCondition($$"""{ "kind": "total-spent", "atLeast": 1, "window": {{row.Json}} }""")).Window)
            .Should().Equal(samples.Select(sample => sample.Window));
        samples.Should().HaveSameCount(WindowKinds.All.Kinds);
    }

    [Fact]
    public void Each_trigger_is_the_same_in_both_languages()
    {
        (Action<EnrollmentBuilder> Define, string Code)[] triggers =
        [
            Sample<Action<EnrollmentBuilder>>(enroll => enroll.ByHand()),
            Sample<Action<EnrollmentBuilder>>(enroll => enroll.Daily(new TimeOnly(9, 0))),
            Sample<Action<EnrollmentBuilder>>(enroll => enroll.Weekly(DayOfWeek.Monday, new TimeOnly(9, 0))),
            Sample<Action<EnrollmentBuilder>>(enroll => enroll.Monthly(day: 31, at: new TimeOnly(9, 0))),
            Sample<Action<EnrollmentBuilder>>(enroll => enroll.On(new EventPattern("cart-updated").Where("items", 3))),
            Sample<Action<EnrollmentBuilder>>(enroll => enroll.OnEntering(RfmSegment.AtRisk, RfmSegment.CannotLoseThem)),
            Sample<Action<EnrollmentBuilder>>(enroll => enroll.OnLeaving(RfmSegment.Champions)),
            Sample<Action<EnrollmentBuilder>>(enroll => enroll.OnDate(CustomerDate.Birthday.DaysBefore(7), at: new TimeOnly(9, 0))),
        ];
        (ReEntry Rule, string Code)[] reEntries =
        [
            Sample(ReEntry.Once), Sample(ReEntry.AfterExit(default)), Sample(ReEntry.AfterExit(Months(6))), Sample(ReEntry.Always), Sample(ReEntry.AtMost(3)),
            Sample(ReEntry.PerKey("cart")),
        ];

        var rows = Rows("## Entry");
        rows.Select(row => row.Code).Should().Equal([.. triggers.Select(trigger => trigger.Code["enroll => ".Length..]), .. reEntries.Select(rule => rule.Code)]);
        rows.Take(triggers.Length).Select(row => Journey($$""" "enroll": { "trigger": {{row.Json}} }, """).Enrollment).Should().Equal(triggers.Select(trigger => Enrollment(trigger.Define)));
        rows.Skip(triggers.Length).Select(row => Journey($$""" "enroll": { "reEntry": {{row.Json}} }, """).Enrollment.ReEntry).Should().Equal(reEntries.Select(rule => rule.Rule));
        (triggers.Length, reEntries.Length).Should().Be((TriggerKinds.All.Kinds.Count + 1, ReEntryKinds.All.Kinds.Count + 2));

        static EnrollmentRule Enrollment(Action<EnrollmentBuilder> define) => JourneyDefinition.Build(new("a"), journey =>
        {
            define(journey.Enroll);
            journey.Steps.Exit("b");
        }).Enrollment;
    }

    [Fact]
    public void Each_date_is_the_same_in_both_languages()
    {
        (CustomerDate Date, string Code)[] samples =
        [
            Sample(CustomerDate.Birthday), Sample(CustomerDate.FirstPurchaseAnniversary), Sample(CustomerDate.VoucherExpiry.DaysBefore(3)),
            Sample(CustomerDate.Attribute("renewal-date").DaysAfter(1)), Sample(CustomerDate.AnniversaryOf("wedding")),
        ];

        var rows = Rows("## Dates of a customer");
        rows.Select(row => row.Code).Should().Equal(samples.Select(sample => sample.Code));
        rows.Select(row => ((DateTrigger)Journey($$""" "enroll": { "trigger": { "kind": "date", "date": {{row.Json}}, "at": "09:00" } }, """).Enrollment.Trigger).Date)
            .Should().Equal(samples.Select(sample => sample.Date));
        samples.Should().HaveCount(CustomerDateKinds.All.Kinds.Count + 1);
    }

    [Fact]
    public void Each_publication_policy_is_the_same_in_both_languages()
    {
        (Action<JourneyBuilder> Define, string Code)[] samples =
        [
            Sample<Action<JourneyBuilder>>(journey => journey.WhenPublished(PublishPolicy.Drain)),
            Sample<Action<JourneyBuilder>>(journey => journey.WhenPublished(PublishPolicy.MoveTo)),
            Sample<Action<JourneyBuilder>>(journey => journey.WhenPublished(PublishPolicy.Exit)),
        ];

        var rows = Rows("## When a new version is published");
        rows.Select(row => row.Code).Should().Equal(samples.Select(sample => sample.Code["journey => ".Length..]));
        rows.Select(row => Journey($$""" "whenPublished": {{row.Json}}, """).WhenPublished).Should().Equal(Enum.GetValues<PublishPolicy>());
    }

    private static (JourneyStep Step, string Code) Step(Action<StepsBuilder> define, [CallerArgumentExpression(nameof(define))] string code = "") =>
        (JourneyDefinition.Build(new("a"), journey => define(journey.Steps)).Steps[0], Squeezed(code)["steps => steps".Length..]);

    private static (T Value, string Code) Sample<T>(T value, [CallerArgumentExpression(nameof(value))] string code = "") => (value, Squeezed(code));

    private static JourneyDefinition Journey(string head, string step = """{ "name": "b", "kind": "exit" }""") =>
        JourneyJson.Read($$"""{ "name": "a", {{head}} "steps": [ {{step}} ] }""");

    /// <summary>Reads a condition after the steps to which it may refer.</summary>
    private static Condition WithCondition(string json) => ((ExitStep)JourneyJson.Read($$"""
        { "name": "a", "steps": [
          { "name": "offer", "kind": "send", "channel": "email", "template": "t" },
          { "name": "think", "kind": "wait", "period": "P1D" },
          { "name": "ask", "kind": "exit", "when": {{json}} } ] }
        """).Steps[2]).When!;

    private static List<string> Blocks(string language) => Markdown.Blocks(Text, language);

    private static List<(string Code, string Json)> Rows(string heading)
    {
        var section = Text[Text.IndexOf($"\n{heading}\n", StringComparison.Ordinal)..];
        var end = section.IndexOf("\n## ", 1, StringComparison.Ordinal);
        return [.. Row().Matches(end < 0 ? section : section[..end]).Select(match => (match.Groups[1].Value.Replace("\\|", "|", StringComparison.Ordinal), match.Groups[2].Value))];
    }

    private static string Squeezed(string code) => Markdown.Squeezed(code);

    [GeneratedRegex("""^\| `(.+?)` \| `(.+?)` \| """, RegexOptions.Multiline)]
    private static partial Regex Row();
}
