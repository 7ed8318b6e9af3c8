using Hangfire;
using Hangfire.PostgreSql;

namespace Retention.Workflows.Peers;

/// <summary>
/// Hangfire with its PostgreSQL storage. More workers than the default (docs.hangfire.io/en/latest/background-processing/
/// configuring-degree-of-parallelism.html), and short polling: 0.2 seconds for new jobs, a second for scheduled ones.
/// </summary>
internal sealed class HangfirePeer : Peer
{
    private BackgroundJobServer? _server;
    private BackgroundJobClient _client = null!;

    internal override string Name => "Hangfire, a job for each customer";

    internal override double Share => 0.05;

    internal override int SurelyASecond => 40;

    private protected override string WaitingSql => "SELECT count(*) FROM hangfire.set WHERE key = 'schedule'";

    private protected override Task StartAsync()
    {
        var storage = new PostgreSqlStorage(new Hangfire.PostgreSql.Factories.NpgsqlConnectionFactory(
            Database.Connection + ";Max Auto Prepare=50", Options), Options);
        _client = new BackgroundJobClient(storage);
        HangfireJobs.Use(Database, _client);
        _server = new BackgroundJobServer(
            new BackgroundJobServerOptions { WorkerCount = 20, SchedulePollingInterval = TimeSpan.FromSeconds(1) }, storage);
        return Task.CompletedTask;
    }

    internal override Task EnrollAsync(Customers customers, DateTimeOffset resume) => Task.Run(() => Parallel.ForEach(
        customers.Numbers, new ParallelOptions { MaxDegreeOfParallelism = 16 },
        number => _client.Enqueue(() => HangfireJobs.OfferAsync(Customers.Id(number), resume))));

    public override ValueTask DisposeAsync()
    {
        _server?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static PostgreSqlStorageOptions Options { get; } = new()
    {
        QueuePollInterval = TimeSpan.FromMilliseconds(200),
    };
}
