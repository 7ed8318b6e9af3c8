using Retention.Workflows.Hosting;

namespace Retention.Workflows.Testing;

/// <summary>The options of a <see cref="JourneyHarness"/>.</summary>
public sealed class JourneyHarnessOptions
{
    /// <summary>The start of the clock; by default Thursday, 8 January 2026, 08:00 UTC.</summary>
    public DateTimeOffset Start { get; set; } = new(2026, 1, 8, 8, 0, 0, TimeSpan.Zero);

    /// <summary>The cancellation token of all calls, such as the token of your test framework; none by default.</summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>
    /// Configures the engine: voucher offers, predicates, products, another store. It runs last, so it can replace the harness's own
    /// choices.
    /// </summary>
    /// <remarks>External step handlers are not called unless <c>retention.Steps.AssumeOutcomes(false)</c> is set.</remarks>
    public Action<RetentionBuilder>? Configure { get; set; }
}
