using Hangfire;

namespace Retention.Workflows.Peers;

/// <summary>The jobs. Public and static, because Hangfire stores and calls them by name.</summary>
public static class HangfireJobs
{
    private static PeerDatabase? _database;
    private static BackgroundJobClient? _client;

    /// <summary>Sends the offer, and schedules what follows the wait.</summary>
    public static async Task OfferAsync(string customer, DateTimeOffset resume)
    {
        await _database!.OfferAsync(customer);
        _client!.Schedule(() => DecideAsync(customer), resume);
    }

    /// <summary>Asks, issues the voucher, sends and ends.</summary>
    public static Task DecideAsync(string customer) => _database!.DecideAsync(customer);

    internal static void Use(PeerDatabase database, BackgroundJobClient client) => (_database, _client) = (database, client);
}
