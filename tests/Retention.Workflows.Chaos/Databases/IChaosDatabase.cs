using Retention.Workflows.Chaos.Worker;

namespace Retention.Workflows.Chaos;

/// <summary>The database of a scenario.</summary>
internal interface IChaosDatabase : IAsyncDisposable
{
    /// <summary>The database's name in the table.</summary>
    string Name { get; }

    /// <summary>The number of workers that a scenario runs on it.</summary>
    int Workers { get; }

    /// <summary>Adds the database's address to the settings of a worker.</summary>
    ShopSettings Tell(ShopSettings settings);
}

/// <summary>An SQLite file in its own folder, for one worker at a time.</summary>
internal sealed class SqliteChaosDatabase(string? folder = null) : IChaosDatabase
{
    private readonly TemporaryFolder _folder = new();

    public string Name => "SQLite";

    public int Workers => 1;

    public ShopSettings Tell(ShopSettings settings) =>
        settings with { Store = "sqlite", Database = Path.Combine(folder ?? _folder.Path, "shop.db") };

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
