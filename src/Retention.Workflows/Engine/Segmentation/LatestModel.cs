using Retention.Workflows.Segments;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Segmentation;

/// <summary>
/// The newest RFM model. It is read from the catalogue, because another process may have added one; each model is parsed once. Thread-safe.
/// </summary>
internal sealed class LatestModel(IRetentionStore store)
{
    private RfmModel? _parsed;

    /// <summary>True if purchases came after the last model was computed, as far as this process knows.</summary>
    internal bool HasNewBuyers { get; set; } = true;

    /// <summary>The newest model that this process read; null before the first.</summary>
    internal RfmModel? Known => Volatile.Read(ref _parsed);

    internal async Task<RfmModel?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await store.Catalog.ReadLatestModelAsync(cancellationToken).ConfigureAwait(false) is not { } stored)
            return null;
        if (Volatile.Read(ref _parsed) is not { } parsed || parsed.Version != stored.Version)
            Volatile.Write(ref _parsed, parsed = RfmModel.FromJson(stored.Model));
        return parsed;
    }
}
