using Retention.Workflows.Hosting;

namespace Retention.Workflows.Benchmarks;

/// <summary>A database for one contender.</summary>
internal abstract class BenchDatabase : IAsyncDisposable
{
    /// <summary>
    /// Lets an engine store everything in this database. It uses the host's clock, since weeks pass in a run; all other options have their
    /// defaults.
    /// </summary>
    internal abstract void Use(StoreBuilder store);

    /// <summary>A connection string for other tables beside the store's own; null when the store has no database.</summary>
    internal abstract string? Beside { get; }

    /// <summary>Opens the database without a store; null when the store has no database.</summary>
    internal abstract Task<BareConnection?> OpenBareAsync();

    /// <summary>
    /// Opens the database through the data provider that most .NET programs use, where <see cref="OpenBareAsync"/> does not; otherwise
    /// null.
    /// </summary>
    internal virtual Task<BareConnection?> OpenAdoAsync() => Task.FromResult<BareConnection?>(null);

    /// <summary>The disk space that the tables and indexes take now, in bytes.</summary>
    internal abstract Task<long> BytesAsync();

    public abstract ValueTask DisposeAsync();
}
