using Retention.Workflows.Channels.Http;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Webhook;

/// <summary>The outcomes of a receiver's HTTP statuses. The receiver has no codes of its own, so the statuses are the contract.</summary>
internal static class WebhookAnswers
{
    internal static AnswerTable Table { get; } = new("webhook",
    [
        new("http-200", AnswerOutcome.Delivered, "accepted"),
        new("http-201", AnswerOutcome.Delivered, "accepted"),
        new("http-202", AnswerOutcome.Delivered, "accepted"),
        new("http-204", AnswerOutcome.Delivered, "accepted"),
        new("http-409", AnswerOutcome.RetryLater, "a request with this key is being worked on"),
        new("http-410", AnswerOutcome.Rejected, "the customer's address no longer exists", BounceClass.Hard),
    ]);

    internal static DeliveryResult Read(ProviderAnswer answer) => Table.Map(answer, $"http-{(int)answer.Status}");
}
