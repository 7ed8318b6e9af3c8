namespace Retention.Workflows.Engine.Worker;

/// <summary>What a round came to.</summary>
/// <param name="DidAnything">Whether anything was done.</param>
/// <param name="Now">The store's moment when the round began.</param>
/// <param name="Next">When there is something to do next, as far as is known; now, when something was done; none when nothing will ever be due by itself.</param>
/// <param name="IsElsewhere">Whether there is work that another worker may have in hand, of whatever kind, and that must be taken over if it dies.</param>
internal readonly record struct CycleResult(bool DidAnything, DateTimeOffset Now, DateTimeOffset? Next, bool IsElsewhere);
