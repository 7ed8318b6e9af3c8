using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Engine.Ingestion;

/// <summary>Ingested events have the same effect on every store; each store runs this trial.</summary>
internal static class IntakeTrial
{
    private static readonly CustomerId Ada = new("ada");
    private static readonly EventName Visited = new("visited");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static async Task RunAsync(Func<IRetentionStore> open)
    {
        var definition = JourneyDefinition.Build(new JourneyName("under-test"), journey =>
        {
            journey.Enroll.On(Visited).ReEntry(ReEntry.Always);
            journey.Steps.Send("nudge", Channel.WhatsApp, template: "nudge", options: send => send.FallbackTo(Channel.Sms, "nudge"))
                .Wait("think", Period.Days(3));
        });
        await using var journey = await JourneyHarness.StartAsync(definition, harness =>
        {
            harness.CancellationToken = Token;
            harness.Configure = retention =>
            {
                retention.Store.Use(_ => open());
                retention.Configure(options =>
                {
                    options.Privacy.Key = "a key that nobody guesses";
                    options.FrequencyCaps.Add(new FrequencyCap { Max = 1, Period = Period.Days(7) });
                });
            };
        });
        var now = journey.Time.GetUtcNow();
        var visit = new CustomerEvent { Id = "v1", Customer = Ada, Name = Visited, OccurredAt = now };

        (await OutcomesAsync(journey, visit, visit, visit with { OccurredAt = now.AddSeconds(-1) }, visit with { Id = "a\0b" },
            visit with { Id = "rw:1" }, visit with { Id = "half", Properties = new PropertyBag([new("note", "\ud83d")]) })).Should()
            .Equal(EventOutcome.Stored, EventOutcome.Duplicate, EventOutcome.Conflict, EventOutcome.Refused, EventOutcome.Refused,
                EventOutcome.Refused);
        (await journey.Client.AppendAsync(EventBatch.Of([.. Enumerable.Range(0, 40).Select(number => visit with { Id = "all",
            Customer = new CustomerId($"c{number}") }), visit with { OccurredAt = now.AddDays(-1) }]) with { AllOrNothing = true }, Token))
            .Select(answer => answer.Outcome).Should().Equal([.. Enumerable.Repeat(EventOutcome.RolledBack, 40), EventOutcome.Conflict]);
        (await journey.WhereIsAsync(Ada)).Should().Be("not enrolled");

        (await journey.Client.SaveCustomersAsync([Some.Customer(), Some.Customer("bob") with { FirstName = "B\0b" }], Token))
            .Select(answer => answer.Outcome).Should().Equal(CustomerOutcome.Stored, CustomerOutcome.Refused);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        journey.Sent.Should().Equal("nudge by whatsapp");

        var report = new DeliveryReport { Channel = Channel.WhatsApp, Status = DeliveryReportStatus.Failed,
            OccurredAt = journey.Time.GetUtcNow(), Token = journey.Messages.Single().ReportToken, Reason = "whatsapp-131026",
            Bounce = BounceClass.Hard };
        (await journey.Client.ReportAsync([report, report, report with { Token = "no.token" }], Token)).Should()
            .Equal(ReportOutcome.Recorded, ReportOutcome.Repeated, ReportOutcome.Unmatched);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        journey.Sent.Should().Equal("nudge by whatsapp", "nudge by sms");
        (await journey.Privacy.UnsuppressAsync(Ada, Channel.WhatsApp, cancellationToken: Token)).Should()
            .BeTrue("the bounce suppressed the address");

        (await journey.Privacy.EraseAsync(Ada, Token)).Messages.Should().Be(2);
        (await OutcomesAsync(journey, visit, visit with { Id = "v2" })).Should().Equal(EventOutcome.Erased, EventOutcome.Erased);
        (await journey.Client.SaveCustomersAsync([Some.Customer()], Token)).Single().Outcome.Should().Be(CustomerOutcome.Erased);
        (await journey.Client.ReportAsync([report], Token)).Should().Equal(ReportOutcome.Suppressed);
        (await journey.Client.ReadCustomerAsync(Ada, Token)).Should()
            .Match<CustomerRecord>(record => record.Customer == null && record.Enrollments.Count == 0);
        (await journey.Privacy.ReadmitAsync(Ada, Token)).Should().BeTrue();
        (await OutcomesAsync(journey, visit)).Should().Equal(EventOutcome.Stored);
    }

    private static async Task<IEnumerable<EventOutcome>> OutcomesAsync(JourneyHarness journey, params CustomerEvent[] events) =>
        (await journey.Client.AppendEventsAsync(events, Token)).Select(answer => answer.Outcome);
}
