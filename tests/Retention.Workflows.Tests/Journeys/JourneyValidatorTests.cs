using Retention.Workflows.Journeys;
using Retention.Workflows.Tests.Support;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Journeys;

public class JourneyValidatorTests
{
    [Fact]
    public void The_journey_of_the_design_is_valid() =>
        JourneyValidator.Validate(JourneyDefinition.From<ChurnJourney>(), new KnownReferences()).Should().BeEmpty();

    [Fact]
    public void A_duplicate_name_is_reported_with_both_paths() =>
        ErrorsOf(steps => steps
                .If("ask", Customer.InSegment("vip"), then: active => active.Wait("pause", Days(1)))
                .Wait("pause", Days(2)))
            .Should()
            .Equal("$.steps[1].name: The name 'pause' is already used by the step at $.steps[0].then[0]; step names must be unique in a journey.");

    [Theory]
    [InlineData("Pause")]
    [InlineData("pause-")]
    [InlineData("")]
    public void A_step_name_is_kebab_case(string name) =>
        ErrorsOf(steps => steps.Wait(name, Days(1))).Should().ContainSingle().Which.Should().StartWith("$.steps[0].name: ");

    [Fact]
    public void A_journey_without_steps_is_invalid() =>
        ErrorsOf(_ => { }).Should().Equal("$.steps: A journey needs at least one step.");

    [Fact]
    public void Default_names_are_missing_names()
    {
        var definition = new JourneyDefinition
        {
            Name = default,
            Enrollment = new EnrollmentRule { Audience = Customer.HasAddress(default) },
            Goal = new JourneyGoal { Event = default, Within = default },
            Steps =
            [
                new SendStep { Name = "a", Channel = default, Template = default, Topic = default },
                new IssueVoucherStep { Name = "b", Offer = default },
                new RecordEventStep { Name = "c", Event = default },
            ],
        };

        JourneyValidator.Validate(definition, new KnownReferences()).Select(error => error.Path).Should().BeEquivalentTo(
            "$.name", "$.enroll.when.channel", "$.goal.event", "$.goal.within",
            "$.steps[0].channel", "$.steps[0].template", "$.steps[0].topic", "$.steps[1].offer", "$.steps[2].event");
    }

    [Fact]
    public void Numbers_out_of_range_are_reported() =>
        ErrorsOf(steps => steps
                .Add(new SendStep { Name = "a", Channel = Channel.Email, Template = "t", OnAmbiguous = (AmbiguityPolicy)9,
                    Recommendations = new() { Fields = (ProductFields)17, Layout = (RecommendationLayout)5 } })
                .ExitIf("b", Customer.InSegment((RfmSegment)99)))
            .Select(error => error[..error.IndexOf(':', StringComparison.Ordinal)])
            .Should().BeEquivalentTo("$.steps[0].onAmbiguous", "$.steps[0].recommendations.fields", "$.steps[0].recommendations.layout",
                "$.steps[1].when.segments[0]");

    [Fact]
    public void An_unpaired_surrogate_is_reported() =>
        ErrorsOf(steps => steps
                .ExitIf("a", Customer.Attribute("x").IsOneOf("fine", "\uD800"))
                .ExitIf("b", Customer.Satisfies("p", new PropertyBag([new("k", "\uDC00")]))))
            .Should().Equal("$.steps[0].when.in[1]: The text is not valid Unicode.",
                "$.steps[1].when.arguments.k: The text is not valid Unicode.");

    [Fact]
    public void The_audience_cannot_refer_to_the_enrollment()
    {
        var definition = JourneyDefinition.From<ChurnJourney>() with
        {
            Enrollment = new EnrollmentRule
            {
                Audience = Customer.PurchasedSince("think") & (Customer.Opened(
                    "offer") | !Customer.Had("x").SinceEnrolled().Never()) & Customer.SpentAtLeast(1, Window.SinceEnrolled),
            },
        };

        var errors = JourneyValidator.Validate(definition);

        errors.Select(error => error.Path).Should().BeEquivalentTo(
            "$.enroll.when.of[0].window.step", "$.enroll.when.of[1].of[0].step", "$.enroll.when.of[1].of[1].of.window",
            "$.enroll.when.of[2].window");
        errors.Should().OnlyContain(error => error.Message.StartsWith("The audience is evaluated before the enrollment begins"));
    }

    [Fact]
    public void An_unknown_step_is_reported_with_a_suggestion() =>
        ErrorsOf(steps => steps.Wait("think", Days(1)).ExitIf("bought", Customer.PurchasedSince("thinl")))
            .Should().Equal("$.steps[1].when.window.step: There is no step 'thinl'. Did you mean 'think'?");

    [Fact]
    public void A_condition_cannot_refer_to_a_later_step() =>
        ErrorsOf(steps => steps.ExitIf("bought", Customer.PurchasedSince("think")).Wait("think", Days(1)))
            .Should()
            .Equal(
                "$.steps[0].when.window.step: The step 'think' ($.steps[1]) is not on any path to this step: it comes later or on another branch.");

    [Fact]
    public void A_step_cannot_refer_to_itself_but_its_inner_steps_can()
    {
        ErrorsOf(steps => steps.If(
            "ask", Customer.PurchasedSince("ask"), then: active => active.Wait("w", Days(1)).ExitIf("e", Customer.PurchasedSince("ask"))))
            .Should().ContainSingle().Which.Should().StartWith("$.steps[0].condition.window.step: The step 'ask' refers to itself");
    }

    [Fact]
    public void A_condition_cannot_refer_to_a_step_on_another_branch_but_a_later_one_can() =>
        ErrorsOf(steps => steps
                .If("ask", Customer.InSegment("vip"),
                    then: active => active.SendEmail("mail", "t"),
                    otherwise: active => active.ExitIf("wrong", Customer.Opened("mail")))
                .ExitIf("right", Customer.Opened("mail")))
            .Should().ContainSingle().Which.Should().StartWith("$.steps[0].otherwise[0].when.step: ");

    [Fact]
    public void A_condition_cannot_refer_to_a_step_on_a_branch_that_always_ends() =>
        ErrorsOf(steps => steps
                .If("ask", Customer.InSegment("vip"), then: active => active.SendEmail("mail", "t").Exit("end"))
                .ExitIf("wrong", Customer.Opened("mail")))
            .Should().ContainSingle().Which.Should().StartWith("$.steps[1].when.step: ");

    [Fact]
    public void Only_a_send_step_can_be_opened() =>
        ErrorsOf(steps => steps.Wait("think", Days(1)).ExitIf("opened", Customer.Opened("think")))
            .Should().Equal("$.steps[1].when.step: The step 'think' ($.steps[0]) does not send a message, so it has no opens.");

    [Fact]
    public void Steps_after_an_exit_are_reported_once_for_each_list() =>
        ErrorsOf(steps => steps
                .If("ask", Customer.InSegment("vip"),
                    then: active => active.Exit("a").Wait("b", Days(1)).Exit("c").Wait("d", Days(1)),
                    otherwise: active => active.Exit("e"))
                .Wait("f", Days(1)).Wait("g", Days(1)))
            .Should().Equal(
                "$.steps[0].then[1]: This step is never reached: every path to it ends at an exit.",
                "$.steps[1]: This step is never reached: every path to it ends at an exit.");

    [Fact]
    public void A_split_whose_shares_all_end_counts_as_an_end() =>
        ErrorsOf(steps => steps
                .Split("s", split => split.Share("a", 50, active => active.Exit("x")).Share("b", 50, active => active.Exit("y")))
                .Wait("f", Days(1)))
            .Should().ContainSingle().Which.Should().StartWith("$.steps[1]: This step is never reached");

    [Theory]
    [InlineData(1_000, 0)]
    [InlineData(1_001, 1)]
    public void A_journey_has_at_most_1000_steps(int steps, int errors) =>
        ErrorsOf(builder =>
        {
            for (var index = 0; index < steps; index++)
                builder.Wait($"s-{index}", Days(1));
        }).Should().HaveCount(errors);

    [Theory]
    [InlineData(64, 0)]
    [InlineData(65, 1)]
    [InlineData(100_000, 1)]
    public void Steps_and_conditions_nest_64_levels(int levels, int errors)
    {
        Condition condition = Customer.InSegment("vip");
        IReadOnlyList<JourneyStep> steps = [new WaitStep { Name = "last", Period = Days(1) }];
        for (var level = 1; level < levels; level++)
        {
            condition = new NotCondition(condition);
            steps = [new IfStep { Name = $"s-{level}", Condition = Customer.InSegment("vip"), Then = steps }];
        }

        ErrorsOf(builder => builder.Add(new ExitStep { Name = "e", When = condition })).Should().HaveCount(errors);
        JourneyValidator.Validate(new JourneyDefinition { Name = new("a"), Enrollment = new(), Steps = steps }).Should().HaveCount(errors);
    }

    [Fact]
    public void An_unregistered_name_is_reported_with_the_registered_ones()
    {
        var definition = JourneyDefinition.Build(new("a"), journey => journey.Steps
            .Send("a", new Channel("pigeon"), "voucher")
            .SendEmail("b", "nowhere")
            .IssueVoucher("c", "gift")
            .ExitIf("d", Customer.InSegment("vips"))
            .ExitIf("e", Customer.Satisfies("near")));

        JourneyValidator.Validate(definition).Should().BeEmpty();
        JourneyValidator.Validate(definition, new KnownReferences()).Select(error => error.ToString()).Should().Equal(
            "$.steps[0].channel: There is no channel 'pigeon'. Known: email, sms.",
            "$.steps[1].template: There is no template 'nowhere' for email.",
            "$.steps[1].template: Second problem.",
            "$.steps[2].offer: There is no offer 'gift'. Known: comeback-20.",
            "$.steps[3].when.name: There is no custom segment 'vips'. Did you mean 'vip'? Known: vip.",
            "$.steps[4].when.name: There is no predicate 'near'. Known: lives-near-a-store.");
    }

    private static IEnumerable<string> ErrorsOf(Action<StepsBuilder> steps)
    {
        var builder = new JourneyBuilder(new("a"));
        steps(builder.Steps);
        return JourneyValidator.Validate(builder.Build()).Select(error => error.ToString());
    }
}
