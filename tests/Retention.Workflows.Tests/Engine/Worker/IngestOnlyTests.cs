using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Worker;

public sealed class IngestOnlyTests
{
    [Fact]
    public async Task A_process_that_only_ingests_events_still_counts_goals_of_stored_journeys()
    {
        var store = new InMemoryRetentionStore(1);
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("hello", template: "hello"),
            options => options.Configure = retention => retention.Store.Use(_ => store),
            builder =>
            {
                builder.Enroll.ByHand();
                builder.Goal.On(EventNames.Purchase).Within(Days(30));
            });
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromDays(1));
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(journey.Time);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddRetentionWorkflows(retention => retention.Store.Use(_ => store));
        await using var ingest = services.BuildServiceProvider();

        await ingest.GetRequiredService<IRetentionClient>()
            .AppendEventsAsync([Some.Purchase(Journeys.Ada, journey.Time.GetUtcNow())], TestContext.Current.CancellationToken);

        (await journey.CountAsync(JourneyMeasures.Converted)).Should().Be(1);
    }
}
