using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Engine.Recommending;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Journeys;
using Retention.Workflows.Journeys.Steps;

namespace Retention.Workflows.Engine.Callouts;

/// <summary>Calls the host's recommender for the products that later messages show.</summary>
internal sealed class RecommendationCallouts(EngineSettings settings, RecommendationSource source, TimeProvider time) : IHostCalls
{
    /// <summary>A small chunk, so that one slow or failing call affects few enrollments.</summary>
    private const int ChunkSize = 50;

    public bool Handles(Instruction instruction) => instruction.Type.Calls == HostService.Recommender;

    public async Task<IReadOnlyList<HostCall>> ReadAsync(
        Batch batch, IReadOnlyList<PendingCallout> pending, CancellationToken cancellationToken)
    {
        var wanted = pending.Select(
            one => (PendingCallout: one, Block: ((RecommendStep)one.Instruction.Step).ToBlock(), one.Enrollment.Customer)).ToList();
        var bought = await batch.BoughtAsync(wanted.Select(one => one.Customer), cancellationToken).ConfigureAwait(false);
        var carts = await batch.CartsAsync(
            wanted.Where(one => one.Block.NeedsCart).Select(one => one.Customer), cancellationToken).ConfigureAwait(false);
        return [.. wanted.Select(one => new Call(one.PendingCallout, new RecommendationQuery
        {
            Block = one.Block,
            Customer = one.Customer,
            Bought = bought[one.Customer],
            Cart = carts.GetValueOrDefault(one.Customer, Cart.Empty),
        }))];
    }

    /// <summary>
    /// Calls in chunks, one after the other, for as long as one call may take. If the host fails for a chunk, each of its enrollments is
    /// tried alone to find the cause. After a timeout the host is not called any more; enrollments without a call lose no attempt.
    /// </summary>
    public async Task CallAsync(IReadOnlyList<HostCall> calls, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        Exception? timeout = null;
        foreach (var chunk in calls.Cast<Call>().Chunk(ChunkSize))
        {
            if (!await CallChunkAsync(chunk).ConfigureAwait(false))
                continue;
            foreach (var call in chunk)
                await CallChunkAsync([call]).ConfigureAwait(false);
        }

        // Returns whether each enrollment must still be tried alone.
        async Task<bool> CallChunkAsync(Call[] some)
        {
            if (timeout is not null || time.GetElapsedTime(begun) >= settings.Options.Delivery.SendTimeout)
            {
                foreach (var call in some)
                    (call.WasCalled, call.Problem) = (false, timeout ?? call.Problem);
                return false;
            }

            var problem = await TryAsync(some, cancellationToken).ConfigureAwait(false);
            timeout = problem is OperationCanceledException || time.GetElapsedTime(begun) >= settings.Options.Delivery.SendTimeout
                ? problem : null;
            foreach (var call in some)
                call.Problem = problem;
            return problem is not null && timeout is null && some.Length > 1;
        }
    }

    public Task SaveAsync(Batch batch, Instruction instruction, IReadOnlyList<AnsweredCall> answered, CancellationToken cancellationToken)
    {
        foreach (var (call, run) in answered)
        {
            var products = ((Call)call).Products;
            run.Choose(instruction.Step.Name, products);
            if (products.Count > 0)
                run.GoTo(instruction.Branches[0], "chosen");
            else
                run.GoTo(instruction.Branches[1], "none");
        }

        return Task.CompletedTask;
    }

    private async Task<Exception?> TryAsync(IReadOnlyList<Call> calls, CancellationToken cancellationToken)
    {
        try
        {
            var chosen = await settings.InTimeAsync(
                time, token => source.ChooseAsync([.. calls.Select(call => call.Query)], token), cancellationToken).ConfigureAwait(false);
            for (var index = 0; index < calls.Count; index++)
                calls[index].Products = [.. chosen[index].Distinct().Take(calls[index].Query.Block.Count)];
            return null;
        }
        catch (Exception exception) when (HostCallFailure.IsOfCall(exception, cancellationToken))
        {
            return exception;
        }
    }

    private sealed class Call(PendingCallout pending, RecommendationQuery query) : HostCall(pending)
    {
        internal RecommendationQuery Query { get; } = query;

        internal IReadOnlyList<ProductId> Products { get; set; } = [];
    }
}
