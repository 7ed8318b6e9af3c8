using System.Diagnostics;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite.Tests;

/// <summary>Workers run in one process at a time. The other process is the tool flock(1), which takes the same kind of lock.</summary>
public sealed class SqliteWorkerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_process_is_refused_and_the_error_names_the_first()
    {
        var path = _folder.PathOf("shared.db");
        await using var store = await Db.OpenAsync(path);
        using (var other = Db.Other(path))
            Db.Run(other, "INSERT INTO workers (worker, process, machine) VALUES (77, 4711, 'shop-server')");
        using (await HoldAsync(path))
        {
            var refusal = await Db.ShouldRefuse(() => store.RegisterWorkerAsync(Db.Token));
            refusal.Message.Should().Contain("process 4711 on 'shop-server'").And.Contain("Stop that process first");
            await Db.SaveAsync(store, "ada");
        }

        await using var worker = await store.RegisterWorkerAsync(Db.Token);
        worker.Worker.Should().BePositive();
        (await Db.CountAsync(store)).Should().Be(1, "who has no worker may still write");
    }

    [Fact]
    public async Task Messages_of_another_process_worker_are_abandoned_only_when_it_dies()
    {
        var path = _folder.PathOf("shared.db");
        await using var store = await Db.OpenAsync(path);
        using (var other = Db.Other(path))
            Db.Run(other, "INSERT INTO workers (worker, process, machine) VALUES (77, 4711, 'shop-server')");
        await using (var transaction = await store.BeginAsync(0, Db.Token))
        {
            await transaction.Outbox.AddAsync([Message(1, worker: 77), Message(2, worker: 76)], Db.Token);
            await transaction.CommitAsync(Db.Token);
        }

        using (await HoldAsync(path))
            (await AbandonedAsync(store)).Should().Equal(2L);
        (await AbandonedAsync(store)).Should().Equal(1L, 2L);
    }

    [Fact]
    public async Task Stores_of_one_process_share_the_lock_and_their_workers()
    {
        var path = _folder.PathOf("shared.db");
        await using var one = await Db.OpenAsync(path);
        await using var two = await Db.OpenAsync(path);
        var first = await one.RegisterWorkerAsync(Db.Token);
        await using var second = await two.RegisterWorkerAsync(Db.Token);
        second.Worker.Should().NotBe(first.Worker);
        await using (var transaction = await one.BeginAsync(0, Db.Token))
        {
            await transaction.Outbox.AddAsync([Message(1, first.Worker), Message(2, second.Worker)], Db.Token);
            await transaction.CommitAsync(Db.Token);
        }

        (await AbandonedAsync(two)).Should().BeEmpty();
        await first.DisposeAsync();
        await first.DisposeAsync();
        (await AbandonedAsync(two)).Should().Equal(1L);
        (await HoldsAsync(path)).Should().BeFalse("the second worker still has the lock");
    }

    private static OutboxMessage Message(long number, long worker) => new()
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
    };

    private static async Task<long[]> AbandonedAsync(SqliteRetentionStore store)
    {
        await using var transaction = await store.BeginAsync(0, Db.Token);
        return [.. (await transaction.Outbox.ReadAbandonedAsync(10, Db.Token)).Select(message => message.Id.Number)];
    }

    private static async Task<bool> HoldsAsync(string path)
    {
        using var holder = Flock(path, "echo held");
        return await holder.StandardOutput.ReadLineAsync(Db.Token) == "held";
    }

    private static async Task<Killed> HoldAsync(string path)
    {
        var holder = Flock(path, "echo held; exec sleep 600");
        (await holder.StandardOutput.ReadLineAsync(Db.Token)).Should().Be("held");
        return new Killed(holder);
    }

    private static Process Flock(string path, string command)
    {
        try
        {
            // With -o only flock holds the lock, so killing flock releases it.
            return Process.Start(
                new ProcessStartInfo("flock", ["-n", "-o", path + ".worker", "sh", "-c", command]) { RedirectStandardOutput = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no flock(1) to play the other process.");
            throw;
        }
    }

    private sealed class Killed(Process process) : IDisposable
    {
        public void Dispose()
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }
    }
}
