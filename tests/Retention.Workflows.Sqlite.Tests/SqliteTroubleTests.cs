using System.Diagnostics;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite.Tests;

/// <summary>
/// External faults: a locked file, a full disk, a damaged file. Nothing is half done, and work continues once the cause is gone.
/// </summary>
public sealed class SqliteTroubleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_locked_for_too_long_is_an_error_and_works_again_afterwards()
    {
        var path = _folder.PathOf("locked.db");
        await using var store = await Db.OpenAsync(path);
        using var other = Db.Other(path);
        Db.Run(other, "BEGIN IMMEDIATE");

        (await store.TryBeginAsync(0, Db.Token)).Should().BeNull();
        var refusal = await Db.ShouldRefuse(() => Db.SaveAsync(store, "ada"));
        refusal.Message.Should().Contain(path).And.Contain("locked by another process");
        await Db.ShouldRefuse(() => store.Catalog.TryAddModelAsync(
            new Storage.StoredRfmModel { Version = 1, AsOf = new DateOnly(2026, 3, 1), Model = "{}" }, Db.Token));
        (await store.Catalog.ReadModelsAsync(Db.Token)).Should().BeEmpty();

        Db.Run(other, "ROLLBACK");
        await Db.SaveAsync(store, "bob");
        (await Db.CountAsync(store)).Should().Be(1);
    }

    [Fact]
    public async Task The_store_waits_for_a_file_that_another_process_locks_briefly()
    {
        var path = _folder.PathOf("busy.db");
        await using var store = await Db.OpenAsync(path, options => options.BusyTimeout = TimeSpan.FromSeconds(60));
        using var other = Db.Other(path);
        Db.Run(other, "BEGIN IMMEDIATE");
        var waiting = Db.SaveAsync(store, "ada");
        waiting.IsCompleted.Should().BeFalse();
        Db.Run(other, "COMMIT");

        await waiting;
        (await Db.CountAsync(store)).Should().Be(1);
    }

    [Fact]
    public async Task A_file_that_another_process_reads_can_be_written()
    {
        var path = _folder.PathOf("read.db");
        await using var store = await Db.OpenAsync(path);
        using var other = Db.Other(path);
        Db.Run(other, "BEGIN; SELECT count(*) FROM customers");
        await Db.SaveAsync(store, "ada");

        (await Db.CountAsync(store)).Should().Be(1);
        Db.Run(other, "SELECT count(*) FROM customers").Should().Be(0L, "a reader sees the state of its beginning");
    }

    [Fact]
    public async Task A_file_at_its_limit_is_an_error_and_work_continues_with_a_higher_limit()
    {
        var path = _folder.PathOf("limit.db");
        int kept;
        await using (var store = await Db.OpenAsync(path, options => options.MaxMegabytes = 1))
        {
            kept = await FillAsync(store, path);
            (await Db.CountAsync(store)).Should().Be(kept, "the same store still reads");
        }

        await using var larger = await Db.OpenAsync(path, options => options.MaxMegabytes = 2);
        (await Db.CountAsync(larger)).Should().Be(kept);
        await Db.SaveAsync(larger, "one more");
        (await Db.CountAsync(larger)).Should().Be(kept + 1);
        ShouldBeSound(path);
    }

    [Fact]
    public async Task A_full_disk_is_an_error_and_work_continues_when_there_is_space_again()
    {
        var disk = _folder.PathOf("disk");
        Directory.CreateDirectory(disk);
        if (!Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk))
            Assert.Skip("A small disk cannot be mounted here: that takes a Linux machine and its administrator.");
        try
        {
            var path = Path.Combine(disk, "full.db");
            await using (var store = await Db.OpenAsync(path))
            {
                var kept = await FillAsync(store, path);
                Run("mount", "-o", "remount,size=4m", disk).Should().BeTrue();
                await Db.SaveAsync(store, "one more");
                (await Db.CountAsync(store)).Should().Be(kept + 1, "nothing of what failed is there, and all of what did not");
            }

            ShouldBeSound(path);
        }
        finally
        {
            Run("umount", disk).Should().BeTrue();
        }
    }

    [Fact]
    public async Task A_crash_during_a_checkpoint_does_no_damage()
    {
        var path = _folder.PathOf("live.db");
        var crashed = _folder.PathOf("crashed.db");
        await using (var store = await Db.OpenAsync(path))
        {
            await Db.SaveAsync(store, [.. Enumerable.Range(0, 500).Select(number => $"c-{number}")]);
            foreach (var suffix in (string[])["", "-wal"])
                File.Copy(path + suffix, crashed + suffix);
        }

        // Only the first page was written to the file, and it refers to pages that were not.
        var first = new byte[4_096];
        await using (var whole = File.OpenRead(path))
            await whole.ReadExactlyAsync(first, Db.Token);
        await using (var half = new FileStream(crashed, FileMode.Open))
        {
            half.Length.Should().BeLessThan(new FileInfo(path).Length);
            await half.WriteAsync(first, Db.Token);
        }

        await using var again = await Db.OpenAsync(crashed);
        (await Db.CountAsync(again)).Should().Be(500);
    }

    [Fact]
    public async Task A_damaged_file_is_reported_as_such()
    {
        var path = _folder.PathOf("damaged.db");
        await using (var store = await Db.OpenAsync(path))
            await Db.SaveAsync(store, [.. Enumerable.Range(0, 500).Select(number => $"c-{number}")]);
        await using (var file = new FileStream(path, FileMode.Open))
        {
            file.Position = 40 * 4_096;
            await file.WriteAsync(Enumerable.Repeat((byte)0xAA, (int)(file.Length - file.Position)).ToArray(), Db.Token);
        }

        await using var damaged = Db.Store(path);
        await damaged.InitializeAsync(Db.Token);
        for (var again = 0; again < 2; again++)
        {
            var refusal = await Db.ShouldRefuse(() => Db.CountAsync(damaged));
            refusal.Message.Should().Contain(path).And.Contain("damaged");
        }
    }

    [Fact]
    public async Task A_text_that_cannot_be_stored_is_refused_with_its_whole_transaction()
    {
        await using var store = await Db.OpenAsync(_folder.PathOf("text.db"));
        await using (var transaction = await store.BeginAsync(0, Db.Token))
        {
            await transaction.Customers.SaveAsync([new Customer { Id = new CustomerId("ada") }], Db.Token);
            await FluentActions.Awaiting(
                () => transaction.Customers.SaveAsync([new Customer { Id = new CustomerId("half a pair: \ud83d") }], Db.Token))
                .Should().ThrowAsync<ArgumentException>().WithMessage("*surrogate*");
            await FluentActions.Awaiting(() => transaction.CommitAsync(Db.Token)).Should().ThrowAsync<InvalidOperationException>();
        }

        (await Db.CountAsync(store)).Should().Be(0);
    }

    private static async Task<int> FillAsync(SqliteRetentionStore store, string path)
    {
        var kept = 0;
        for (var batch = 0; batch < 1_000; batch++)
        {
            try
            {
                await Db.SaveAsync(store, [.. Enumerable.Range(0, 100).Select(number => $"c-{batch}-{number}")]);
                kept += 100;
            }
            catch (Storage.RetentionStoreException exception)
            {
                exception.Message.Should().Contain(path).And.Contain("no space left");
                kept.Should().BePositive();
                return kept;
            }
        }

        throw new InvalidOperationException("It never became full.");
    }

    private static void ShouldBeSound(string path)
    {
        using var other = Db.Other(path);
        Db.Run(other, "PRAGMA integrity_check").Should().Be("ok");
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
