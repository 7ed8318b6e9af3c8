namespace Retention.Workflows.Benchmarks;

/// <summary>A store that a benchmark runs on. It can create many databases.</summary>
internal abstract class BenchStore : IAsyncDisposable
{
    internal abstract string Name { get; }

    /// <summary>The facts that a reader needs to repeat the run.</summary>
    internal abstract string Description { get; }

    /// <summary>Whether several engines may share a database.</summary>
    internal virtual bool IsShared => false;

    internal Meter Meter => field ??= new Meter(ServerProcessor);

    internal static async Task<BenchStore> OpenAsync(Arguments arguments) => arguments.Store switch
    {
        "memory" => new MemoryBench(),
        "postgresql" => await PostgreSqlBench.StartAsync(arguments.Connection),
        _ => new SqliteBench(),
    };

    /// <summary>Creates an empty database. Disposing the database deletes it.</summary>
    internal abstract Task<BenchDatabase> CreateAsync();

    public abstract ValueTask DisposeAsync();

    private protected virtual TimeSpan ServerProcessor() => TimeSpan.Zero;
}
