using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Enrolling;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Scheduling;

/// <summary>What sweeps share: they read a partition's customers in chunks with a stored position, and enroll an audience.</summary>
internal static class SweepChunk
{
    /// <summary>Reads the next chunk of customers, enrolls, stores the position and commits.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="pace">Says how many customers a chunk has.</param>
    /// <param name="program">The journey.</param>
    /// <param name="state">The progress before the chunk.</param>
    /// <param name="enroll">Enrolls customers of the chunk.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    internal static async Task RunAsync(Batch batch, BatchPace pace, JourneyProgram program, SweepState state,
        Func<IReadOnlyList<CustomerId>, Task> enroll, CancellationToken cancellationToken)
    {
        using var activity = EngineTelemetry.Start("retention.sweep", batch.Transaction.Partition);
        activity?.SetTag("retention.journey", program.Definition.Name.Value);
        var begun = batch.Settings.Telemetry.Begin();
        var (limit, paced) = (pace.Limit, pace.Begin());
        var customers = await batch.Transaction.Customers.ReadIdsAsync(state.Position, limit, cancellationToken).ConfigureAwait(false);
        await enroll(customers).ConfigureAwait(false);
        var finished = customers.Count < limit;
        await batch.Transaction.Sweeps.SaveAsync(state with { Position = finished ? default(CustomerId?) : customers[^1],
            Finished = finished }, cancellationToken).ConfigureAwait(false);
        await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
        batch.Settings.Telemetry.Batch(EngineTelemetry.Sweep, customers.Count, begun);
        pace.Took(paced, customers.Count);
    }

    /// <summary>Returns the customers of the journey's audience. A customer for whom the condition fails is counted and left out.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="program">The journey.</param>
    /// <param name="customers">The customers, each once.</param>
    /// <param name="failed">Logs a failure of the condition.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    internal static async Task<IReadOnlyList<CustomerId>> AudienceAsync(Batch batch, JourneyProgram program,
        IReadOnlyList<CustomerId> customers, Action<Exception> failed, CancellationToken cancellationToken)
    {
        if (program.Definition.Enrollment.Audience is not { } audience || customers.Count == 0)
            return customers;
        var isInAudience = await PerCustomerEvaluation.EvaluateAsync(batch, audience, customers, (_, exception) =>
        {
            batch.Count(program, "", JourneyMeasures.NotEnrolled, RefusalReasons.AudienceFailed);
            failed(exception);
        }, cancellationToken).ConfigureAwait(false);
        return [.. customers.Where((_, index) => isInAudience[index])];
    }
}
