using Retention.Workflows.Journeys;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Ingestion;

/// <summary>A click implies an opening; a scanner's click does not.</summary>
public sealed class ClickTests
{
    [Theory]
    [InlineData("message-clicked", null, 3, false)]
    [InlineData("message-clicked", null, 11, true)]
    [InlineData("message-clicked", "human", 3, true)]
    [InlineData("message-clicked", "machine", 600, false)]
    [InlineData("message-clicked", "unknown", 600, true)]
    [InlineData("message-opened", "unknown", 3, true)]
    [InlineData("message-opened", "machine", 600, false)]
    public async Task A_click_counts_as_an_opening_unless_a_machine_clicked(string name, string? evidence, int seconds, bool counts)
    {
        await using var journey = await StartAsync(Customer.Opened("mail"));
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromSeconds(seconds));

        await journey.HappenAsync(await SignAsync(journey, name, evidence));
        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        (await journey.CountAsync(JourneyMeasures.Opened)).Should().Be(counts ? 1 : 0);
        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be(counts ? "ended as saw-it" : "at rest");
    }

    [Fact]
    public async Task A_click_proves_a_person_and_an_opening_does_not()
    {
        await using var journey = await StartAsync(new OpenedCondition("mail", humanOnly: true));
        await journey.EnrollAsync(Some.Customer());
        await journey.EnrollAsync(Some.Customer("bob"));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(5));
        await journey.HappenAsync(await SignAsync(journey, "message-clicked", null));
        await journey.HappenAsync(await SignAsync(journey, "message-opened", null, new CustomerId("bob")));

        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("ended as saw-it");
        (await journey.WhereIsAsync(new CustomerId("bob"))).Should().Be("at rest");
    }

    [Fact]
    public async Task An_opening_and_a_click_are_one_opening_and_a_scanners_click_does_not_replace_a_persons()
    {
        await using var journey = await StartAsync(Customer.Opened("mail"));
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromSeconds(1));
        await journey.HappenAsync(await SignAsync(journey, "message-clicked", null));
        (await journey.CountAsync(JourneyMeasures.Opened)).Should().Be(0);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(5));

        foreach (var name in (string[])["message-clicked", "message-opened", "message-clicked"])
        {
            await journey.HappenAsync(await SignAsync(journey, name, null));
            await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        }

        (await journey.CountAsync(JourneyMeasures.Opened)).Should().Be(1);
    }

    [Theory]
    [InlineData(3, 3600, null, null, true)]
    [InlineData(3, 3600, "https://a.example", "https://a.example", true)]
    [InlineData(3, 4, "https://a.example", "https://b.example", false)]
    [InlineData(240, 241, "https://a.example", "https://b.example", false)]
    [InlineData(240, 241, "https://a.example", "https://a.example", true)]
    [InlineData(3, 5, null, null, false)]
    public async Task A_scanners_click_that_a_provider_reports_hides_no_click_of_a_person(
        int first, int second, string? firstLink, string? secondLink, bool isHuman)
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("mail", template: "mail").Wait("rest", Days(1))
                .ExitIf("saw-it", new OpenedCondition("mail", humanOnly: true)).Wait("more", Days(90)),
            harness => harness.Configure = retention => retention.Configure(options => options.Privacy.Key = "a key that nobody guesses"));
        await journey.EnrollAsync(Some.Customer());
        var sentAt = journey.Messages[0].SentAt;
        await journey.AdvanceAsync(TimeSpan.FromHours(2));

        await journey.Client.ReportAsync([Click(first, firstLink), Click(second, secondLink)], TestContext.Current.CancellationToken);
        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be(isHuman ? "ended as saw-it" : "at more");

        DeliveryReport Click(int seconds, string? link) => new()
        {
            Channel = Channel.Email,
            Status = DeliveryReportStatus.Clicked,
            OccurredAt = sentAt.AddSeconds(seconds),
            Token = journey.Messages[0].ReportToken,
            Link = link,
        };
    }

    private static async Task<CustomerEvent> SignAsync(JourneyHarness journey, string name, string? evidence, CustomerId? customer = null)
    {
        var message = await journey.MessageAsync("mail", customer);
        return new CustomerEvent
        {
            Id = $"{name}-{journey.Time.GetUtcNow().Ticks}",
            Customer = message.Customer,
            Name = new EventName(name),
            OccurredAt = journey.Time.GetUtcNow(),
            Properties = new PropertyBag(
            [
                new("enrollment", message.Enrollment.ToString()), new("step", "mail"), new("message", message.Id.ToString()),
                new("channel", "email"),
                .. evidence is null ? [] : (KeyValuePair<string, PropertyValue>[])[new("evidence", evidence)],
            ]),
        };
    }

    private static Task<JourneyHarness> StartAsync(Condition opened) =>
        Journeys.StartAsync(
            steps => steps.SendEmail("mail", template: "mail").Wait("think", Days(1)).ExitIf("saw-it", opened).Wait("rest", Days(9)));
}
