using Microsoft.Extensions.Logging;

namespace Retention.Workflows;

/// <summary>Fills templates for a batch of messages, outside every transaction. What the shop is asked for them has as long to answer as a channel has.</summary>
internal sealed partial class MessageComposer(EngineSettings settings, ShownGoods goods, TimeProvider time, ILogger<MessageComposer> logger)
{
    internal async Task ComposeAsync(IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        var products = await ProductsAsync(drafts, cancellationToken).ConfigureAwait(false);
        var known = await GoodsAsync(drafts, cancellationToken).ConfigureAwait(false);
        var stores = await StoresAsync(drafts, cancellationToken).ConfigureAwait(false);
        foreach (var draft in drafts)
        {
            if (draft.Postponed is null)
                Compose(draft, products.GetValueOrDefault(draft), known, stores.GetValueOrDefault(draft) ?? [], cancellationToken);
        }
    }

    /// <summary>What lies in carts and comes with vouchers; where the shop's catalogue fails, the messages that show some wait.</summary>
    private async Task<IReadOnlyDictionary<ProductId, Product>> GoodsAsync(IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        try
        {
            return await settings.InTimeAsync(time, token => goods.ProductsAsync(drafts, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (ShopFailure.Is(exception, cancellationToken))
        {
            foreach (var draft in drafts.Where(draft => draft.ShowsGoods))
                draft.Postponed ??= Outcomes.RecommendationsFailed;
            LogNoRecommendations(exception);
            return new Dictionary<ProductId, Product>();
        }
    }

    /// <summary>Stores nearby; where the shop's table of them fails, the messages that show some wait.</summary>
    private async Task<IReadOnlyDictionary<Draft, IReadOnlyList<StoreStock>>> StoresAsync(IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        try
        {
            return await settings.InTimeAsync(time, token => goods.StoresAsync(drafts, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (ShopFailure.Is(exception, cancellationToken))
        {
            foreach (var draft in drafts.Where(draft => draft.ShowsStores))
                draft.Postponed ??= Outcomes.StoresFailed;
            LogNoStores(exception);
            return new Dictionary<Draft, IReadOnlyList<StoreStock>>();
        }
    }

    /// <summary>Recommended products; where the shop's recommender or catalogue fails, the messages that want some wait, and the others leave.</summary>
    private async Task<IReadOnlyDictionary<Draft, RecommendedProducts>> ProductsAsync(IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        try
        {
            return await settings.InTimeAsync(time, token => goods.RecommendedAsync(drafts, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (ShopFailure.Is(exception, cancellationToken))
        {
            foreach (var draft in drafts.Where(draft => draft.Wish is not null))
                draft.Postponed ??= Outcomes.RecommendationsFailed;
            LogNoRecommendations(exception);
            return new Dictionary<Draft, RecommendedProducts>();
        }
    }

    private void Compose(Draft draft, RecommendedProducts? products, IReadOnlyDictionary<ProductId, Product> known, IReadOnlyList<StoreStock> stores, CancellationToken cancellationToken)
    {
        if (draft.Customer is not { } customer)
            return; // the gate refuses it
        if (draft is { ShowsCart: true, CartOrEmpty.IsEmpty: true })
        {
            draft.Problem = Outcomes.NoCart;
            return;
        }

        if (products is { Products.Count: 0, Block.WhenNone: WhenNoRecommendations.DoNotSend })
        {
            draft.Problem = Outcomes.NoRecommendations;
            return;
        }

        try
        {
            draft.Content = settings.Templates.Render(draft.Step.Template, draft.Step.Channel, customer.Locale, new MessageModel
            {
                Customer = customer,
                Shop = settings.Shop,
                Journey = draft.Message.Journey,
                Step = draft.Message.Step,
                UnsubscribeUrl = UnsubscribeLinks.For(settings.Options, draft.Message, draft.Step.Topic),
                Zone = TimeZones.For(customer.TimeZone, settings.Zone),
                Voucher = draft.Voucher,
                Recommendations = products,
                Cart = draft.Cart,
                Stores = stores,
                Products = known,
            });
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            draft.Problem = $"template:{draft.Step.Template}";
            LogNotRendered(exception, draft.Message.Id, draft.Step.Template);
        }
    }

    [LoggerMessage(3005, LogLevel.Error, "Stores nearby could not be found; the messages that show some are tried again later")]
    private partial void LogNoStores(Exception exception);

    [LoggerMessage(3004, LogLevel.Error, "Recommendations failed; the messages that show some are tried again later")]
    private partial void LogNoRecommendations(Exception exception);

    [LoggerMessage(3003, LogLevel.Error, "Message {Message} could not be rendered with template {Template}; it is not sent")]
    private partial void LogNotRendered(Exception exception, MessageId message, TemplateName template);
}
