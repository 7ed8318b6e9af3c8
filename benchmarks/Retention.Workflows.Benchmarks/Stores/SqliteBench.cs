using Microsoft.Data.Sqlite;
using Retention.Workflows.Hosting;

namespace Retention.Workflows.Benchmarks;

internal sealed class SqliteBench : BenchStore
{
    internal override string Name => "SQLite";

    internal override string Description => "SQLite, WAL, synchronous=FULL, the prototypes through its C interface as well";

    internal override Task<BenchDatabase> CreateAsync() => Task.FromResult<BenchDatabase>(new SqliteFolder());

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class SqliteFolder : BenchDatabase
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("retention-bench-");

        private string File => Path.Combine(_folder.FullName, "bench.db");

        internal override string Beside => $"Data Source={Path.Combine(_folder.FullName, "beside.db")};Cache=Shared";

        internal override void Use(StoreBuilder store) => store.UseSqlite(File);

        internal override Task<BareConnection?> OpenBareAsync() => Task.FromResult<BareConnection?>(new BareSqliteConnection(File));

        internal override async Task<BareConnection?> OpenAdoAsync() => await BareAdoConnection.OpenAsync(File);

        internal override async Task<long> BytesAsync()
        {
            await using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size)";
            return (long)(await command.ExecuteScalarAsync())!;
        }

        public override ValueTask DisposeAsync()
        {
            _folder.Delete(recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
