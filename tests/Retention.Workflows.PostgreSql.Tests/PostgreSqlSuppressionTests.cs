using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Retention.Workflows.Testing;

namespace Retention.Workflows.PostgreSql.Tests;

public sealed class PostgreSqlSuppressionTests(PostgreSqlFixture fixture)
{
    private const int Partitions = 4;

    /// <summary>
    /// Four customers of four partitions share two addresses. The two calls reach the addresses in opposite order, and each writes both
    /// before it commits.
    /// </summary>
    [Fact]
    public async Task Two_calls_that_suppress_the_same_addresses_in_different_orders_do_not_deadlock()
    {
        fixture.SkipWithoutServer();
        var schema = fixture.NewSchema();
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddRetentionWorkflows(retention =>
        {
            retention.Store.Use(_ => fixture.Store(options => (options.Schema, options.Partitions) = (schema, Partitions)));
            retention.Journeys.Add(JourneyDefinition.Build(new JourneyName("short"), journey => journey.Steps.Exit("over")));
        });
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<IRetentionClient>();
        for (var round = 0; round < 60; round++)
        {
            var names = await OneOfEachPartitionAsync(client, round);
            await client.SaveCustomersAsync(
                [With(names[0], round, "x"), With(names[1], round, "y"), With(names[2], round, "y"), With(names[3], round, "x")], Db.Token);

            var answers = await Task.WhenAll(LeaveAsync(client, names[0], names[1]), LeaveAsync(client, names[2], names[3]));

            answers.SelectMany(answer => answer).Should().AllSatisfy(answer => answer.Outcome.Should().Be(EventOutcome.Stored));
        }
    }

    private static Task<IReadOnlyList<AppendEventResult>> LeaveAsync(IRetentionClient client, params string[] names) => Task.Run(
        () => client.AppendAsync(
            EventBatch.Of([.. names.Select(name => new CustomerEvent
                {
                    Id = "gone",
                    Customer = new CustomerId(name),
                    Name = EventNames.Unsubscribed,
                    OccurredAt = new DateTimeOffset(2026, 1, 8, 8, 0, 0, TimeSpan.Zero),
                    Properties = new PropertyBag([new("channel", "email")]),
                })]) with { AllOrNothing = true },
            Db.Token),
        Db.Token);

    /// <summary>One customer of each partition. The id of an enrollment contains its customer's partition.</summary>
    private static async Task<string[]> OneOfEachPartitionAsync(IRetentionClient client, int round)
    {
        var names = new string?[Partitions];
        for (var number = 0; names.Contains(null); number++)
        {
            var name = $"c{round}-{number}";
            var entered = await client.EnrollAsync(new JourneyName("short"), new CustomerId(name), cancellationToken: Db.Token);
            names[entered.Enrollment!.Value.Partition] = name;
        }

        return names!;
    }

    private static Customer With(string name, int round, string address) =>
        Some.Customer(name) with { Addresses = new Dictionary<Channel, string> { [Channel.Email] = $"{address}{round}@example.org" } };
}
