namespace Retention.Workflows;

/// <summary>Asks the shop's recommender for the products that later messages show.</summary>
internal sealed class ProductCalls(EngineSettings settings, RecommendationSource source, TimeProvider time) : IShopCalls
{
    public Type Step => typeof(RecommendStep);

    public async Task<IReadOnlyList<ShopCall>> ReadAsync(Batch batch, IReadOnlyList<Parked> parked, CancellationToken cancellationToken)
    {
        var wanted = parked.Select(one => (Parked: one, Block: ((RecommendStep)one.Instruction.Step).ToBlock(), one.Enrollment.Customer)).ToList();
        var bought = await batch.BoughtAsync(wanted.Select(one => one.Customer), cancellationToken).ConfigureAwait(false);
        var carts = await batch.CartsAsync(wanted.Where(one => one.Block.NeedsCart).Select(one => one.Customer), cancellationToken).ConfigureAwait(false);
        return [.. wanted.Select(one => new Call(one.Parked, new Wish
        {
            Block = one.Block,
            Customer = one.Customer,
            Bought = bought[one.Customer],
            Cart = carts.GetValueOrDefault(one.Customer, Cart.Empty),
        }))];
    }

    /// <summary>All at once; where the shop fails at that, one by one, to find out whose fault it was, for as long as one answer may take: a shop that is down or slow is not asked hundreds of times.</summary>
    public async Task AskAsync(IReadOnlyList<ShopCall> calls, CancellationToken cancellationToken)
    {
        if (await TryAsync([.. calls.Cast<Call>()], cancellationToken).ConfigureAwait(false) is not { } problem)
            return;
        var (mayAsk, begun) = (calls.Count > 1 && problem is not OperationCanceledException, time.GetTimestamp());
        foreach (var call in calls)
        {
            mayAsk = mayAsk && time.GetElapsedTime(begun) < settings.Options.SendTimeout;
            call.Problem = mayAsk ? await TryAsync([(Call)call], cancellationToken).ConfigureAwait(false) : problem;
            mayAsk = mayAsk && call.Problem is not OperationCanceledException;
        }
    }

    public Task KeepAsync(Batch batch, Instruction instruction, IReadOnlyList<AnsweredCall> answered, CancellationToken cancellationToken)
    {
        foreach (var (call, traveller) in answered)
        {
            var products = ((Call)call).Products;
            traveller.Choose(instruction.Step.Name, products);
            if (products.Count > 0)
                traveller.GoTo(instruction.Branches[0], "chosen");
            else
                traveller.GoTo(instruction.Branches[1], "none");
        }

        return Task.CompletedTask;
    }

    private async Task<Exception?> TryAsync(IReadOnlyList<Call> calls, CancellationToken cancellationToken)
    {
        try
        {
            var chosen = await settings.InTimeAsync(time, token => source.ChooseAsync([.. calls.Select(call => call.Wish)], token), cancellationToken).ConfigureAwait(false);
            for (var index = 0; index < calls.Count; index++)
                calls[index].Products = [.. chosen[index].Distinct().Take(calls[index].Wish.Block.Count)];
            return null;
        }
        catch (Exception exception) when (ShopFailure.Is(exception, cancellationToken))
        {
            return exception;
        }
    }

    private sealed class Call(Parked parked, Wish wish) : ShopCall(parked)
    {
        internal Wish Wish { get; } = wish;

        internal IReadOnlyList<ProductId> Products { get; set; } = [];
    }
}
