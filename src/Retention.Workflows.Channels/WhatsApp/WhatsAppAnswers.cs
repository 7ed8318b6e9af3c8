using Retention.Workflows.Channels.Http;
using Retention.Workflows.Channels.Shared;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.WhatsApp;

/// <summary>WhatsApp's error codes and their outcomes.</summary>
/// <remarks>
/// One list for refusals and for later failures: https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes.
/// A fault of this customer or text rejects the message; a fault of our account pauses the channel. A missing or paused template may become
/// available again, so the message waits.
/// </remarks>
internal static class WhatsAppAnswers
{
    internal static AnswerTable Table { get; } = new("whatsapp",
    [
        new("0", AnswerOutcome.PauseChannel, "the access token is wrong or expired"),
        new("1", AnswerOutcome.Ambiguous, "unknown error, in the request or of the server"),
        new("2", AnswerOutcome.RetryLater, "temporarily down or overloaded"),
        new("3", AnswerOutcome.PauseChannel, "the app lacks a capability or permission"),
        new("4", AnswerOutcome.RetryLater, "the app made too many calls"),
        new("10", AnswerOutcome.PauseChannel, "permission was not granted or was removed"),
        new("33", AnswerOutcome.PauseChannel, "our number was deleted"),
        new("100", AnswerOutcome.Rejected, "an invalid parameter"),
        new("190", AnswerOutcome.PauseChannel, "the access token has expired"),
        new("200-299", AnswerOutcome.PauseChannel, "permission was not granted or was removed"),
        new("368", AnswerOutcome.PauseChannel, "our account is temporarily blocked for a breach of policy"),
        new("80007", AnswerOutcome.RetryLater, "our account reached its rate limit"),
        new("130429", AnswerOutcome.RetryLater, "throughput of our number is reached"),
        new("130472", AnswerOutcome.Rejected, "the customer is in an experiment that gets no marketing messages"),
        new("130497", AnswerOutcome.Rejected, "our account may not write to that country"),
        new("131000", AnswerOutcome.Ambiguous, "unknown error"),
        new("131005", AnswerOutcome.PauseChannel, "access denied"),
        new("131008", AnswerOutcome.Rejected, "a required parameter is missing"),
        new("131009", AnswerOutcome.Rejected, "a parameter's value is not valid"),
        new("131016", AnswerOutcome.RetryLater, "service unavailable"),
        new("131021", AnswerOutcome.Rejected, "sender and recipient are the same number"),
        new("131026", AnswerOutcome.Rejected, "undeliverable: no WhatsApp number, or an old version, or terms that were not accepted yet",
            BounceClass.Soft),
        new("131031", AnswerOutcome.PauseChannel, "our account is locked"),
        new("131037", AnswerOutcome.PauseChannel, "our number's display name is not approved"),
        new("131042", AnswerOutcome.PauseChannel, "our payment method has a problem"),
        new("131045", AnswerOutcome.PauseChannel, "our number is registered wrongly"),
        new("131047", AnswerOutcome.Rejected, "more than 24 hours since the customer wrote: only templates"),
        new("131048", AnswerOutcome.RetryLater, "our number is limited, since many called its messages spam"),
        new("131049", AnswerOutcome.Rejected, "held back: the customer had enough marketing messages"),
        new("131050", AnswerOutcome.Rejected, "the customer stopped our marketing messages", BounceClass.Unsubscribed),
        new("131051", AnswerOutcome.Rejected, "unsupported kind of message"),
        new("131052", AnswerOutcome.Rejected, "media could not be downloaded"),
        new("131053", AnswerOutcome.Rejected, "media could not be uploaded"),
        new("131056", AnswerOutcome.RetryLater, "too many messages to this customer in a short time"),
        new("131057", AnswerOutcome.RetryLater, "our account is in maintenance"),
        new("132000", AnswerOutcome.Rejected, "number of parameters differs from the template's"),
        new("132001", AnswerOutcome.RetryLater, "template does not exist or is not approved in that language"),
        new("132005", AnswerOutcome.Rejected, "text with parameters is too long"),
        new("132007", AnswerOutcome.Rejected, "template's content breaks a policy"),
        new("132012", AnswerOutcome.Rejected, "a parameter's format differs from the template's"),
        new("132015", AnswerOutcome.RetryLater, "template is paused for low quality"),
        new("132016", AnswerOutcome.Rejected, "template is disabled for low quality"),
        new("133004", AnswerOutcome.RetryLater, "server temporarily unavailable"),
        new("133006", AnswerOutcome.PauseChannel, "our number must be verified"),
        new("133010", AnswerOutcome.PauseChannel, "our number is not registered"),
        new("135000", AnswerOutcome.Rejected, "unknown error with the parameters"),
    ]);

    /// <summary>An accepted message has its id in <c>messages[0].id</c>; a refusal has its code in <c>error.code</c>.</summary>
    internal static DeliveryResult Read(ProviderAnswer answer)
    {
        if (answer.Body is not { } body)
            return Table.Map(answer, null);
        if (answer.Succeeded && JsonRead.Items(body, "messages").Select(static message => JsonRead.Text(message, "id"))
            .FirstOrDefault() is { Length: > 0 } id)
            return DeliveryResult.Accepted(id);
        return Table.Map(answer, JsonRead.Object(body, "error") is { } error ? JsonRead.Code(error, "code") : null);
    }
}
