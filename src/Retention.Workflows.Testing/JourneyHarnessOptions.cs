using Retention.Workflows.Hosting;

namespace Retention.Workflows.Testing;

/// <summary>How a <see cref="JourneyHarness"/> begins.</summary>
public sealed class JourneyHarnessOptions
{
    /// <summary>Where the clock starts; default 8 January 2026, 08:00 UTC, a Thursday.</summary>
    public DateTimeOffset Start { get; set; } = new(2026, 1, 8, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Stops the harness, such as your test framework's token; default none. One for all calls, so that a test reads without it.</summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>Adds to the engine: voucher offers, predicates, products, another store. Runs last, so it may replace what the harness chose.</summary>
    /// <remarks>External step handlers are not called: <c>retention.Steps.AssumeOutcomes(false)</c> calls them.</remarks>
    public Action<RetentionBuilder>? Configure { get; set; }
}
