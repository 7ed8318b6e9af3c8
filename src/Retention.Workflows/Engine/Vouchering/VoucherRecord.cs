using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Vouchering;

/// <summary>The event and the counters of a redemption, or of one that is taken back.</summary>
/// <param name="Event">The event.</param>
/// <param name="Counters">What the reports count.</param>
internal sealed record VoucherRecord(CustomerEvent Event, IReadOnlyList<JourneyCounter> Counters);
