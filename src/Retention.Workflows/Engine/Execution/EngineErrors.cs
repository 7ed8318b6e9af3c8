using System.Collections.Concurrent;

namespace Retention.Workflows.Engine.Execution;

/// <summary>
/// Finds the enrollment for which the engine fails: after a batch failed, its enrollments are processed one by one. Thread-safe.
/// </summary>
internal sealed class EngineErrors
{
    /// <summary>How long an enrollment waits for which the engine fails.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<int, int> _oneByOne = new();
    private readonly ConcurrentDictionary<int, (EnrollmentId Id, Exception Error)> _failed = new();

    /// <summary>The number of enrollments that the next batch of a partition processes.</summary>
    internal int LimitOf(int partition, int batchSize) => _oneByOne.GetValueOrDefault(partition) > 0 ? 1 : batchSize;

    /// <summary>A batch was committed.</summary>
    internal void Succeeded(int partition)
    {
        if (_oneByOne.TryGetValue(partition, out var left))
            Set(partition, left - 1);
    }

    /// <summary>A batch failed. If it had one enrollment, that is the one.</summary>
    internal void Failed(int partition, IReadOnlyList<Enrollment> batch, Exception error)
    {
        if (batch.Count > 1)
            Set(partition, batch.Count);
        else
            _failed[partition] = (batch[0].Id, error);
    }

    /// <summary>Returns the enrollment that must wait; null if there is none.</summary>
    internal (EnrollmentId Id, Exception Error)? TakeFailed(int partition)
    {
        if (!_failed.TryRemove(partition, out var failed))
            return null;
        Succeeded(partition);
        return failed;
    }

    private void Set(int partition, int left)
    {
        if (left > 0)
            _oneByOne[partition] = left;
        else
            _oneByOne.TryRemove(partition, out _);
    }
}
