using Npgsql;
using Retention.Workflows.PostgreSql.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql;

/// <summary>Journey versions and RFM models. Each call is a separate transaction on its own connection.</summary>
internal sealed class PostgreSqlCatalog(PostgreSqlRetentionStore store) : ICatalogStore
{
    private const string ReadJourneys =
        "SELECT journey, version, fingerprint, definition, published_at FROM journeys ORDER BY journey, version";

    private const string AddJourney = """
        INSERT INTO journeys (journey, version, fingerprint, definition, published_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
        """;

    private const string ReadModels = "SELECT version, as_of, model FROM rfm_models ORDER BY version";

    private const string ReadLatestModel = "SELECT version, as_of, model FROM rfm_models ORDER BY version DESC LIMIT 1";

    private const string AddModel = "INSERT INTO rfm_models (version, as_of, model) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

    public async Task<IReadOnlyList<JourneyVersion>> ReadJourneysAsync(CancellationToken cancellationToken = default)
    {
        var versions = new List<JourneyVersion>();
        await RunAsync(
            new NpgsqlBatchCommand(ReadJourneys),
            row => versions.Add(new JourneyVersion
            {
                Journey = new JourneyName(row.GetString(0)),
                Version = row.GetInt32(1),
                Fingerprint = row.GetString(2),
                Definition = row.GetString(3),
                PublishedAt = row.Instant(4),
            }),
            cancellationToken).ConfigureAwait(false);
        return versions;
    }

    public async Task<bool> TryAddJourneyAsync(JourneyVersion version, CancellationToken cancellationToken = default)
    {
        var add = new NpgsqlBatchCommand(AddJourney);
        add.Parameters.Put(version.Journey.Value, "journey").Put(version.Version).Put(version.Fingerprint, "fingerprint of a journey")
            .Put(version.Definition, "definition of a journey").Put(version.PublishedAt);
        await RunAsync(add, null, cancellationToken).ConfigureAwait(false);
        return add.RecordsAffected == 1;
    }

    public async Task<StoredRfmModel?> ReadLatestModelAsync(CancellationToken cancellationToken = default)
    {
        StoredRfmModel? model = null;
        await RunAsync(new NpgsqlBatchCommand(ReadLatestModel), row => model = Model(row), cancellationToken).ConfigureAwait(false);
        return model;
    }

    public async Task<IReadOnlyList<StoredRfmModel>> ReadModelsAsync(CancellationToken cancellationToken = default)
    {
        var models = new List<StoredRfmModel>();
        await RunAsync(new NpgsqlBatchCommand(ReadModels), row => models.Add(Model(row)), cancellationToken).ConfigureAwait(false);
        return models;
    }

    public async Task<bool> TryAddModelAsync(StoredRfmModel model, CancellationToken cancellationToken = default)
    {
        var add = new NpgsqlBatchCommand(AddModel);
        add.Parameters.Put(model.Version).Put(model.AsOf).Put(model.Model, "RFM model");
        await RunAsync(add, null, cancellationToken).ConfigureAwait(false);
        return add.RecordsAffected == 1;
    }

    private Task RunAsync(NpgsqlBatchCommand command, Action<NpgsqlDataReader>? read, CancellationToken cancellationToken)
    {
        _ = store.PartitionCount;
        return store.Database.RunAsync(command, read, cancellationToken);
    }

    private static StoredRfmModel Model(NpgsqlDataReader row) => new()
    {
        Version = row.GetInt64(0),
        AsOf = row.Day(1),
        Model = row.GetString(2),
    };
}
