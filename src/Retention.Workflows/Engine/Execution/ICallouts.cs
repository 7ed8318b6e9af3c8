namespace Retention.Workflows.Engine.Execution;

/// <summary>A kind of calls to code outside of this library, made for enrollments of a partition and outside every transaction.</summary>
internal interface ICallouts
{
    /// <summary>Makes the calls of one batch.</summary>
    /// <returns>Whether there was anything to do, and whether to continue at once.</returns>
    Task<(bool DidAnything, bool HasMore)> RunAsync(int partition, CancellationToken cancellationToken);
}
