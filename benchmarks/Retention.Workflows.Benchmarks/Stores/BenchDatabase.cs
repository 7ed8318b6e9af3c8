using Retention.Workflows.Hosting;

namespace Retention.Workflows.Benchmarks;

/// <summary>A database for one contender.</summary>
internal abstract class BenchDatabase : IAsyncDisposable
{
    /// <summary>Lets an engine keep everything here. Its clock is the host's, since weeks pass in a run; all else is as by default.</summary>
    internal abstract void Use(StoreBuilder store);

    /// <summary>The connection string under which somebody else may keep tables of their own beside ours; none where there is no database beneath.</summary>
    internal abstract string? Beside { get; }

    /// <summary>Opens the database without any store; none where there is no database beneath.</summary>
    internal abstract Task<BareConnection?> OpenBareAsync();

    /// <summary>Opens it through the data provider that most .NET programs would take, where <see cref="OpenBareAsync"/> does not; else none.</summary>
    internal virtual Task<BareConnection?> OpenAdoAsync() => Task.FromResult<BareConnection?>(null);

    /// <summary>How much disk the tables and indexes take now.</summary>
    internal abstract Task<long> BytesAsync();

    public abstract ValueTask DisposeAsync();
}
