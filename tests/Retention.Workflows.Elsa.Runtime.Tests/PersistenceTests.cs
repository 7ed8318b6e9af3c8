using Elsa.Extensions;
using Elsa.Features.Services;
using Elsa.Workflows;
using Retention.Workflows.Hosting;
using Retention.Workflows.PostgreSql;
using Retention.Workflows.Replay;

namespace Retention.Workflows.Elsa.Runtime.Tests;

/// <summary>The same with Elsa's and our data in databases: waiting workflows survive a restart.</summary>
public sealed class PersistenceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task On_SQLite() =>
        RunAsync(elsa => elsa.UseSqlite($"Data Source={_folder.PathOf("elsa.db")};Cache=Shared"),
            retention => retention.Store.UseSqlite(_folder.PathOf("journeys.db")));

    [Fact]
    public async Task On_PostgreSQL()
    {
        if (PostgreSqlServer.WhyNot is { } reason)
            Assert.Skip(reason);
        using var server = PostgreSqlServer.Create();
        var connection = server.ConnectionString();
        await RunAsync(
            elsa => elsa.UsePostgreSql(connection),
            retention => retention.Store.UsePostgreSql(connection, options => options.Clock = PostgreSqlClock.Host));
    }

    /// <summary>
    /// Events start and end workflows; a wait spans a restart. One process dies before Elsa has stored a step, another one half-way.
    /// </summary>
    private static async Task RunAsync(Action<IModule> persistence, Action<RetentionBuilder> store)
    {
        var (time, email) = (new ManualTime(ElsaTestHost.Start), new Testing.RecordingChannel(Channel.Email));
        Task<ElsaTestHost> StartAsync() => ElsaTestHost.StartAsync(
            elsa =>
            {
                persistence(elsa);
                elsa.AddWorkflow<CartWinBack>();
            },
            store,
            journeys =>
                journeys.Journey(CartWinBack.Id, journey => journey.ExitOn("complained", new EventPattern(new EventName("complaint")))),
            time,
            email);

        await using (var world = await StartAsync())
        {
            await world.AddAsync("ada", "bob", "eve");
            await world.HappenAsync("ada", "cart-left", "1", new("cart", "c1"), new("size", 3));
            world.Crashes.Before = _ => true;
            await world.HappenAsync("bob", "cart-left", "2", new("cart", "c2"), new("size", 3));
            world.Crashes.Before = _ => false;
            await world.HappenAsync("eve", "cart-left", "3", new("cart", "c3"), new("size", 3));
            await world.HappenAsync("ada", "cart-left", "1", new("cart", "c1"), new("size", 3));
            (await world.InstancesAsync()).Should().HaveCount(2);
        }

        await using (var world = await StartAsync())
        {
            await world.AdvanceAsync(TimeSpan.FromDays(1));
            (await world.InstancesAsync()).Should().HaveCount(2, "bob still waits, and his workflow starts anew when it is due").And
                .OnlyContain(instance => instance.SubStatus == WorkflowSubStatus.Suspended);
            await world.HappenAsync("eve", "complaint", "4");
            world.Crashes.Between = _ => true;
            await world.AdvanceAsync(TimeSpan.FromDays(9).Add(TimeSpan.FromSeconds(30)));
        }

        await using (var world = await StartAsync())
        {
            await world.AdvanceAsync(TimeSpan.FromDays(1));
            world.Sent.Should().Equal("offer to ada", "offer to bob", "offer to eve", "voucher-mail to ada", "voucher-mail to bob");
            (await world.InstancesAsync()).Should().HaveCount(3).And
                .OnlyContain(instance => instance.SubStatus == WorkflowSubStatus.Finished);
            (await world.EnrollmentsOfAsync("ada")).Single().Status.Should().Be(EnrollmentStatus.Completed);
            (await world.EnrollmentsOfAsync("eve")).Single().Status.Should().Be(EnrollmentStatus.Exited);
            (await world.Client.ReadCustomerAsync(new CustomerId("ada"), ElsaTestHost.Token)).Vouchers.Should().ContainSingle();
        }
    }
}
