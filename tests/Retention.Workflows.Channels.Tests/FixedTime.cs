namespace Retention.Workflows.Channels.Tests;

/// <summary>A clock that shows what a test sets; its timers are real, as the deadline of a hand-over must run out.</summary>
internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    internal DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
