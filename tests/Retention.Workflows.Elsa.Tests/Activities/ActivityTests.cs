using Elsa.Extensions;
using Elsa.Testing.Shared;
using Elsa.Workflows;
using Elsa.Workflows.Models;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Elsa.Tests.Activities;

/// <summary>Each activity in Elsa's own fixture, at each of its ports; <see cref="WaitTests"/> covers the waiting activities.</summary>
public class ActivityTests : ActivityTest
{
    [Theory]
    [InlineData("prospect", "True")]
    [InlineData("champions", "False")]
    public async Task Segment(string segment, string outcome)
    {
        _ = RfmSegmentCondition.Of(RfmSegment.AtRisk);
        (await RunAsync(new RfmSegmentCondition { Segments = new([segment]) })).HasOutcome(outcome).Should().BeTrue();
    }

    [Theory]
    [InlineData("vip", "True")]
    [InlineData("poor", "False")]
    public async Task Custom_segment(string segment, string outcome) =>
        (await RunAsync(new RfmSegmentCondition { Segments = new([segment]) })).HasOutcome(outcome).Should().BeTrue();

    [Theory]
    [InlineData(0, "True")]
    [InlineData(1, "False")]
    public async Task No_matching_event(int purchases, string outcome) =>
        (await RunAsync(new NoMatchingEvent { Event = new("purchase"), Months = new(6), Days = new(1) }, purchases: purchases))
            .HasOutcome(outcome).Should().BeTrue();

    [Theory]
    [InlineData(1, "atLeast", 1, "True")]
    [InlineData(1, "atLeast", 2, "False")]
    [InlineData(1, "exactly", 0, "False")]
    [InlineData(2, "moreThan", 1, "True")]
    [InlineData(2, "atMost", 1, "False")]
    public async Task Event_in_a_window(int purchases, string comparison, int count, string outcome) =>
        (await RunAsync(new EventCondition { Event = new("purchase"), Comparison = new(comparison), Count = new(count), Days = new(30) },
            purchases: purchases)).HasOutcome(outcome).Should().BeTrue();

    [Theory]
    [InlineData(1, "True")]
    [InlineData(0, "False")]
    public async Task Purchased_since_wait(int purchasesMeanwhile, string outcome) =>
        (await RunAsync(new PurchasedSinceWait { Wait = new("before") }, meanwhile: harness =>
            purchasesMeanwhile == 0 ? Task.CompletedTask : harness.PurchaseAsync(Ada))).HasOutcome(outcome).Should().BeTrue();

    [Theory]
    [InlineData(true, "True")]
    [InlineData(false, "False")]
    public async Task Email_opened(bool opens, string outcome) =>
        (await RunAsync(new EmailOpened { Message = new("mail") },
            meanwhile: harness => opens ? harness.OpenAsync(Ada, "mail") : Task.CompletedTask)).HasOutcome(outcome).Should().BeTrue();

    [Theory]
    [InlineData("email", "True")]
    [InlineData("letter", "False")]
    public async Task Has_address(string channel, string outcome) =>
        (await RunAsync(new HasAddress { Channel = new(channel) })).HasOutcome(outcome).Should().BeTrue();

    [Theory]
    [InlineData(0, "False")]
    [InlineData(2, "True")]
    public async Task Any_condition(int purchases, string outcome) =>
        (await RunAsync(CustomerCondition.Of(Customer.Had(EventNames.Purchase).AtLeast(2)), purchases: purchases)).HasOutcome(outcome)
            .Should().BeTrue();

    [Theory]
    [InlineData(1, "some")]
    [InlineData(3, "many")]
    [InlineData(0, "otherwise")]
    public async Task Choose_case(int purchases, string outcome)
    {
        const string Cases = """
            [{ "name": "many", "when": { "kind": "event-count", "event": "purchase", "count": { "atLeast": 3 } } },
             { "name": "some", "when": { "kind": "event-count", "event": "purchase", "count": { "atLeast": 1 } } }]
            """;
        (await RunAsync(new ChooseCase { Cases = new(Cases) }, purchases: purchases)).HasOutcome(outcome).Should().BeTrue();
    }

    [Theory]
    [InlineData("""[{ "name": "all", "percent": 100 }]""", "all")]
    [InlineData("""[{ "name": "few", "percent": 0.01 }, { "name": "rest", "percent": 99.99 }]""", "rest")]
    [InlineData("""[{ "name": "rest", "percent": 99.99 }, { "name": "few", "percent": 0.01 }]""", "rest")]
    [InlineData(
        """[{ "name": "few", "percent": 0.01 }, { "name": "half", "percent": 50 }, { "name": "rest", "percent": 49.99 }]""", "half")]
    public async Task Split_customers(string shares, string outcome) =>
        (await RunAsync(new SplitCustomers { Shares = new(shares), Experiment = new("test") })).HasOutcome(outcome).Should().BeTrue();

    [Fact]
    public async Task A_customer_outside_the_holdout_continues() =>
        (await RunAsync(new HoldOut { Percent = new(0.01m), Experiment = new("test") })).HasOutcome("Done").Should().BeTrue();

    [Fact]
    public async Task A_held_out_customer_exits()
    {
        var context = await RunAsync(new HoldOut { Percent = new(99.99m), Experiment = new("test") });

        context.GetOutcomes().Should().BeEmpty();
        (await Counter!.RecordAsync()).Enrollments.Single().Outcome.Should().Be("under-test");
    }

    [Theory]
    [InlineData(0, "Again")]
    [InlineData(1, "Enough")]
    public async Task Repeat_steps(int purchases, string outcome) =>
        (await RunAsync(
            new RepeatSteps { Times = new(3),
                Until = new("""{ "kind": "event-count", "event": "purchase", "count": { "atLeast": 1 } }""") }, purchases: purchases))
                    .HasOutcome(outcome).Should().BeTrue();

    [Fact]
    public async Task An_exit_ends_the_journey()
    {
        var context = await RunAsync(new ExitJourney());

        context.GetOutcomes().Should().BeEmpty();
        (await Counter!.RecordAsync()).Enrollments.Single().Should()
            .Match<Enrollment>(enrollment => enrollment.Status == EnrollmentStatus.Completed && enrollment.Outcome == "under-test");
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task A_conditional_exit_lets_other_customers_continue(int purchases, bool goesOn) =>
        (await RunAsync(ExitJourney.If(Customer.Had(EventNames.Purchase).AtLeastOnce()), purchases: purchases)).HasOutcome("Done").Should()
            .Be(goesOn);

    [Fact]
    public async Task A_voucher_is_issued_and_its_code_is_an_output()
    {
        var code = new Output<string?>(new global::Elsa.Workflows.Memory.Variable<string?>("code", null));
        var context = await RunAsync(new IssueVoucher { Offer = new("ten"), Code = code });

        context.HasOutcome("Done").Should().BeTrue();
        context.Get(code.MemoryBlockReference()).Should().Be((await Counter!.RecordAsync()).Vouchers.Single().Code);
    }

    [Fact]
    public async Task An_event_is_recorded()
    {
        (await RunAsync(new RecordEvent { Event = new("greeted") })).HasOutcome("Done").Should().BeTrue();

        (await Harness.Client.ExplainAsync(Customer.Had("greeted").AtLeastOnce(), Ada, TestContext.Current.CancellationToken)).Holds
            .Should().BeTrue();
    }

    [Fact]
    public async Task Attributes_are_set_and_removed()
    {
        var customer = Testing.Some.Customer("ada") with { Attributes = new PropertyBag([new("city", "Brno"), new("size", 3)]) };
        var activity = new SetAttributes { Set = new("""{ "tier": "gold" }"""), Remove = new(["city"]) };

        (await RunAsync(activity, customer: customer)).HasOutcome("Done").Should().BeTrue();

        (await Harness.Client.ReadCustomerAsync(Ada, TestContext.Current.CancellationToken)).Customer!.Attributes
            .Equals(new PropertyBag([new("tier", "gold"), new("size", 3)])).Should().BeTrue();
    }

    [Fact]
    public async Task A_webhook_continues_at_Done_with_the_assumed_outcome()
    {
        var activity = new CallWebhook { Endpoint = new("crm"), Answers = new("""[{ "name": "booked", "status": 201 }]""") };

        (await RunAsync(activity)).HasOutcome("Done").Should().BeTrue();
    }

    public static TheoryData<SendActivity, string> Sends => new()
    {
        { new SendEmail { Template = new("hello"), Recommend = new(3), Topic = new("news"), OnAmbiguous = new("resend"),
            DeferUpTo = new("P1D") }, "email" },
        { new SendSms { Template = new("hello") }, "sms" },
        { new SendPush { Template = new("hello") }, "push" },
        { new SendMessage { Template = new("hello"), Channel = new("whatsapp"),
            Fallbacks = new("""[{ "channel": "viber", "template": "hello" }]""") }, "whatsapp" },
    };

    [Theory]
    [MemberData(nameof(Sends))]
    public async Task A_message_goes_to_the_outbox_and_its_id_is_an_output(SendActivity activity, string channel)
    {
        ArgumentNullException.ThrowIfNull(activity);
        activity.MessageId = new Output<string?>(new global::Elsa.Workflows.Memory.Variable<string?>("message", null));
        var context = await RunAsync(activity);

        context.HasOutcome("Done").Should().BeTrue();
        var message = (await Counter!.RecordAsync()).Messages.First(message => message.Step == "under-test");
        message.Channel.Name.Should().Be(channel);
        context.Get(activity.MessageId.MemoryBlockReference()).Should().Be(message.Id.ToString());
    }

    [Fact]
    public async Task A_missing_or_wrong_input_faults_and_is_named()
    {
        var missing = async () => await RunAsync(new SendEmail());
        var unknown = async () => await RunAsync(new RfmSegmentCondition { Segments = new(["At Risk"]) });
        var wrong = async () => await RunAsync(new WaitFor { Period = new("ten days") });
        var noJson = async () => await RunAsync(new CustomerCondition { Condition = new("{") });

        (await missing.Should().ThrowAsync<ActivityInputException>()).WithMessage("Activity 'under-test' (SendEmail), input Template:*");
        (await unknown.Should().ThrowAsync<ActivityInputException>()).WithMessage("*input Segments:*");
        (await wrong.Should().ThrowAsync<ActivityInputException>()).WithMessage("*input Period:*ISO 8601*");
        (await noJson.Should().ThrowAsync<ActivityInputException>()).WithMessage("*input Condition: This is not JSON.");
    }

    [Fact]
    public async Task An_activity_without_an_engine_reports_what_is_missing()
    {
        var act = async () => await new ActivityTestFixture(new RecordEvent { Id = "hello", Event = new("greeted") }).ExecuteAsync();

        (await act.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*AddElsa*");
    }
}
