using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Tests.Engine.Steps;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Exits;

/// <summary>An event ends, wakes and counts enrollments although the process that takes it does not know their version.</summary>
public sealed class UnknownVersionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("returned", "ended as returned")]
    [InlineData("complained", "ended as unhappy")]
    [InlineData("called-us", "ended as completed")]
    [InlineData("page-viewed", "at think")]
    public async Task A_version_whose_step_kinds_this_process_lacks(string @event, string end)
    {
        var store = new InMemoryRetentionStore(partitions: 1);
        await using var worker = await WorkerAsync(store, journey =>
        {
            journey.ExitOn("returned", "returned").ExitOn("unhappy", "complained", Customer.Had("complained").AtLeast(1));
            journey.Goal.On("called-us").Within(Days(10));
            journey.Steps.WaitFor("think", "called-us", Days(3))
                .Add(new PrintCatalogueStep { Name = "catalogue", Edition = "spring" });
        });
        await worker.EnrollAsync(Some.Customer());
        await using var ingest = await IngestAsync(store);
        await worker.AdvanceAsync(TimeSpan.FromHours(1));

        var answer = await ingest.Client.AppendEventsAsync([Occurred("e", @event, worker.Time.GetUtcNow())], Token);
        await worker.AdvanceAsync(TimeSpan.FromSeconds(1));

        answer.Single().Outcome.Should().Be(EventOutcome.Stored);
        (await worker.WhereIsAsync(Journeys.Ada)).Should().Be(end);
        (await worker.CountAsync(JourneyMeasures.Converted)).Should().Be(@event == "called-us" ? 1 : 0);
    }

    [Fact]
    public async Task A_message_that_waits_does_not_leave_before_a_process_decided_that_knows_the_version()
    {
        var store = new InMemoryRetentionStore(partitions: 1);
        await using (var worker = await WorkerAsync(store, journey =>
        {
            journey.ExitOn("returned", "returned");
            journey.Steps.Wait("think", Hours(2)).SendEmail("offer", "mail")
                .Add(new PrintCatalogueStep { Name = "catalogue", Edition = "spring" });
        }))
            await worker.EnrollAsync(Some.Customer());
        await using var ingest = await IngestAsync(store, TimeSpan.FromHours(1));
        await ingest.Client.AppendEventsAsync([Occurred("e", "returned", ingest.Time.GetUtcNow())], Token);
        await ingest.AdvanceAsync(TimeSpan.FromHours(5));

        await using var again = await WorkerAsync(store, journey =>
        {
            journey.ExitOn("returned", "returned");
            journey.Steps.Wait("think", Hours(2)).SendEmail("offer", "mail")
                .Add(new PrintCatalogueStep { Name = "catalogue", Edition = "spring" });
        }, TimeSpan.FromHours(6));
        await again.AdvanceAsync(TimeSpan.FromHours(2));

        again.Sent.Should().BeEmpty();
        (await again.WhereIsAsync(Journeys.Ada)).Should().Be("ended as returned");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(59)]
    public async Task A_version_that_was_published_after_this_process_read_the_catalogue(int seconds)
    {
        var store = new InMemoryRetentionStore(partitions: 1);
        await using var ingest = await IngestAsync(store);
        await ingest.Client.AppendEventsAsync([Occurred("e", "page-viewed", ingest.Time.GetUtcNow())], Token);
        await using var worker = await WorkerAsync(store, journey =>
        {
            journey.ExitOn("returned", "returned");
            journey.Steps.Wait("think", Days(2)).SendEmail("offer", "mail");
        });
        await worker.EnrollAsync(Some.Customer());
        await worker.AdvanceAsync(TimeSpan.FromSeconds(seconds));
        await ingest.AdvanceAsync(TimeSpan.FromSeconds(seconds));

        await ingest.Client.AppendEventsAsync([Occurred("e-2", "returned", worker.Time.GetUtcNow().AddMilliseconds(1))], Token);

        await worker.AdvanceAsync(TimeSpan.FromSeconds(1));
        (await worker.WhereIsAsync(Journeys.Ada)).Should().Be("ended as returned");
    }

    private static CustomerEvent Occurred(string id, string name, DateTimeOffset at) =>
        new() { Id = id, Customer = Journeys.Ada, Name = new EventName(name), OccurredAt = at };

    private static Task<JourneyHarness> WorkerAsync(IRetentionStore store, Action<JourneyBuilder> journey, TimeSpan start = default) =>
        JourneyHarness.StartAsync(
            JourneyDefinition.Build(new JourneyName("under-test"), journey, types: StepTypes.BuiltIn.With(new PrintCatalogueStepType())), harness =>
            {
                harness.CancellationToken = Token;
                harness.Start += start;
                harness.Configure = retention =>
                {
                    retention.Store.Use(_ => store);
                    retention.Steps.Add<PrintCatalogueStep, PrintCatalogueStepType, PrintCatalogueHandler>();
                };
            });

    /// <summary>A host with another journey and without the step kind.</summary>
    private static Task<JourneyHarness> IngestAsync(IRetentionStore store, TimeSpan start = default) =>
        JourneyHarness.StartAsync(
            JourneyDefinition.Build(new JourneyName("other"), journey => journey.Steps.SendEmail("other", "mail")), harness =>
            {
                harness.CancellationToken = Token;
                harness.Start += start;
                harness.Configure = retention => retention.Store.Use(_ => store);
            });
}
