using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Retention.Workflows.Hosting;
using Retention.Workflows.PostgreSql;
using Retention.Workflows.PostgreSql.Configuration;

namespace Retention.Workflows;

/// <summary>Registers the PostgreSQL store in a host.</summary>
public static class PostgreSqlStoreBuilderExtensions
{
    /// <summary>
    /// Stores everything in a PostgreSQL database, over a connection pool that the store creates. The tables are created when they do not
    /// exist; the database must exist.
    /// </summary>
    /// <remarks>
    /// Repeated calls add their settings; a store selected later replaces this one. Settings out of range are an error at start.
    /// </remarks>
    /// <param name="store">The host's store builder.</param>
    /// <param name="connectionString">The database, see <see cref="PostgreSqlStoreOptions.ConnectionString"/>.</param>
    /// <param name="configure">Changes the other settings; default none.</param>
    public static StoreBuilder UsePostgreSql(
        this StoreBuilder store, string connectionString, Action<PostgreSqlStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        return Use(store, options => (options.ConnectionString, options.DataSource) = (connectionString, null), configure);
    }

    /// <summary>Stores everything in a PostgreSQL database, over a connection pool that the host owns.</summary>
    /// <remarks>
    /// Repeated calls add their settings; a store selected later replaces this one. Settings out of range are an error at start.
    /// </remarks>
    /// <param name="store">The host's store builder.</param>
    /// <param name="dataSource">The pool, see <see cref="PostgreSqlStoreOptions.DataSource"/>.</param>
    /// <param name="configure">Changes the other settings; default none.</param>
    public static StoreBuilder UsePostgreSql(
        this StoreBuilder store, NpgsqlDataSource dataSource, Action<PostgreSqlStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        return Use(store, options => (options.ConnectionString, options.DataSource) = ("", dataSource), configure);
    }

    private static StoreBuilder Use(StoreBuilder store, Action<PostgreSqlStoreOptions> where, Action<PostgreSqlStoreOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(store);
        store.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<PostgreSqlStoreOptions>, PostgreSqlStoreOptionsValidator>());
        store.Services.AddOptions<PostgreSqlStoreOptions>()
            .Configure(options =>
            {
                where(options);
                configure?.Invoke(options);
            })
            .ValidateOnStart();
        return store.Use(static provider => new PostgreSqlRetentionStore(
            provider.GetRequiredService<IOptions<PostgreSqlStoreOptions>>().Value,
            provider.GetService<ILogger<PostgreSqlRetentionStore>>()));
    }
}
