using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite.Tests;

/// <summary>The database file is deleted, moved, replaced or made read-only under a running store.</summary>
public sealed class SqliteLostFileTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("delete", false)]
    [InlineData("delete", true)]
    [InlineData("move", false)]
    [InlineData("replace", false)]
    [InlineData("replace", true)]
    [InlineData("rename-over", false)]
    public async Task A_lost_file_is_noticed_before_anything_is_answered(string loss, bool hasReader)
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("store.db");
        await using var store = await Db.OpenAsync(path, options => options.Partitions = 1);
        await AppendAsync(store, "one");
        if (hasReader)
            await store.ReadDueWorkAsync(Db.Token);

        switch (loss)
        {
            case "delete":
                File.Delete(path);
                break;
            case "move":
                File.Move(path, path + ".old");
                break;
            case "rename-over":
                await (await Db.OpenAsync(path + ".other")).DisposeAsync();
                File.Move(path + ".other", path, overwrite: true);
                break;
            default:
                File.Copy(path, path + ".copy");
                File.Delete(path);
                File.Move(path + ".copy", path);
                break;
        }

        for (var times = 0; times < 2; times++)
        {
            (await FluentActions.Awaiting(() => AppendAsync(store, $"lost-{times}")).Should().ThrowAsync<RetentionStoreException>())
                .WithMessage("*deleted, moved or replaced*");
            (await FluentActions.Awaiting(() => store.ReadDueWorkAsync(Db.Token)).Should().ThrowAsync<RetentionStoreException>())
                .WithMessage("*deleted, moved or replaced*");
        }

        if (loss is "delete" or "move")
            File.Exists(path).Should().BeFalse("no empty store takes its place");
    }

    [Fact]
    public async Task A_file_that_is_put_back_works_again()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("store.db");
        await using var store = await Db.OpenAsync(path, options => options.Partitions = 1);
        File.Move(path, path + ".away");
        await FluentActions.Awaiting(() => AppendAsync(store, "lost")).Should().ThrowAsync<RetentionStoreException>();

        File.Move(path + ".away", path);

        await AppendAsync(store, "found");
        await store.ReadDueWorkAsync(Db.Token);
    }

    /// <summary>Root may write every file, so that the rights are no obstacle; then there is nothing to test.</summary>
    [Theory]
    [InlineData("reader-before")]
    [InlineData("reader-while")]
    [InlineData("both")]
    [InlineData("none")]
    [InlineData("started-read-only")]
    public async Task A_file_that_was_read_only_for_a_while_is_written_again(string reader)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "The rights of files do not bind this user.");
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("store.db");
        await (await Db.OpenAsync(path, options => options.Partitions = 1)).DisposeAsync();
        await using var store = Db.Store(path, options => options.Partitions = 1);
        if (reader != "started-read-only")
        {
            await store.InitializeAsync(Db.Token);
            await AppendAsync(store, "one");
        }

        if (reader is "reader-before" or "both")
            await store.ReadDueWorkAsync(Db.Token);
        SetRights(path, UnixFileMode.UserRead);
        await FluentActions.Awaiting(async () =>
        {
            await using var other = Db.Store(path);
            await other.InitializeAsync(Db.Token);
            if (reader is "reader-while" or "both")
                await other.ReadDueWorkAsync(Db.Token);
            await AppendAsync(other, "two");
        }).Should().ThrowAsync<RetentionStoreException>();

        SetRights(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        await store.InitializeAsync(Db.Token);
        await AppendAsync(store, "three");
        await store.ReadDueWorkAsync(Db.Token);
    }

    private static void SetRights(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
            return;
        foreach (var file in new[] { path, path + "-wal", path + "-shm" }.Where(File.Exists))
            File.SetUnixFileMode(file, mode);
    }

    private static async Task AppendAsync(SqliteRetentionStore store, string id)
    {
        await using var transaction = await store.BeginAsync(0, Db.Token);
        await transaction.Events.AppendAsync(
            [new CustomerEvent { Id = id, Customer = new CustomerId("ada"), Name = "cart-updated", OccurredAt = At }], Db.Token);
        await transaction.CommitAsync(Db.Token);
    }
}
