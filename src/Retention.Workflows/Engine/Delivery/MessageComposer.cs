using Microsoft.Extensions.Logging;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Messaging;
using Retention.Workflows.Recommendations;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>
/// Renders the templates of a batch of messages, outside every transaction. Host calls for template data have the same timeout as a
/// channel.
/// </summary>
internal sealed partial class MessageComposer(
    EngineSettings settings, TemplateDataLoader templateData, TimeProvider time, ILogger<MessageComposer> logger)
{
    internal async Task ComposeAsync(IReadOnlyList<PendingSend> pendingSends, CancellationToken cancellationToken)
    {
        var products = await RecommendedAsync(pendingSends, cancellationToken).ConfigureAwait(false);
        var known = await CartProductsAsync(pendingSends, cancellationToken).ConfigureAwait(false);
        var stores = await StoresAsync(pendingSends, cancellationToken).ConfigureAwait(false);
        foreach (var pending in pendingSends)
        {
            if (pending.Postponed is null)
                Compose(pending, products.GetValueOrDefault(pending), known, stores.GetValueOrDefault(pending) ?? [], cancellationToken);
        }
    }

    /// <summary>
    /// Returns the products of carts and vouchers. If the host's catalogue fails, the messages that show such products wait.
    /// </summary>
    private async Task<IReadOnlyDictionary<ProductId, Product>> CartProductsAsync(
        IReadOnlyList<PendingSend> pendingSends, CancellationToken cancellationToken)
    {
        try
        {
            return await settings.InTimeAsync(
                time, token => templateData.ProductsAsync(pendingSends, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (HostCallFailure.Is(exception, cancellationToken))
        {
            foreach (var pending in pendingSends.Where(pending => pending.ShowsProducts))
                pending.Postponed ??= RefusalReasons.RecommendationsFailed;
            LogNoRecommendations(exception);
            return new Dictionary<ProductId, Product>();
        }
    }

    /// <summary>Returns stores nearby. If the host's availability service fails, the messages that show stores wait.</summary>
    private async Task<IReadOnlyDictionary<PendingSend, IReadOnlyList<StoreStock>>> StoresAsync(
        IReadOnlyList<PendingSend> pendingSends, CancellationToken cancellationToken)
    {
        try
        {
            return await settings.InTimeAsync(
                time, token => templateData.StoresAsync(pendingSends, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (HostCallFailure.Is(exception, cancellationToken))
        {
            foreach (var pending in pendingSends.Where(pending => pending.ShowsStores))
                pending.Postponed ??= RefusalReasons.StoresFailed;
            LogNoStores(exception);
            return new Dictionary<PendingSend, IReadOnlyList<StoreStock>>();
        }
    }

    /// <summary>
    /// Returns recommended products. If the host's recommender or catalogue fails, the messages that need them wait and the others are
    /// sent.
    /// </summary>
    private async Task<IReadOnlyDictionary<PendingSend, RecommendedProducts>> RecommendedAsync(
        IReadOnlyList<PendingSend> pendingSends, CancellationToken cancellationToken)
    {
        try
        {
            return await settings.InTimeAsync(
                time, token => templateData.RecommendedAsync(pendingSends, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (HostCallFailure.Is(exception, cancellationToken))
        {
            foreach (var pending in pendingSends.Where(pending => pending.Query is not null))
                pending.Postponed ??= RefusalReasons.RecommendationsFailed;
            LogNoRecommendations(exception);
            return new Dictionary<PendingSend, RecommendedProducts>();
        }
    }

    private void Compose(PendingSend pending, RecommendedProducts? products, IReadOnlyDictionary<ProductId, Product> known,
        IReadOnlyList<StoreStock> stores, CancellationToken cancellationToken)
    {
        if (pending.Customer is not { } customer)
            return; // the send policy refuses it
        if (pending is { ShowsCart: true, CartOrEmpty.IsEmpty: true })
        {
            pending.Problem = RefusalReasons.NoCart;
            return;
        }

        if (products is { Products.Count: 0, Block.WhenNone: WhenNoRecommendations.DoNotSend })
        {
            pending.Problem = RefusalReasons.NoRecommendations;
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

    [LoggerMessage(3005, LogLevel.Error, "The lookup of nearby stores failed; the messages that show stores are retried later")]
    private partial void LogNoStores(Exception exception);

    [LoggerMessage(3004, LogLevel.Error, "Recommendations failed; the messages that show recommendations are retried later")]
    private partial void LogNoRecommendations(Exception exception);

    [LoggerMessage(3003, LogLevel.Error, "Message {Message} could not be rendered with template {Template}; it is not sent")]
    private partial void LogNotRendered(Exception exception, MessageId message, TemplateName template);
}
