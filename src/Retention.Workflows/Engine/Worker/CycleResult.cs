namespace Retention.Workflows.Engine.Worker;

/// <summary>The result of one worker cycle.</summary>
/// <param name="DidAnything">True if the cycle did any work.</param>
/// <param name="Now">The store's time when the cycle began.</param>
/// <param name="Next">When the next known work is due. Equals <paramref name="Now"/> if work was done; null if nothing will become due by
/// itself.</param>
/// <param name="IsElsewhere">True if another worker may be doing work of any kind, which this worker must take over if the other one
/// dies.</param>
internal readonly record struct CycleResult(bool DidAnything, DateTimeOffset Now, DateTimeOffset? Next, bool IsElsewhere);
