using Retention.Workflows.Journeys;
using Retention.Workflows.Tests.Support;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Journeys;

public class JourneyBuilderTests
{
    [Fact]
    public void A_class_and_a_lambda_make_equal_definitions() =>
        JourneyDefinition.Build(ChurnJourney.Name, ChurnJourney.Define).Should().Be(JourneyDefinition.From<ChurnJourney>());

    [Fact]
    public void Each_method_adds_its_step()
    {
        var definition = JourneyDefinition.Build(new("a"), journey => journey.Steps
            .Wait("wait", Days(1))
            .WaitUntil("until", new TimeOnly(9, 0))
            .RecordEvent("record", "happened")
            .IssueVoucher("voucher", "offer")
            .SendSms("sms", "text", send => send.Topic = Topic.Transactional)
            .SendEmail("mail", "html", recommend: 3)
            .ExitIf("if", Customer.InSegment("vip"))
            .ExitUnless("unless", Customer.InSegment("vip"))
            .Exit("exit"));

        definition.Steps.Should().Equal(
            new WaitStep { Name = "wait", Period = Days(1) },
            new WaitUntilStep { Name = "until", TimeOfDay = new TimeOnly(9, 0) },
            new RecordEventStep { Name = "record", Event = "happened" },
            new IssueVoucherStep { Name = "voucher", Offer = "offer" },
            new SendStep { Name = "sms", Channel = Channel.Sms, Template = "text", Topic = Topic.Transactional },
            new SendStep { Name = "mail", Channel = Channel.Email, Template = "html",
                Recommendations = new RecommendationBlock { Count = 3 } },
            new ExitStep { Name = "if", When = new NamedCondition("vip") },
            new ExitStep { Name = "unless", When = new NotCondition(new NamedCondition("vip")) },
            new ExitStep { Name = "exit" });
    }

    [Fact]
    public void A_journey_without_a_trigger_is_enrolled_by_hand() =>
        JourneyDefinition.Build(new("a"), journey => journey.Steps.Exit("b")).Enrollment.Should().Be(new EnrollmentRule());

    [Fact]
    public void The_audience_can_be_given_in_parts()
    {
        var definition = JourneyDefinition.Build(new("a"), journey =>
        {
            journey.Enroll.Daily(new TimeOnly(9, 0)).When(Customer.InSegment("x")).When(Customer.InSegment("y"));
            journey.Steps.Exit("b");
        });

        definition.Enrollment.Audience.Should().Be(Customer.InSegment("x") & Customer.InSegment("y"));
    }

    [Fact]
    public void All_errors_are_thrown_at_once() =>
        FluentActions.Invoking(() => JourneyDefinition.Build(new("a"), journey =>
            {
                journey.Goal.On("x");
                journey.Steps.Wait("Pause", default).IssueVoucher("gift", "gift");
            }, new KnownReferences()))
            .Should().Throw<JourneyDefinitionException>()
            .Which.Errors.Select(error => error.Path).Should()
            .BeEquivalentTo("$.goal.within", "$.steps[0].name", "$.steps[0].period", "$.steps[1].offer");

    [Fact]
    public void A_built_journey_refuses_changes()
    {
        JourneyBuilder kept = null!;
        JourneyDefinition.Build(new("a"), journey => (kept = journey).Steps.Exit("b"));

        Refused(() => kept.Steps.Exit("c"), "The step 'c' cannot be added: the journey 'a' is already built*inside Define.");
        Refused(() => kept.Steps.Split("c", _ => { }), "The step 'c' cannot be added*");
        Refused(() => kept.Enroll.ByHand(), "An enrollment cannot be added*");
        Refused(() => kept.Enroll.When(Customer.InSegment("x")), "An audience cannot be added*");
        Refused(() => kept.Enroll.ReEntry(ReEntry.Once), "A re-entry rule cannot be added*");
        Refused(() => kept.Goal.On("x"), "A goal cannot be added*");
    }

    [Fact]
    public void A_branch_refuses_changes_after_its_lambda()
    {
        StepsBuilder kept = null!;
        SplitBuilder keptSplit = null!;
        JourneyDefinition.Build(new("a"), journey =>
        {
            journey.Steps.If("ask", Customer.InSegment("x"), then: steps => kept = steps.Wait("w", Days(1)));
            journey.Steps.Split("split", split => keptSplit = split.Share("all", 100));
            Refused(() => kept.Exit("late"), "The step 'late' cannot be added: the branch 'then' of 'ask' is complete*");
            Refused(() => keptSplit.Share("late", 1), "The share 'late' cannot be added: the split 'split' is complete*");
        });
    }

    [Fact]
    public void The_outer_builder_refuses_changes_inside_a_branch()
    {
        JourneyDefinition.Build(new("a"), journey =>
        {
            journey.Steps.If("ask", Customer.InSegment("x"), then: _ => Refused(() => journey.Steps.Exit("oops"),
                "*'oops'*the branch 'then' of 'ask' is being built. Use the builder that its lambda receives."));
            journey.Steps.Exit("fine");
        }).Steps.Should().HaveCount(2);
    }

    [Fact]
    public void A_journey_has_one_trigger_one_goal_and_one_rule_of_re_entry() =>
        JourneyDefinition.Build(new("a"), journey =>
        {
            journey.Enroll.Monthly(day: 1, at: new TimeOnly(9, 0)).ReEntry(ReEntry.Once);
            Refused(() => journey.Enroll.Daily(new TimeOnly(9, 0)),
                "*enrolls monthly on day 1 at 09:00 already*daily at 09:00 cannot be added*");
            Refused(() => journey.Enroll.ReEntry(ReEntry.Always), "*already has a re-entry rule: once.");
            Refused(() => journey.Goal.Within(Days(1)), "*no goal yet*");
            journey.Goal.On("x").Within(Days(1));
            Refused(() => journey.Goal.On("y"), "*already has the goal 'x'*");
            journey.Steps.Exit("b");
        });

    [Fact]
    public void Null_arguments_are_refused_at_once()
    {
        var steps = new JourneyBuilder(new("a")).Steps;

        FluentActions.Invoking(() => steps.Add(null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => steps.ExitIf("a", null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => steps.If("a", Customer.InSegment("x"), null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => steps.SendEmail("a", "t", recommend: -1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new SplitShare { Name = "a", Percent = 1, Steps = [null!] }).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => new JourneyDefinition { Name = new("a"), Enrollment = new(), Steps = null! }).Should()
            .Throw<ArgumentNullException>();
    }

    [Fact]
    public void A_definition_does_not_change_with_the_list_it_was_built_from()
    {
        List<JourneyStep> list = [new ExitStep { Name = "a" }];
        var definition = new JourneyDefinition { Name = new("a"), Enrollment = new(), Steps = list };

        list.Clear();

        definition.Steps.Should().ContainSingle();
    }

    private static void Refused(Action action, string message) => action.Should().Throw<InvalidOperationException>().WithMessage(message);
}
