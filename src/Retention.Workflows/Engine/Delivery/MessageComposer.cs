using Microsoft.Extensions.Logging;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Privacy;
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
        var products = await LoadAsync(
            pendingSends, templateData.RecommendedAsync, pending => pending.Query is not null, RefusalReasons.RecommendationsFailed,
            LogNoRecommendations, cancellationToken).ConfigureAwait(false);
        var known = await LoadAsync(
            pendingSends, templateData.ProductsAsync, pending => pending.ShowsProducts, RefusalReasons.RecommendationsFailed,
            LogNoRecommendations, cancellationToken).ConfigureAwait(false);
        var stores = await LoadAsync(
            pendingSends, templateData.StoresAsync, pending => pending.ShowsStores, RefusalReasons.StoresFailed, LogNoStores,
            cancellationToken).ConfigureAwait(false);
        foreach (var pending in pendingSends)
        {
            if (pending.Postponed is null)
                Compose(pending, products.GetValueOrDefault(pending), known, stores.GetValueOrDefault(pending) ?? [], cancellationToken);
        }
    }

    /// <summary>
    /// Loads template data from the host. If the host fails, the messages that need the data wait with a reason, and the others are sent.
    /// </summary>
    private async Task<IReadOnlyDictionary<TKey, TValue>> LoadAsync<TKey, TValue>(
        IReadOnlyList<PendingSend> pendingSends,
        Func<IReadOnlyList<PendingSend>, CancellationToken, Task<IReadOnlyDictionary<TKey, TValue>>> load, Func<PendingSend, bool> needs,
        string reason, Action<Exception> log, CancellationToken cancellationToken)
        where TKey : notnull
    {
        try
        {
            return await settings.InTimeAsync(time, token => load(pendingSends, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (HostCallFailure.IsOfCall(exception, cancellationToken))
        {
            foreach (var pending in pendingSends.Where(needs))
                pending.Postponed ??= reason;
            log(exception);
            return new Dictionary<TKey, TValue>();
        }
    }

    private void Compose(PendingSend pending, RecommendedProducts? products, IReadOnlyDictionary<ProductId, Product> known,
        IReadOnlyList<StoreStock> stores, CancellationToken cancellationToken)
    {
        if (pending.Customer is not { } customer)
            return; // the send policy refuses it
        if (customer.AddressesOn(pending.Step.Channel).Select(stored => settings.Addresses.Normalize(pending.Step.Channel, stored).Address)
            .FirstOrDefault(usable => usable is not null) is not { } address)
            return; // and so it does without an address
        pending.ComposedFor = address;
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
            pending.Model = new MessageModel
            {
                Customer = customer,
                Shop = settings.Shop,
                Journey = pending.Message.Journey,
                Step = pending.Message.Step,
                UnsubscribeUrl = UnsubscribeLinks.For(
                    settings, pending.Message, SuppressionKey.Of(settings, pending.Step.Channel, address), pending.Step.Topic),
                Zone = TimeZones.For(customer.TimeZone, settings.Zone),
                Voucher = pending.Voucher,
                Recommendations = products,
                Cart = pending.Cart,
                Stores = stores,
                Products = known,
            };
            pending.Content = settings.Templates.Render(pending.Step.Template, pending.Step.Channel, customer.Locale, pending.Model);
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
