namespace Retention.Workflows.Storage.InMemory;

internal sealed class MemoryCatalog : ICatalogStore
{
    private readonly Lock _lock = new();
    private readonly List<JourneyVersion> _journeys = [];
    private readonly List<StoredRfmModel> _models = [];

    internal int JourneyVersions
    {
        get
        {
            lock (_lock)
                return _journeys.Count;
        }
    }

    public Task<IReadOnlyList<JourneyVersion>> ReadJourneysAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<JourneyVersion>>(
                [.. _journeys.OrderBy(version => version.Journey.Value, StringComparer.Ordinal).ThenBy(version => version.Version)]);
        }
    }

    public Task<bool> TryAddJourneyAsync(JourneyVersion version, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(version);
        lock (_lock)
        {
            if (_journeys.Exists(known => known.Journey == version.Journey && known.Version == version.Version))
                return Task.FromResult(false);
            _journeys.Add(RowNormalizer.Row(version));
            return Task.FromResult(true);
        }
    }

    public Task<StoredRfmModel?> ReadLatestModelAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult(_models.MaxBy(model => model.Version));
        }
    }

    public Task<IReadOnlyList<StoredRfmModel>> ReadModelsAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<StoredRfmModel>>([.. _models.OrderBy(model => model.Version)]);
        }
    }

    public Task<bool> TryAddModelAsync(StoredRfmModel model, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(model);
        lock (_lock)
        {
            if (_models.Exists(known => known.Version == model.Version || known.AsOf == model.AsOf))
                return Task.FromResult(false);
            _models.Add(model);
            return Task.FromResult(true);
        }
    }
}
