using Elsa.Extensions;
using Elsa.Testing.Shared;
using Elsa.Workflows;
using Elsa.Workflows.Models;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Elsa.Tests.Activities;

/// <summary>Each activity in Elsa's own fixture; what it asks for is done by the real engine.</summary>
public class ActivityTests
{
    private static readonly CustomerId Ada = new("ada");

    private EngineCounter? _counter;

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
        (await RunAsync(new NoMatchingEvent { Event = new("purchase"), Months = new(6), Days = new(1) }, purchases: purchases)).HasOutcome(outcome).Should().BeTrue();

    [Theory]
    [InlineData(1, "atLeast", 1, "True")]
    [InlineData(1, "atLeast", 2, "False")]
    [InlineData(1, "exactly", 0, "False")]
    [InlineData(2, "moreThan", 1, "True")]
    [InlineData(2, "atMost", 1, "False")]
    public async Task Event_in_a_window(int purchases, string comparison, int count, string outcome) =>
        (await RunAsync(new EventCondition { Event = new("purchase"), Comparison = new(comparison), Count = new(count), Days = new(30) }, purchases: purchases)).HasOutcome(outcome).Should().BeTrue();

    [Theory]
    [InlineData(1, "True")]
    [InlineData(0, "False")]
    public async Task Purchased_since_wait(int purchasesMeanwhile, string outcome) =>
        (await RunAsync(new PurchasedSinceWait { Wait = new("before") }, meanwhile: purchasesMeanwhile)).HasOutcome(outcome).Should().BeTrue();

    [Fact]
    public async Task Email_not_opened() => (await RunAsync(new EmailOpened { Message = new("mail") })).HasOutcome("False").Should().BeTrue();

    [Theory]
    [InlineData("email", "True")]
    [InlineData("letter", "False")]
    public async Task Has_address(string channel, string outcome) =>
        (await RunAsync(new HasAddress { Channel = new(channel) })).HasOutcome(outcome).Should().BeTrue();

    [Theory]
    [InlineData(0, "False")]
    [InlineData(2, "True")]
    public async Task Any_condition(int purchases, string outcome) =>
        (await RunAsync(CustomerCondition.Of(Customer.Had(EventNames.Purchase).AtLeast(2)), purchases: purchases)).HasOutcome(outcome).Should().BeTrue();

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
    [InlineData("""[{ "name": "none", "percent": 0.01 }, { "name": "rest", "percent": 99.99 }]""", "rest")]
    public async Task Split_customers(string shares, string outcome) =>
        (await RunAsync(new SplitCustomers { Shares = new(shares), Experiment = new("test") })).HasOutcome(outcome).Should().BeTrue();

    [Fact]
    public async Task Who_is_not_held_out_goes_on() => (await RunAsync(new HoldOut { Percent = new(0.01m), Experiment = new("test") })).HasOutcome("Done").Should().BeTrue();

    [Fact]
    public async Task Who_is_held_out_has_left()
    {
        var context = await RunAsync(new HoldOut { Percent = new(99.99m), Experiment = new("test") });

        context.GetOutcomes().Should().BeEmpty();
        (await _counter!.RecordAsync()).Enrollments.Single().Outcome.Should().Be("under-test");
    }

    [Theory]
    [InlineData(0, "Again")]
    [InlineData(1, "Enough")]
    public async Task Repeat_steps(int purchases, string outcome) =>
        (await RunAsync(new RepeatSteps { Times = new(3), Until = new("""{ "kind": "event-count", "event": "purchase", "count": { "atLeast": 1 } }""") }, purchases: purchases)).HasOutcome(outcome).Should().BeTrue();

    [Fact]
    public async Task An_exit_ends_the_journey()
    {
        var context = await RunAsync(new ExitJourney());

        context.GetOutcomes().Should().BeEmpty();
        (await _counter!.RecordAsync()).Enrollments.Single().Should().Match<Enrollment>(enrollment => enrollment.Status == EnrollmentStatus.Completed && enrollment.Outcome == "under-test");
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task An_exit_with_a_condition_lets_others_go_on(int purchases, bool goesOn) =>
        (await RunAsync(ExitJourney.If(Customer.Had(EventNames.Purchase).AtLeastOnce()), purchases: purchases)).HasOutcome("Done").Should().Be(goesOn);

    [Fact]
    public async Task A_wait_suspends_until_its_time()
    {
        var context = await RunAsync(new WaitFor { Days = new(10), Hours = new(2) });

        context.Bookmarks.Single().Payload.Should().BeOfType<WaitingCustomer>().Which.Step.Should().Be("under-test");
        context.Status.Should().Be(ActivityStatus.Running);
        (await _counter!.RecordAsync()).Enrollments.Single().DueAt.Should().Be(Moment(1).AddDays(10).AddHours(2));
    }

    [Fact]
    public async Task A_wait_until_a_time_of_day_suspends_until_then()
    {
        await RunAsync(new WaitFor { TimeOfDay = new("09:30"), Day = new("monday") });

        (await _counter!.RecordAsync()).Enrollments.Single().DueAt.Should().Be(new DateTimeOffset(2026, 1, 12, 9, 30, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_wait_for_an_event_suspends_until_its_timeout_at_most()
    {
        var context = await RunAsync(new WaitForCustomerEvent { Event = new("purchase"), Timeout = new("P2D") });

        context.Bookmarks.Should().ContainSingle();
        (await _counter!.RecordAsync()).Enrollments.Single().DueAt.Should().Be(Moment(1).AddDays(2));
    }

    [Fact]
    public async Task A_wait_for_silence_suspends()
    {
        var context = await RunAsync(new WaitForSilence { Events = new("""[{ "event": "cart-updated" }]"""), Period = new("PT1H") });

        context.Bookmarks.Should().ContainSingle();
    }

    [Fact]
    public async Task A_voucher_is_issued_and_its_code_put_out()
    {
        var code = new Output<string?>(new global::Elsa.Workflows.Memory.Variable<string?>("code", null));
        var context = await RunAsync(new IssueVoucher { Offer = new("ten"), Code = code });

        context.HasOutcome("Done").Should().BeTrue();
        context.Get(code.MemoryBlockReference()).Should().Be((await _counter!.RecordAsync()).Vouchers.Single().Code);
    }

    [Fact]
    public async Task An_event_is_recorded()
    {
        (await RunAsync(new RecordEvent { Event = new("greeted") })).HasOutcome("Done").Should().BeTrue();

        (await _counter!.Harness!.Client.ExplainAsync(Customer.Had("greeted").AtLeastOnce(), Ada, TestContext.Current.CancellationToken)).Holds.Should().BeTrue();
    }

    public static TheoryData<SendActivity, string> Sends => new()
    {
        { new SendEmail { Template = new("hello"), Recommend = new(3), Topic = new("news"), OnAmbiguous = new("resend"), DeferUpTo = new("P1D") }, "email" },
        { new SendSms { Template = new("hello") }, "sms" },
        { new SendPush { Template = new("hello") }, "push" },
        { new SendMessage { Template = new("hello"), Channel = new("whatsapp"), Fallbacks = new("""[{ "channel": "viber", "template": "hello" }]""") }, "whatsapp" },
    };

    [Theory]
    [MemberData(nameof(Sends))]
    public async Task A_message_is_put_into_the_outbox_and_its_id_put_out(SendActivity activity, string channel)
    {
        ArgumentNullException.ThrowIfNull(activity);
        activity.MessageId = new Output<string?>(new global::Elsa.Workflows.Memory.Variable<string?>("message", null));
        var context = await RunAsync(activity);

        context.HasOutcome("Done").Should().BeTrue();
        var message = (await _counter!.RecordAsync()).Messages.First(message => message.Step == "under-test");
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
    public async Task Without_an_engine_an_activity_says_what_is_missing()
    {
        var act = async () => await new ActivityTestFixture(new RecordEvent { Id = "hello", Event = new("greeted") }).ExecuteAsync();

        (await act.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*AddElsa*");
    }

    private static DateTimeOffset Moment(int hour) => new DateTimeOffset(2026, 1, 8, 8, 0, 0, TimeSpan.Zero).AddHours(hour);

    private async Task<ActivityExecutionContext> RunAsync(JourneyActivity activity, int purchases = 0, int meanwhile = 0)
    {
        activity.Id = "under-test";
        _counter = new EngineCounter(
            Some.Customer("ada"),
            options =>
            {
                options.CancellationToken = TestContext.Current.CancellationToken;
                options.Configure = retention =>
                {
                    retention.Vouchers.AddOffer(new VoucherOffer { Name = "ten", Discount = Discount.Percent(10) });
                    retention.Segments.Add("vip", Customer.HasAddress(Channel.Email));
                    retention.Segments.Add("poor", Customer.SpentAtLeast(1_000_000));
                };
            },
            async harness =>
            {
                for (var number = 0; number < purchases; number++)
                    await harness.HappenAsync(Some.Purchase(Ada, harness.Time.GetUtcNow().AddMinutes(-1 - number)));
                for (var number = 0; number < meanwhile; number++)
                    await harness.HappenAsync(Some.Purchase(Ada, harness.Time.GetUtcNow().AddMinutes(5), 99));
            });
        var fixture = new ActivityTestFixture(activity).ConfigureServices(services =>
        {
            services.AddSingleton<StepCounter>(_counter);
            services.AddSingleton<IVariablePersistenceManager>(_ => NSubstitute.Substitute.For<IVariablePersistenceManager>());
        });
        return await fixture.ExecuteAsync();
    }
}
