using Retention.Workflows.Chaos.Worker;

namespace Retention.Workflows.Chaos;

/// <summary>The database of a scenario.</summary>
internal interface IChaosDatabase : IAsyncDisposable
{
    /// <summary>Its name in the table.</summary>
    string Name { get; }

    /// <summary>How many workers a scenario has on it.</summary>
    int Workers { get; }

    /// <summary>Says where it is, to whom works on it.</summary>
    ShopSettings Tell(ShopSettings settings);
}

/// <summary>An SQLite file in a folder of its own, for one worker at a time.</summary>
internal sealed class SqliteChaosDatabase(string? folder = null) : IChaosDatabase
{
    private readonly TemporaryFolder _folder = new();

    public string Name => "SQLite";

    public int Workers => 1;

    public ShopSettings Tell(ShopSettings settings) => settings with { Store = "sqlite", Database = Path.Combine(folder ?? _folder.Path, "shop.db") };

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
