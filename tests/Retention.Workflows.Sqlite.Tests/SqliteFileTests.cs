using System.Security.Cryptography;
using Retention.Workflows.Sqlite.Schema;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite.Tests;

public sealed class SqliteFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_new_file_has_the_approved_schema()
    {
        var path = _folder.PathOf("new.db");
        await using (await Db.OpenAsync(path))
        {
        }

        using var other = Db.Other(path);
        var schema = $"user_version {Db.Run(other, "PRAGMA user_version")}, application_id {Db.Run(other, "PRAGMA application_id")}\n"
            + Db.Run(
                other, "SELECT group_concat(sql, char(10)) FROM (SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC, name)") + "\n";
        Approved.ShouldBe(schema, "schema.txt");
        Db.Run(other, "PRAGMA journal_mode").Should().Be("wal");
    }

    [Fact]
    public async Task A_file_of_a_newer_schema_is_refused_and_both_versions_are_named()
    {
        var path = _folder.PathOf("newer.db");
        await using (var store = await Db.OpenAsync(path))
            await Db.SaveAsync(store, "ada");
        using (var other = Db.Other(path))
            Db.Run(other, "PRAGMA user_version = 42");

        await using (var store = Db.Store(path))
        {
            var refusal = await Db.ShouldRefuse(() => store.InitializeAsync(Db.Token));
            refusal.Message.Should().Contain("42").And.Contain($"up to {SqliteSchema.Version}");
        }

        using (var other = Db.Other(path))
        {
            Db.Run(other, "PRAGMA user_version").Should().Be(42L);
            Db.Run(other, "SELECT count(*) FROM customers").Should().Be(1L);
        }
    }

    [Fact]
    public async Task A_file_that_is_not_a_database_is_refused_and_unchanged()
    {
        var path = _folder.PathOf("letter.txt");
        await File.WriteAllTextAsync(path, string.Concat(Enumerable.Repeat("Dear customer, ", 1_000)), Db.Token);
        await ShouldBeLeftUntouched(path, "not a SQLite database");
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused_and_unchanged()
    {
        var path = _folder.PathOf("shop.db");
        using (var other = Db.Other(path))
            Db.Run(other, "CREATE TABLE customers (id); INSERT INTO customers VALUES ('ada'); PRAGMA application_id = 7;");
        await ShouldBeLeftUntouched(path, "another program");
    }

    [Fact]
    public async Task A_database_of_another_program_with_a_log_file_is_refused_and_unchanged()
    {
        var path = _folder.PathOf("busy-shop.db");
        using var other = Db.Other(path);
        Db.Run(other, "PRAGMA journal_mode = WAL; CREATE TABLE customers (id); INSERT INTO customers VALUES ('ada')");
        await ShouldBeLeftUntouched(path, "another program");
    }

    [Fact]
    public async Task A_missing_folder_is_an_error_that_names_it()
    {
        await using var store = Db.Store(_folder.PathOf("not-there/x.db"));
        var refusal = await Db.ShouldRefuse(() => store.InitializeAsync(Db.Token));
        refusal.Message.Should().Contain("not-there").And.Contain("does not exist");
    }

    [Fact]
    public async Task An_empty_file_becomes_a_database()
    {
        var path = _folder.PathOf("empty.db");
        await File.WriteAllBytesAsync(path, [], Db.Token);
        await using var store = await Db.OpenAsync(path);
        await Db.SaveAsync(store, "ada");
        (await Db.CountAsync(store)).Should().Be(1);
    }

    [Fact]
    public async Task A_file_name_with_special_characters_is_taken_literally()
    {
        var path = _folder.PathOf("a %41?b#c=d&mode=ro 'ž.db");
        await using (var store = await Db.OpenAsync(path))
            await Db.SaveAsync(store, "ada");
        await using var again = await Db.OpenAsync(path);
        (await Db.CountAsync(again)).Should().Be(1);
        File.Exists(path).Should().BeTrue();
    }

    [Fact]
    public async Task Concurrent_creations_of_a_file_give_one_file()
    {
        var path = _folder.PathOf("race.db");
        var stores = Enumerable.Range(0, 6).Select(index => Db.Store(path, options =>
        {
            options.Partitions = index + 1;
            options.BusyTimeout = TimeSpan.FromSeconds(30);
        })).ToArray();
        await Task.WhenAll(stores.Select(store => Task.Run(() => store.InitializeAsync(Db.Token), Db.Token)));

        stores.Select(store => store.PartitionCount).Distinct().Should().ContainSingle();
        await Task.WhenAll(stores.Select((store, index) => Task.Run(() => Db.SaveAsync(store, $"c-{index}"), Db.Token)));
        (await Db.CountAsync(stores[0])).Should().Be(stores.Length);
        foreach (var store in stores)
            await store.DisposeAsync();
    }

    [Fact]
    public async Task A_copy_of_the_files_taken_at_any_moment_holds_every_commit()
    {
        var path = _folder.PathOf("live.db");
        await using var store = await Db.OpenAsync(path);
        await Db.SaveAsync(store, "ada", "bob");
        await using var open = await store.BeginAsync(0, Db.Token);
        await open.Customers.SaveAsync([new Customer { Id = new CustomerId("not committed") }], Db.Token);

        foreach (var suffix in (string[])["", "-wal"])
            File.Copy(path + suffix, _folder.PathOf("copy.db") + suffix);
        await using var copy = await Db.OpenAsync(_folder.PathOf("copy.db"));
        (await Db.CountAsync(copy)).Should().Be(2);
    }

    [Fact]
    public async Task Disposal_writes_the_log_back_and_deletes_it()
    {
        var path = _folder.PathOf("closed.db");
        var store = await Db.OpenAsync(path);
        await Db.SaveAsync(store, "ada");
        File.Exists(path + "-wal").Should().BeTrue();
        await store.DisposeAsync();
        await store.DisposeAsync();

        File.Exists(path + "-wal").Should().BeFalse();
        await FluentActions.Awaiting(() => store.BeginAsync(0, Db.Token)).Should().ThrowAsync<ObjectDisposedException>();
        await FluentActions.Awaiting(() => store.Catalog.ReadModelsAsync(Db.Token)).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task A_store_that_was_not_initialized_throws_with_that_reason()
    {
        await using var store = Db.Store(_folder.PathOf("new.db"));
        FluentActions.Invoking(() => store.PartitionCount).Should().Throw<InvalidOperationException>().WithMessage("*InitializeAsync*");
        await FluentActions.Awaiting(() => store.BeginAsync(0, Db.Token)).Should().ThrowAsync<InvalidOperationException>();
    }

    private async Task ShouldBeLeftUntouched(string path, string because)
    {
        var (before, hash) = (Files(), Hash(path));
        await using (var store = Db.Store(path))
        {
            var refusal = await Db.ShouldRefuse(() => store.InitializeAsync(Db.Token));
            refusal.Message.Should().Contain(path).And.Contain(because);
        }

        Hash(path).Should().Be(hash);
        Files().Should().Equal(before);
    }

    private string[] Files() => [.. Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal)];

    private static string Hash(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return Convert.ToHexString(SHA256.HashData(file));
    }
}
