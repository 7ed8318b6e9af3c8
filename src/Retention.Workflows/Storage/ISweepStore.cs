namespace Retention.Workflows.Storage;

/// <summary>The progress of a partition's sweeps.</summary>
public interface ISweepStore
{
    /// <summary>Reads the progress of a sweep; null if it never started.</summary>
    Task<SweepState?> FindAsync(string sweep, CancellationToken cancellationToken = default);

    /// <summary>Saves the progress of a sweep.</summary>
    Task SaveAsync(SweepState state, CancellationToken cancellationToken = default);
}
