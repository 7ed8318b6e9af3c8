namespace Retention.Workflows.Email.Tests;

/// <summary>A clock that shows the time set by a test. Its timers are real, since the deadline of a send must expire.</summary>
internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    internal DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
