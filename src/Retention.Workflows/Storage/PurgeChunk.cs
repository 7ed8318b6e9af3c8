namespace Retention.Workflows.Storage;

/// <summary>The result of purging one chunk.</summary>
/// <param name="Removed">The number of deleted rows of the kind, without dependent rows.</param>
/// <param name="Position">
/// The position at which to continue, in a form of the store: at most 200 characters, without a voucher code or a customer's id.
/// <see langword="null"/> if all rows were examined.
/// </param>
public readonly record struct PurgeChunk(int Removed, string? Position);
