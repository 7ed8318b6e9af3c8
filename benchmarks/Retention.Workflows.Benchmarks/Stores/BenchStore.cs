namespace Retention.Workflows.Benchmarks;

/// <summary>One of the stores that a benchmark runs on, with room for many databases.</summary>
internal abstract class BenchStore : IAsyncDisposable
{
    internal abstract string Name { get; }

    /// <summary>What somebody needs to know to repeat the run.</summary>
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

    /// <summary>An empty database, gone when it is disposed.</summary>
    internal abstract Task<BenchDatabase> CreateAsync();

    public abstract ValueTask DisposeAsync();

    private protected virtual TimeSpan ServerProcessor() => TimeSpan.Zero;
}
