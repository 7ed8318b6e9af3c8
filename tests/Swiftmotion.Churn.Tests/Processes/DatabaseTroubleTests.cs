using Microsoft.Data.Sqlite;

namespace Swiftmotion.Churn.Tests.Processes;

/// <summary>An unusable database: one error message, an unchanged file, and the next run continues.</summary>
[Collection(ProcessTests.Name)]
public sealed class DatabaseTroubleTests(UninterruptedRun uninterrupted) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Folder => _folder.PathOf("shop");

    private string Database => Path.Combine(Folder, "swiftmotion.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_that_is_not_a_database_is_refused_and_left_unchanged()
    {
        Directory.CreateDirectory(Folder);
        byte[] bytes = [.. Enumerable.Range(0, 10_000).Select(number => (byte)(number * 31))];
        File.WriteAllBytes(Database, bytes);

        (await SampleProcess.RunAsync(UninterruptedRun.On(Folder))).ShouldBeRefused(Database, "is not a SQLite database");

        File.ReadAllBytes(Database).Should().Equal(bytes);
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused_and_left_unchanged()
    {
        Directory.CreateDirectory(Folder);
        Run("CREATE TABLE songs (title TEXT)");
        var before = File.ReadAllBytes(Database);

        (await SampleProcess.RunAsync(UninterruptedRun.On(Folder, "--fresh"))).ShouldBeRefused(Database, "a database of another program");

        File.ReadAllBytes(Database).Should().Equal(before);
    }

    [Fact]
    public async Task A_database_of_a_newer_schema_is_refused_and_left_unchanged()
    {
        uninterrupted.CopyTo(Folder);
        Run("PRAGMA user_version = 1000; PRAGMA wal_checkpoint(TRUNCATE)");
        var before = FolderSnapshot.Of(Folder);

        (await SampleProcess.RunAsync(UninterruptedRun.On(Folder))).ShouldBeRefused(Database, "schema version 1000");

        FolderSnapshot.ShouldBe(Folder, before);
    }

    [Fact]
    public async Task A_locked_database_is_an_error_and_the_next_run_completes()
    {
        await StopHalfWayAsync();
        using (var other = Open())
        {
            Run(other, "BEGIN EXCLUSIVE");

            (await SampleProcess.RunAsync(UninterruptedRun.On(Folder))).ShouldBeRefused(Database, "locked by another process");
        }

        using (new FileStream(Database + ".worker", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
            (await SampleProcess.RunAsync(UninterruptedRun.On(Folder))).ShouldBeRefused(Database, "already has a worker");

        await uninterrupted.ShouldBeReachedAsync(Folder);
    }

    /// <summary>A directory with the name of the mail file makes the write fail, like a full disk.</summary>
    [Fact]
    public async Task A_mail_that_cannot_be_written_stops_the_replay_and_the_next_run_completes()
    {
        var mails = Directory.GetFiles(Path.Combine(uninterrupted.Folder, "mails"), "*.eml");
        var inTheWay = Path.Combine(Folder, "mails", Path.GetFileName(mails[mails.Length / 2]));
        Directory.CreateDirectory(inTheWay);

        for (var times = 0; times < 2; times++)
            (await SampleProcess.RunAsync(UninterruptedRun.On(Folder)))
                .ShouldBeRefused("over email", "pickup-folder-unwritable", "run the replay again");

        Directory.Delete(inTheWay);
        await uninterrupted.ShouldBeReachedAsync(Folder);
    }

    private async Task StopHalfWayAsync()
    {
        using var process = SampleProcess.Start(UninterruptedRun.On(Folder));
        await process.UntilAsync(_ => ShopFacts.Messages(Folder).Count() > uninterrupted.Messages / 2);
        process.Kill();
        await process.WaitAsync();
    }

    private void Run(string sql)
    {
        using var database = Open();
        Run(database, sql);
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        return connection;
    }

    private static void Run(SqliteConnection database, string sql)
    {
        using var command = database.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
