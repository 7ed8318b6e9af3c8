using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Retention.Workflows.Hosting;
using Retention.Workflows.PostgreSql;
using Retention.Workflows.PostgreSql.Configuration;

namespace Retention.Workflows;

/// <summary>Puts the PostgreSQL store into a host.</summary>
public static class PostgreSqlStoreBuilderExtensions
{
    /// <summary>Keeps everything in a PostgreSQL database, over a pool of connections that the store makes for itself. The tables are made when they are not there; the database must be.</summary>
    /// <remarks>Called again, the settings add up; a store chosen later replaces it. Settings out of their range are an error when the host starts.</remarks>
    /// <param name="store">The host's choice of a store.</param>
    /// <param name="connectionString">The database, see <see cref="PostgreSqlStoreOptions.ConnectionString"/>.</param>
    /// <param name="configure">Changes the other settings; default none.</param>
    public static StoreBuilder UsePostgreSql(this StoreBuilder store, string connectionString, Action<PostgreSqlStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        return Use(store, options => (options.ConnectionString, options.DataSource) = (connectionString, null), configure);
    }

    /// <summary>Keeps everything in a PostgreSQL database, over a pool of connections that the host has already and goes on owning.</summary>
    /// <remarks>Called again, the settings add up; a store chosen later replaces it. Settings out of their range are an error when the host starts.</remarks>
    /// <param name="store">The host's choice of a store.</param>
    /// <param name="dataSource">The pool, see <see cref="PostgreSqlStoreOptions.DataSource"/>.</param>
    /// <param name="configure">Changes the other settings; default none.</param>
    public static StoreBuilder UsePostgreSql(this StoreBuilder store, NpgsqlDataSource dataSource, Action<PostgreSqlStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        return Use(store, options => (options.ConnectionString, options.DataSource) = ("", dataSource), configure);
    }

    private static StoreBuilder Use(StoreBuilder store, Action<PostgreSqlStoreOptions> where, Action<PostgreSqlStoreOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(store);
        store.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PostgreSqlStoreOptions>, PostgreSqlStoreOptionsValidator>());
        store.Services.AddOptions<PostgreSqlStoreOptions>()
            .Configure(options =>
            {
                where(options);
                configure?.Invoke(options);
            })
            .ValidateOnStart();
        return store.Use(static provider => new PostgreSqlRetentionStore(
            provider.GetRequiredService<IOptions<PostgreSqlStoreOptions>>().Value, provider.GetService<ILogger<PostgreSqlRetentionStore>>()));
    }
}
