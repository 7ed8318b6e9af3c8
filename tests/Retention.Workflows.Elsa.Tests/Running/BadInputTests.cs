using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Retention.Workflows.Elsa.Runtime.Tests;
using Retention.Workflows.Hosting;
using Retention.Workflows.Replay;
using Retention.Workflows.Testing;
using Endpoint = Elsa.Workflows.Activities.Flowchart.Models.Endpoint;

namespace Retention.Workflows.Elsa.Tests.Running;

/// <summary>
/// Errors in a workflow led by our engine keep the host from starting. The message names the activity and the input, and nothing is sent.
/// </summary>
public class BadInputTests
{
    public static TheoryData<JourneyActivity, string> NotThere => new()
    {
        { new RfmSegmentCondition { Segments = new(["nobody"]) }, "Segments: There is no custom segment 'nobody'. Known: vip." },
        { new RfmSegmentCondition { Segments = new(["at-risk", "nobody"]) },
            "Segments: There is no custom segment 'nobody'. Known: vip." },
        { new RfmSegmentCondition { Segments = new(["At Risk"]) }, "Segments: 'At Risk' is not a valid segment name*" },
        { new CustomerCondition { Condition = new("""{ "kind": "custom-segment", "name": "nobody" }""") },
            "Condition: There is no custom segment 'nobody'. Known: vip." },
        { new IssueVoucher { Offer = new("eleven") }, "Offer: There is no offer 'eleven'. Known: ten." },
        { new SendEmail { Template = new("nothing") }, "Template: There is no template 'nothing'." },
        { new SendSms { Template = new("No Thing") }, "Template: 'No Thing' is not a valid template name*" },
        { new SendMessage { Template = new("hello"), Channel = new("pigeon") },
            "Channel: There is no channel 'pigeon'. Known: email, sms." },
        { new SendMessage { Template = new("hello"), Channel = new("email"),
            Fallbacks = new("""[{ "channel": "sms", "template": "nothing" }]""") }, "Fallbacks: There is no template 'nothing'." },
        { new PurchasedSinceWait { Wait = new("firsst") }, "Wait: There is no step 'firsst'. Did you mean 'first'?" },
        { new SendEmail { Template = new("hello"), ChosenBy = new("firsst") },
            "ChosenBy: There is no step 'firsst'. Did you mean 'first'?" },
        { new SendEmail { Template = new("hello"), ChosenBy = new("first") }, "ChosenBy: The step 'first'*does not choose products." },
        { new EmailOpened { Message = new("firsst") }, "Message: There is no step 'firsst'. Did you mean 'first'?" },
        { new HasAddress { Channel = new("smoke signal") }, "Channel: 'smoke signal' is not a valid channel name*" },
    };

    public static TheoryData<JourneyActivity, string> Missing => new()
    {
        { new SendEmail(), "Template: It is missing. Expected: The template." },
        { new SendSms { Template = new(" ") }, "Template: It is missing*" },
        { new SendPush { Template = new((string?)null) }, "Template: It is missing*" },
        { new SendMessage(), "Channel: It is missing*input Template: It is missing*" },
        { new IssueVoucher(), "Offer: It is missing*" },
        { new RfmSegmentCondition(), "Segments: It is missing*" },
        { new RfmSegmentCondition { Segments = new([]) }, "Segments: It is missing*" },
        { new NoMatchingEvent(), "Event: It is missing. Expected: The event's name, such as purchase." },
        { new EventCondition(), "Event: It is missing*" },
        { new PurchasedSinceWait(), "Wait: It is missing*" },
        { new EmailOpened(), "Message: It is missing*" },
        { new CustomerCondition(), "Condition: It is missing*" },
        { new ChooseCase(), "Cases: It is missing*" },
        { new SplitCustomers(), "Shares: It is missing*" },
        { new HoldOut(), "Percent: It is missing*" },
        { new RepeatSteps(), "Times: It is missing*" },
        { new WaitFor(), "Days: Give a duration (Months, Days, Hours, Minutes or a Period) or a TimeOfDay." },
        { new WaitFor { Days = new(0), TimeOfDay = new("") }, "Days: Give a duration*" },
        { new WaitForCustomerEvent(), "Event: It is missing*input Timeout: It is missing*" },
        { new WaitForSilence(), "Events: It is missing*input Period: It is missing*" },
        { new RecordEvent(), "Event: It is missing*" },
    };

    public static TheoryData<JourneyActivity, string> Wrong => new()
    {
        { new SendEmail { Template = new(_ => "hello") }, "Template: It is an expression (Delegate)*Use a literal value." },
        { new WaitFor { Days = new(_ => 3) }, "Days: It is an expression (Delegate)*" },
        { new WaitFor { Days = new(-1) }, "Days: It is negative. Use 0 or more." },
        { new NoMatchingEvent { Event = new("purchase"), Months = new(-1) }, "Months: It is negative*" },
        { new SetAttributes { Set = new("""{ "tier": "gold" }"""), Remove = new(["tier"]) },
            "Remove: The attribute 'tier' is both set and removed." },
        { new CallWebhook { Address = new("http://shop.example/hook") }, "Address: The address must be https*" },
        { new CallWebhook { Endpoint = new("crm"), Answers = new("""[{ "name": "yes", "status": 500 }]""") }, "Answers: Give a status*" },
        { new RecommendProducts { Count = new(30) }, "Count: The number of products must be 1 to 24, not 30." },
        { new RecommendProducts { Strategy = new("by-mood") }, "Strategy: Unknown value 'by-mood'*" },
        { new RecommendProducts { MinPrice = new(9), MaxPrice = new(5) }, "MaxPrice: The maximum price is below the minimum price." },
        { new SendEmail { Template = new("hello"), Recommend = new(30) }, "Recommend: The number of products must be 1 to 24, not 30." },
        { new EventCondition { Event = new("purchase"), Comparison = new("about") },
            "Comparison: Unknown property 'about'. Allowed: atLeast, atMost, moreThan, exactly.*" },
        { new EventCondition { Event = new("purchase"), Where = new("""[{ "key": "size", "larger": 2 }]""") },
            "Where: Unknown property 'larger'*" },
        { new EventCondition { Event = new("purchase"), Where = new("[") }, "Where: This is not JSON." },
        { new NoMatchingEvent { Event = new("purchase"), Where = new("""[{ "key": "size", "larger": 2 }]""") },
            "Where: Unknown property 'larger'*" },
        { new EventCondition { Event = new("purchase"), Since = new("firsst") }, "Since: There is no step 'firsst'*" },
    };

    [Theory]
    [MemberData(nameof(NotThere))]
    [MemberData(nameof(Missing))]
    [MemberData(nameof(Wrong))]
    public async Task Errors_in_a_flowchart_are_reported(JourneyActivity activity, string problem)
    {
        ArgumentNullException.ThrowIfNull(activity);
        activity.Id = "bad";

        (await ProblemOfAsync(journeys => journeys.AddElsa(new JourneyName("by-elsa"), ByHand, () => Chart(activity)))).Message.Should()
            .Match($"*Activity 'bad' ({activity.GetType().Name}), input {problem}");
    }

    [Fact]
    public async Task Errors_in_several_activities_are_reported_at_once()
    {
        var missing = await ProblemOfAsync(journeys => journeys.AddElsa(
            new JourneyName("by-elsa"), ByHand, () => Chart(new IssueVoucher { Id = "voucher" }, new RecordEvent { Id = "note" })));
        var unknown = await ProblemOfAsync(journeys => journeys.AddElsa(new JourneyName("by-elsa"), ByHand, () =>
            Chart(new IssueVoucher { Id = "voucher", Offer = new("eleven") }, new SendEmail { Id = "mail", Template = new("nothing") })));

        missing.Message.Should().Match("*'voucher' (IssueVoucher), input Offer:*'note' (RecordEvent), input Event:*");
        unknown.Message.Should().Match("*'voucher' (IssueVoucher), input Offer:*'mail' (SendEmail), input Template:*");
    }

    [Theory]
    [InlineData("""{ "type": "CustomerJourneys.SendEmail", "id": "bad" }""", "Activity 'bad' (SendEmail), input Template: It is missing*")]
    [InlineData(
        """{ "type": "CustomerJourneys.SendEmail", "id": "bad", "template": { "typeName": "String", "expression": { "type": "JavaScript", "value": "'hello'" } } }""", "Activity 'bad' (SendEmail), input Template: It is an expression (JavaScript)*")]
    [InlineData(
        """{ "type": "CustomerJourneys.SendEmail", "id": "bad", "template": { "typeName": "String", "expression": { "type": "Variable", "value": { "id": "x", "name": "x" } } } }""", "Activity 'bad' (SendEmail), input Template: It is an expression (Variable)*")]
    [InlineData(
        """{ "type": "CustomerJourneys.SendEmail", "id": "bad", "template": { "typeName": "String", "expression": { "type": "Literal", "value": "nothing" } } }""", "*Activity 'bad' (SendEmail), input Template: There is no template 'nothing'.")]
    [InlineData(
        """{ "type": "CustomerJourneys.RfmSegmentCondition", "id": "bad", "segments": { "typeName": "String[]", "expression": { "type": "Object", "value": "[\"nobody\"]" } } }""", "*Activity 'bad' (RfmSegmentCondition), input Segments: There is no custom segment 'nobody'*")]
    [InlineData(
        """{ "type": "CustomerJourneys.WaitFor", "id": "bad", "days": { "typeName": "Int32", "expression": { "type": "Literal", "value": "ten" } } }""", "Activity 'bad' (WaitFor), input Days: 'ten' is not a whole number.")]
    [InlineData(
        """{ "type": "CustomerJourneys.WaitFor", "id": "bad", "days": { "typeName": "Int32", "expression": { "type": "Literal", "value": 1.5 } } }""", "Activity 'bad' (WaitFor), input Days: '1.5' is not a whole number.")]
    [InlineData(
        """{ "type": "CustomerJourneys.HoldOut", "id": "bad", "percent": { "typeName": "Decimal", "expression": { "type": "Literal", "value": "a lot" } } }""", "Activity 'bad' (HoldOut), input Percent: 'a lot' is not a number.")]
    [InlineData(
        """{ "type": "CustomerJourneys.HoldOut", "id": "bad", "percent": { "typeName": "Decimal", "expression": { "type": "Literal", "value": "5,5" } } }""", "Activity 'bad' (HoldOut), input Percent: '5,5' is not a number.")]
    [InlineData(
        """{ "type": "CustomerJourneys.EmailOpened", "id": "bad", "message": { "typeName": "String", "expression": { "type": "Literal", "value": "first" } }, "humanOnly": { "typeName": "Boolean", "expression": { "type": "Literal", "value": "perhaps" } } }""", "Activity 'bad' (EmailOpened), input HumanOnly: 'perhaps' is not true or false.")]
    [InlineData("""{ "type": "CustomerJourneys.Nothing", "id": "bad" }""",
        "The activity 'bad' is of the type 'CustomerJourneys.Nothing', which is not registered here*")]
    [InlineData(
        """{ "type": "Elsa.SetName", "id": "bad", "value": { "typeName": "String", "expression": { "type": "JavaScript", "value": "1" } } }""", "Activity 'bad' (SetName), input Value: It is an expression (JavaScript), and the types evaluated here are Literal*")]
    public async Task Errors_in_stored_designer_JSON_are_reported(string activity, string problem)
    {
        const string Hello =
            """{ "type": "CustomerJourneys.SendEmail", "id": "first", "template": { "typeName": "String", "expression": { "type": "Literal", "value": "hello" } } }""";
        var chart =
            $$"""{ "type": "Elsa.Flowchart", "id": "chart", "activities": [{{Hello}}, {{activity}}], "connections": [{ "source": { "activity": "first" }, "target": { "activity": "bad" } }] }""";

        (await ProblemOfAsync(journeys => journeys.AddElsaJson(new JourneyName("by-elsa"), ByHand, chart))).Message.Should()
            .Match($"*{problem}");
    }

    public static TheoryData<string, Func<IActivity>> Charts { get; } = new()
    {
        { "Journey 'by-elsa': Activity 'ask' (EmailOpened): A connection uses the port 'Flase', which the activity does not have. It has: True, False.", () => Ways(new EmailOpened { Id = "ask", Message = new("first") }, "Flase") },
        { "Journey 'by-elsa': Activity 'which' (ChooseCase): A connection uses the port 'smal', which the activity does not have. It has: small, otherwise.", () => Ways(new ChooseCase { Id = "which", Cases = new("""[{ "name": "small", "when": { "kind": "has-address", "channel": "sms" } }]""") }, "smal") },
        { "Journey 'by-elsa': 2 activities have the Id 'same'. Give each a unique id: it is the step's name.",
            () => Chart(new WaitFor { Id = "same", Days = new(1) }, new WaitFor { Id = "same", Days = new(2) }) },
        { "Journey 'by-elsa': A connection leads to or from 'last', which is not in the flowchart's Activities. Add it there.",
            () => Unlisted() },
        { "*No connection leads to 'lost'. Connect the activity or remove it.", () => Lost() },
    };

    [Theory]
    [MemberData(nameof(Charts))]
    public async Task Errors_in_connections_are_reported(string problem, Func<IActivity> chart) =>
        (await ProblemOfAsync(journeys => journeys.AddElsa(new JourneyName("by-elsa"), ByHand, chart))).Message.Should().Match(problem);

    [Fact]
    public async Task Rules_that_add_steps_are_refused() =>
        (await ProblemOfAsync(journeys => journeys.AddElsa(new JourneyName("by-elsa"), journey =>
        {
            journey.Enroll.ByHand();
            journey.Steps.Wait("before", Period.Days(1));
        }, () => Chart()))).Message
            .Should().Match("*The rules add a step 'before', but this journey takes its steps from its workflow. Add the step there.*");

    private static Flowchart Ways(JourneyActivity activity, string port)
    {
        var last = new WaitFor { Id = "last", Days = new(1) };
        var chart = Chart(activity, last);
        chart.Connections.Remove(chart.Connections.Last());
        chart.Connections.Add(new Connection(new Endpoint(activity, port), new Endpoint(last)));
        return chart;
    }

    private static Flowchart Unlisted()
    {
        var chart = Chart(new WaitFor { Id = "last", Days = new(1) });
        chart.Activities.Remove(chart.Activities.Last());
        return chart;
    }

    private static Flowchart Lost()
    {
        var chart = Chart();
        chart.Activities.Add(new WaitFor { Id = "lost", Days = new(1) });
        return chart;
    }

    [Theory]
    [InlineData(
        """{ "type": "Elsa.Flowchart", "id": "chart", "activities": [{ "type": "CustomerJourneys.HasAddress", "id": "a" }, { "type": "CustomerJourneys.HasAddress", "id": "a" }], "connections": [] }""")]
    [InlineData(
        """{ "type": "Elsa.Flowchart", "id": "chart", "activities": [{ "type": "CustomerJourneys.HasAddress", "id": "a" }], "connections": [{ "source": { "activity": "a" }, "target": {} }] }""")]
    [InlineData("hello")]
    public async Task JSON_that_is_not_a_workflow_is_refused(string json) =>
        (await ProblemOfAsync(journeys => journeys.AddElsaJson(new JourneyName("by-elsa"), ByHand, json))).Should()
            .BeOfType<FormatException>().Which.Message.Should().StartWith("Journey 'by-elsa': This is not an Elsa workflow: ");

    [Theory]
    [InlineData("WaitFor", "days", "\"10\"")]
    [InlineData("WaitFor", "days", "10")]
    [InlineData("HoldOut", "percent", "\"5.50\"")]
    [InlineData("HoldOut", "percent", "0.01")]
    public async Task Numbers_may_be_stored_as_text(string type, string input, string value)
    {
        var chart =
            $$"""{ "type": "Elsa.Flowchart", "id": "chart", "activities": [{ "type": "CustomerJourneys.{{type}}", "id": "good", "{{input}}": { "typeName": "Int32", "expression": { "type": "Literal", "value": {{value}} } } }], "connections": [] }""";

        (await StartAsync(journeys => journeys.AddElsaJson(new JourneyName("by-elsa"), ByHand, chart))).Should().BeNull();
    }

    private static void ByHand(JourneyBuilder journey) => journey.Enroll.ByHand();

    private static Flowchart Chart(params IReadOnlyList<IActivity> activities)
    {
        IActivity[] row = [new SendEmail { Id = "first", Template = new("hello") }, .. activities];
        var chart = new Flowchart { Id = "chart", Start = row[0] };
        foreach (var activity in row)
            chart.Activities.Add(activity);
        foreach (var (from, to) in row.Zip(row.Skip(1)))
            chart.Connections.Add(new Connection(from, to));
        return chart;
    }

    private static async Task<Exception> ProblemOfAsync(Action<JourneysBuilder> add) =>
        await StartAsync(add) ?? throw new InvalidOperationException("The host starts.");

    /// <summary>The reason why a host does not start. Asserts that nothing was sent.</summary>
    private static async Task<Exception?> StartAsync(Action<JourneysBuilder> add)
    {
        var token = TestContext.Current.CancellationToken;
        RecordingChannel[] channels = [new(Channel.Email), new(Channel.Sms)];
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddSingleton<TimeProvider>(new ManualTime(new DateTimeOffset(2026, 1, 8, 8, 0, 0, TimeSpan.Zero)));
        services.AddRetentionWorkflows(retention =>
        {
            retention.Store.UseInMemory();
            retention.Templates.Use(new OnlyHello());
            foreach (var channel in channels)
                retention.Channels.Add(channel);
            retention.Vouchers.AddOffer(new VoucherOffer { Name = "ten", Discount = Discount.Percent(10) });
            retention.Segments.Add("vip", Customer.HasAddress(Channel.Email));
            add(retention.Journeys);
        });
        await using var provider = services.BuildServiceProvider();
        try
        {
            var client = provider.GetRequiredService<IRetentionClient>();
            await client.SaveCustomersAsync([Some.Customer("ada")], token);
            await client.EnrollAsync(new JourneyName("by-elsa"), new CustomerId("ada"), cancellationToken: token);
            await provider.GetRequiredService<IRetentionEngine>().RunDueAsync(token);
            return null;
        }
        catch (Exception exception)
        {
            channels.SelectMany(channel => channel.Sent).Should().BeEmpty();
            return exception;
        }
    }
}
