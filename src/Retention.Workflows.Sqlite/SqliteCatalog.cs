using Retention.Workflows.Sqlite.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite;

/// <summary>
/// Journey versions and RFM models. Reads use their own connection and never wait; writes take turns with the partitions.
/// </summary>
internal sealed class SqliteCatalog(SqliteRetentionStore store) : ICatalogStore
{
    private const string ReadJourneys =
        "SELECT journey, version, fingerprint, definition, published_at FROM journeys ORDER BY journey, version";

    private const string AddJourney = """
        INSERT INTO journeys (journey, version, fingerprint, definition, published_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """;

    private const string ReadModels = "SELECT version, as_of, model FROM rfm_models ORDER BY version";

    private const string ReadLatestModel = "SELECT version, as_of, model FROM rfm_models ORDER BY version DESC LIMIT 1";

    private const string AddModel = "INSERT INTO rfm_models (version, as_of, model) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";

    public Task<IReadOnlyList<JourneyVersion>> ReadJourneysAsync(CancellationToken cancellationToken = default) =>
        store.ReadAsync<IReadOnlyList<JourneyVersion>>(
            static session =>
            {
                var versions = new List<JourneyVersion>();
                var row = session.Prepare(ReadJourneys);
                while (row.Step())
                {
                    versions.Add(new JourneyVersion
                    {
                        Journey = new JourneyName(row.Text(0)),
                        Version = row.Int32(1),
                        Fingerprint = row.Text(2),
                        Definition = row.Text(3),
                        PublishedAt = row.Instant(4),
                    });
                }

                return versions;
            },
            cancellationToken);

    public Task<bool> TryAddJourneyAsync(JourneyVersion version, CancellationToken cancellationToken = default) =>
        store.WriteAsync(
            session =>
            {
                session.Prepare(AddJourney)
                    .Put(version.Journey.Value).Put(version.Version).Put(version.Fingerprint).Put(version.Definition)
                    .Put(version.PublishedAt)
                    .Run();
                return session.Changes == 1;
            },
            cancellationToken);

    public Task<StoredRfmModel?> ReadLatestModelAsync(CancellationToken cancellationToken = default) =>
        store.ReadAsync(
            static session =>
            {
                var row = session.Prepare(ReadLatestModel);
                var model = row.Step() ? Model(row) : null;
                row.Reset();
                return model;
            },
            cancellationToken);

    public Task<IReadOnlyList<StoredRfmModel>> ReadModelsAsync(CancellationToken cancellationToken = default) =>
        store.ReadAsync<IReadOnlyList<StoredRfmModel>>(
            static session =>
            {
                var models = new List<StoredRfmModel>();
                var row = session.Prepare(ReadModels);
                while (row.Step())
                    models.Add(Model(row));
                return models;
            },
            cancellationToken);

    public Task<bool> TryAddModelAsync(StoredRfmModel model, CancellationToken cancellationToken = default) =>
        store.WriteAsync(
            session =>
            {
                session.Prepare(AddModel).Put(model.Version).Put(SqliteDay.Of(model.AsOf)).Put(model.Model).Run();
                return session.Changes == 1;
            },
            cancellationToken);

    private static StoredRfmModel Model(SqliteStatement row) => new()
    {
        Version = row.Int64(0),
        AsOf = SqliteDay.From(row.Int64(1)),
        Model = row.Text(2),
    };
}
