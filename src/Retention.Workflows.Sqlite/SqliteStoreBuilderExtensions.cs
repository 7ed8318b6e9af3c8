using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Retention.Workflows.Hosting;
using Retention.Workflows.Sqlite;
using Retention.Workflows.Sqlite.Configuration;

namespace Retention.Workflows;

/// <summary>Registers the SQLite store in a host.</summary>
public static class SqliteStoreBuilderExtensions
{
    /// <summary>Stores everything in one SQLite file, which is created when it does not exist.</summary>
    /// <remarks>
    /// Repeated calls add their settings; a store selected later replaces this one. Settings out of range are an error at start.
    /// </remarks>
    /// <param name="store">The host's store builder.</param>
    /// <param name="path">The database file, see <see cref="SqliteStoreOptions.Path"/>. A relative path starts at the host's content root.
    /// </param>
    /// <param name="configure">Changes the other settings; default none.</param>
    public static StoreBuilder UseSqlite(this StoreBuilder store, string path, Action<SqliteStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(path);
        store.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SqliteStoreOptions>, SqliteStoreOptionsValidator>());
        store.Services.AddOptions<SqliteStoreOptions>()
            .Configure(options =>
            {
                options.Path = path;
                configure?.Invoke(options);
            })
            .PostConfigure<IServiceProvider>((options, services) =>
            {
                if (options.IsFile)
                    options.Path = HostPaths.Resolve(services, options.Path);
            })
            .ValidateOnStart();
        return store.Use(static provider => new SqliteRetentionStore(
            provider.GetRequiredService<IOptions<SqliteStoreOptions>>().Value, provider.GetService<ILogger<SqliteRetentionStore>>()));
    }
}
