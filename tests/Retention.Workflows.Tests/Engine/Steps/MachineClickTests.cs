using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Steps;

/// <summary>Clicks on different links of one message within two seconds are a machine's, at any age of the message.</summary>
public sealed class MachineClickTests
{
    private static readonly CustomerId Ada = Journeys.Ada;
    private int _clicks;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("six links within 5 ms, after four minutes", "4:00.000 a, 4:00.001 b, 4:00.002 c, 4:00.003 d, 4:00.004 e, 4:00.005 f", false)]
    [InlineData("two links a second apart", "4:00.000 a, 4:01.000 b", false)]
    [InlineData("two links exactly two seconds apart", "4:00.000 a, 4:02.000 b", false)]
    [InlineData("two links in the wrong order of arrival", "4:01.500 b, 4:00.000 a", false)]
    [InlineData("after three days", "4320:00.000 a, 4320:00.100 b", false)]
    [InlineData("a double click", "4:00.000 a, 4:00.200 a", true)]
    [InlineData("two links more than two seconds apart", "4:00.000 a, 4:02.001 b", true)]
    [InlineData("one click", "4:00.000 a", true)]
    [InlineData("a human after the burst", "4:00.000 a, 4:00.010 b, 9:00.000 a", true)]
    [InlineData("no links known", "4:00.000 -, 4:00.010 -", true)]
    [InlineData("within seconds of the delivery", "0:03.000 a", false)]
    public async Task A_burst_is_a_machine_and_a_double_click_is_not(string what, string clicks, bool isHuman)
    {
        await using var journey = await Journeys.StartAsync(steps => steps.SendEmail("mail", template: "mail").Wait("rest", Days(4))
            .If("human", new OpenedCondition("mail", humanOnly: true), yes => yes.SendSms("yes", template: "text")));
        await journey.EnrollAsync(Some.Customer());
        foreach (var (at, link) in Read(clicks))
            await ClickAsync(journey, at, link);

        await journey.AdvanceAsync(TimeSpan.FromDays(5));

        journey.Sent.Contains("yes by sms").Should().Be(isHuman, what);
        (await journey.CountAsync(JourneyMeasures.Opened)).Should().Be(isHuman ? 1 : 0, what);
    }

    [Theory]
    [InlineData("4:00.000 a", "received by sms")]
    [InlineData("4:00.000 a, 4:01.000 a", "received by sms")]
    [InlineData("4:00.000 a, 4:01.000 b", "silent by sms")]
    [InlineData("4:00.000 a, 4:00.001 b, 4:00.002 c", "silent by sms")]
    [InlineData("4:00.000 a, 4:00.001 b, 30:00.000 c", "received by sms")]
    public async Task A_wait_for_a_click_is_passed_by_a_human(string clicks, string sent)
    {
        await using var journey = await Journeys.StartAsync(steps => steps.SendEmail("mail", template: "mail").WaitFor(
            "click", EventNames.MessageClicked, Hours(2),
            received => received.SendSms("received", template: "text"), timedOut => timedOut.SendSms("silent", template: "text")));
        await journey.EnrollAsync(Some.Customer());
        foreach (var (at, link) in Read(clicks))
            await ClickAsync(journey, at, link);

        await journey.AdvanceAsync(TimeSpan.FromHours(3));

        journey.Sent.Should().Equal("mail by email", sent);
    }

    [Fact]
    public async Task A_wait_that_a_click_passes_is_answered_two_seconds_after_it()
    {
        await using var journey = await Journeys.StartAsync(steps => steps.SendEmail("mail", template: "mail").WaitFor(
            "click", EventNames.MessageClicked, Hours(2), received => received.SendSms("received", template: "text"), _ => { }));
        await journey.EnrollAsync(Some.Customer());
        await ClickAsync(journey, journey.Time.GetUtcNow().AddMinutes(4) - journey.Time.GetUtcNow(), "a");

        await journey.AdvanceAsync(TimeSpan.FromMilliseconds(1999));
        journey.Sent.Should().Equal("mail by email");
        await journey.AdvanceAsync(TimeSpan.FromMilliseconds(1));
        journey.Sent.Should().Equal("mail by email", "received by sms");
    }

    private DateTimeOffset _sentAt;

    private async Task ClickAsync(JourneyHarness journey, TimeSpan after, string link)
    {
        if (_clicks == 0)
            _sentAt = journey.Time.GetUtcNow();
        if (_sentAt + after is var at && at > journey.Time.GetUtcNow())
            await journey.AdvanceAsync(at - journey.Time.GetUtcNow());
        var message = await journey.MessageAsync("mail");
        List<KeyValuePair<string, PropertyValue>> properties =
        [
            new("enrollment", message.Enrollment.ToString()), new("step", "mail"), new("message", message.Id.ToString()),
            new("channel", "email"),
        ];
        if (link != "-")
            properties.Add(new("link", link));
        await journey.HappenAsync(new CustomerEvent
        {
            Id = $"click-{++_clicks}", Customer = Ada, Name = EventNames.MessageClicked, OccurredAt = at,
            Properties = new PropertyBag(properties),
        });
    }

    private static IEnumerable<(TimeSpan At, string Link)> Read(string clicks) =>
        clicks.Split(", ").Select(click => click.Split(' ', ':')).Select(parts =>
            (TimeSpan.FromMinutes(int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture))
                + TimeSpan.FromMilliseconds(double.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) * 1000), parts[2]));
}
