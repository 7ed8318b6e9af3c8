using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Tests;

/// <summary>Short helpers to write, to read and to assert a refusal.</summary>
internal static class Db
{
    internal static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static async Task SaveAsync(IRetentionStore store, params string[] customers)
    {
        await using var transaction = await store.BeginAsync(0, Token);
        await transaction.Customers.SaveAsync([.. customers.Select(id => new Customer { Id = new CustomerId(id) })], Token);
        await transaction.CommitAsync(Token);
    }

    internal static async Task<IReadOnlyList<string>> ReadAsync(IRetentionStore store)
    {
        await using var transaction = await store.BeginAsync(0, Token);
        return [.. (await transaction.Customers.ReadIdsAsync(null, 1_000_000, Token)).Select(id => id.Value)];
    }

    internal static async Task AddMessageAsync(IRetentionStore store, long number, long worker)
    {
        await using var transaction = await store.BeginAsync(0, Token);
        await transaction.Outbox.AddAsync(
            [
                new OutboxMessage
                {
                    Id = new MessageId(0, number),
                    Enrollment = new EnrollmentId(0, 1),
                    Journey = new JourneyName("churn"),
                    Version = 1,
                    Step = "offer",
                    Customer = new CustomerId("ada"),
                    Channel = Channel.Email,
                    QueuedAt = DateTimeOffset.UnixEpoch,
                    Status = MessageStatus.Dispatching,
                    Worker = worker,
                },
            ],
            Token);
        await transaction.CommitAsync(Token);
    }

    internal static async Task<long[]> AbandonedAsync(IRetentionStore store)
    {
        await using var transaction = await store.BeginAsync(0, Token);
        return [.. (await transaction.Outbox.ReadAbandonedAsync(10, Token)).Select(message => message.Id.Number)];
    }

    internal static Task<RetentionStoreException> ShouldRefuse(Func<Task> act) => Assert.ThrowsAsync<RetentionStoreException>(act);
}
