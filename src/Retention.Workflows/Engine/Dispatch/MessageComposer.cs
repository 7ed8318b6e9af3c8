using Microsoft.Extensions.Logging;

namespace Retention.Workflows;

/// <summary>Fills templates for a batch of messages, outside every transaction.</summary>
internal sealed partial class MessageComposer(EngineSettings settings, RecommendationSource recommendations, ILogger<MessageComposer> logger)
{
    internal async Task ComposeAsync(IReadOnlyList<Draft> drafts, CancellationToken cancellationToken)
    {
        var products = await recommendations.ForAsync(drafts, cancellationToken).ConfigureAwait(false);
        foreach (var draft in drafts)
            Compose(draft, products.GetValueOrDefault(draft));
    }

    private void Compose(Draft draft, RecommendedProducts? products)
    {
        if (draft.Customer is not { } customer)
            return; // the gate refuses it
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
                Zone = TimeZones.For(customer.TimeZone, settings.Zone),
                Voucher = draft.Voucher,
                Recommendations = products,
            });
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            draft.Problem = $"template:{draft.Step.Template}";
            LogNotRendered(exception, draft.Message.Id, draft.Step.Template);
        }
    }

    [LoggerMessage(3003, LogLevel.Error, "Message {Message} could not be rendered with template {Template}; it is not sent")]
    private partial void LogNotRendered(Exception exception, MessageId message, TemplateName template);
}
