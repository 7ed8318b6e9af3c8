using Microsoft.Extensions.Logging;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Enrollments;
using Retention.Workflows.Messaging;
using Retention.Workflows.Recommendations;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>Fills templates for a batch of messages, outside every transaction. What the shop is asked for them has as long to answer as a channel has.</summary>
internal sealed partial class MessageComposer(EngineSettings settings, TemplateDataLoader goods, TimeProvider time, ILogger<MessageComposer> logger)
{
    internal async Task ComposeAsync(IReadOnlyList<PendingSend> pendingSends, CancellationToken cancellationToken)
    {
        var products = await ProductsAsync(pendingSends, cancellationToken).ConfigureAwait(false);
        var known = await GoodsAsync(pendingSends, cancellationToken).ConfigureAwait(false);
        var stores = await StoresAsync(pendingSends, cancellationToken).ConfigureAwait(false);
        foreach (var pending in pendingSends)
        {
            if (pending.Postponed is null)
                Compose(pending, products.GetValueOrDefault(pending), known, stores.GetValueOrDefault(pending) ?? [], cancellationToken);
        }
    }

    /// <summary>What lies in carts and comes with vouchers; where the shop's catalogue fails, the messages that show some wait.</summary>
    private async Task<IReadOnlyDictionary<ProductId, Product>> GoodsAsync(IReadOnlyList<PendingSend> pendingSends, CancellationToken cancellationToken)
    {
        try
        {
            return await settings.InTimeAsync(time, token => goods.ProductsAsync(pendingSends, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (HostCallFailure.Is(exception, cancellationToken))
        {
            foreach (var pending in pendingSends.Where(pending => pending.ShowsGoods))
                pending.Postponed ??= Outcomes.RecommendationsFailed;
            LogNoRecommendations(exception);
            return new Dictionary<ProductId, Product>();
        }
    }

    /// <summary>Stores nearby; where the shop's table of them fails, the messages that show some wait.</summary>
    private async Task<IReadOnlyDictionary<PendingSend, IReadOnlyList<StoreStock>>> StoresAsync(IReadOnlyList<PendingSend> pendingSends, CancellationToken cancellationToken)
    {
        try
        {
            return await settings.InTimeAsync(time, token => goods.StoresAsync(pendingSends, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (HostCallFailure.Is(exception, cancellationToken))
        {
            foreach (var pending in pendingSends.Where(pending => pending.ShowsStores))
                pending.Postponed ??= Outcomes.StoresFailed;
            LogNoStores(exception);
            return new Dictionary<PendingSend, IReadOnlyList<StoreStock>>();
        }
    }

    /// <summary>Recommended products; where the shop's recommender or catalogue fails, the messages that want some wait, and the others leave.</summary>
    private async Task<IReadOnlyDictionary<PendingSend, RecommendedProducts>> ProductsAsync(IReadOnlyList<PendingSend> pendingSends, CancellationToken cancellationToken)
    {
        try
        {
            return await settings.InTimeAsync(time, token => goods.RecommendedAsync(pendingSends, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (HostCallFailure.Is(exception, cancellationToken))
        {
            foreach (var pending in pendingSends.Where(pending => pending.Wish is not null))
                pending.Postponed ??= Outcomes.RecommendationsFailed;
            LogNoRecommendations(exception);
            return new Dictionary<PendingSend, RecommendedProducts>();
        }
    }

    private void Compose(PendingSend pending, RecommendedProducts? products, IReadOnlyDictionary<ProductId, Product> known, IReadOnlyList<StoreStock> stores, CancellationToken cancellationToken)
    {
        if (pending.Customer is not { } customer)
            return; // the gate refuses it
        if (pending is { ShowsCart: true, CartOrEmpty.IsEmpty: true })
        {
            pending.Problem = Outcomes.NoCart;
            return;
        }

        if (products is { Products.Count: 0, Block.WhenNone: WhenNoRecommendations.DoNotSend })
        {
            pending.Problem = Outcomes.NoRecommendations;
            return;
        }

        try
        {
            pending.Content = settings.Templates.Render(pending.Step.Template, pending.Step.Channel, customer.Locale, new MessageModel
            {
                Customer = customer,
                Shop = settings.Shop,
                Journey = pending.Message.Journey,
                Step = pending.Message.Step,
                UnsubscribeUrl = UnsubscribeLinks.For(settings.Options, pending.Message, pending.Step.Topic),
                Zone = TimeZones.For(customer.TimeZone, settings.Zone),
                Voucher = pending.Voucher,
                Recommendations = products,
                Cart = pending.Cart,
                Stores = stores,
                Products = known,
            });
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            pending.Problem = $"template:{pending.Step.Template}";
            LogNotRendered(exception, pending.Message.Id, pending.Step.Template);
        }
    }

    [LoggerMessage(3005, LogLevel.Error, "Stores nearby could not be found; the messages that show some are tried again later")]
    private partial void LogNoStores(Exception exception);

    [LoggerMessage(3004, LogLevel.Error, "Recommendations failed; the messages that show some are tried again later")]
    private partial void LogNoRecommendations(Exception exception);

    [LoggerMessage(3003, LogLevel.Error, "Message {Message} could not be rendered with template {Template}; it is not sent")]
    private partial void LogNotRendered(Exception exception, MessageId message, TemplateName template);
}
