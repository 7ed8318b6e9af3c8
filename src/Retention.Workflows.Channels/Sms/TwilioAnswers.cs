using System.Net;
using Retention.Workflows.Channels.Http;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Sms;

/// <summary>Twilio's error codes and their outcomes.</summary>
/// <remarks>
/// Codes of API refusals (20xxx, 21xxx) and of messages that failed later (30xxx) share one list, as at Twilio:
/// https://www.twilio.com/docs/api/errors. A fault of this customer or text rejects the message; a fault of our account or settings
/// pauses the channel.
/// </remarks>
internal static class TwilioAnswers
{
    internal static AnswerTable Table { get; } = new("twilio",
    [
        new("14107", AnswerOutcome.RetryLater, "send rate limit exceeded"),
        new("20003", AnswerOutcome.PauseChannel, "authentication failed"),
        new("20005", AnswerOutcome.PauseChannel, "account not active"),
        new("20006", AnswerOutcome.PauseChannel, "access denied"),
        new("20404", AnswerOutcome.PauseChannel, "account not found"),
        new("20429", AnswerOutcome.RetryLater, "too many requests"),
        new("20500", AnswerOutcome.Ambiguous, "internal server error"),
        new("20503", AnswerOutcome.RetryLater, "service unavailable"),
        new("21211", AnswerOutcome.Rejected, "invalid To number", BounceClass.Hard),
        new("21212", AnswerOutcome.PauseChannel, "invalid From number"),
        new("21214", AnswerOutcome.Rejected, "To number cannot be reached", BounceClass.Hard),
        new("21217", AnswerOutcome.Rejected, "To number seems invalid", BounceClass.Hard),
        new("21265", AnswerOutcome.Rejected, "To is a short code", BounceClass.Hard),
        new("21268", AnswerOutcome.Rejected, "To is a premium or information number", BounceClass.Hard),
        new("21408", AnswerOutcome.Rejected, "sending to that region is not enabled"),
        new("21602", AnswerOutcome.Rejected, "body is missing"),
        new("21603", AnswerOutcome.PauseChannel, "From is missing"),
        new("21604", AnswerOutcome.Rejected, "To is missing"),
        new("21605", AnswerOutcome.Rejected, "body is too long"),
        new("21606", AnswerOutcome.PauseChannel, "From number cannot send text messages"),
        new("21608", AnswerOutcome.Rejected, "To number is not verified for a trial account"),
        new("21610", AnswerOutcome.Rejected, "customer unsubscribed from this sender", BounceClass.Unsubscribed),
        new("21611", AnswerOutcome.RetryLater, "queue of the From number is full"),
        new("21612", AnswerOutcome.Rejected, "no route from From to To"),
        new("21614", AnswerOutcome.Rejected, "To is not a mobile number", BounceClass.Hard),
        new("21617", AnswerOutcome.Rejected, "body exceeds 1600 characters"),
        new("21618", AnswerOutcome.Rejected, "body cannot be sent to that destination"),
        new("21635", AnswerOutcome.Rejected, "To is a landline", BounceClass.Hard),
        new("21659", AnswerOutcome.PauseChannel, "From is not a number of Twilio"),
        new("21660", AnswerOutcome.PauseChannel, "From belongs to another account"),
        new("21701", AnswerOutcome.PauseChannel, "messaging service does not exist"),
        new("21703", AnswerOutcome.PauseChannel, "messaging service has no numbers"),
        new("21730", AnswerOutcome.RetryLater, "system under maintenance"),
        new("30001", AnswerOutcome.RetryLater, "queue overflow"),
        new("30002", AnswerOutcome.PauseChannel, "account suspended"),
        new("30003", AnswerOutcome.RetryLater, "handset unreachable", BounceClass.Soft),
        new("30004", AnswerOutcome.Rejected, "message blocked", BounceClass.Hard),
        new("30005", AnswerOutcome.Rejected, "unknown handset", BounceClass.Hard),
        new("30006", AnswerOutcome.Rejected, "landline or unreachable carrier", BounceClass.Hard),
        new("30007", AnswerOutcome.Rejected, "filtered by the carrier"),
        new("30008", AnswerOutcome.Ambiguous, "unknown error", BounceClass.Soft),
        new("30009", AnswerOutcome.Ambiguous, "segment missing"),
        new("30010", AnswerOutcome.Rejected, "price above the maximum"),
        new("30022", AnswerOutcome.RetryLater, "rate of our campaign exceeded at the carrier"),
        new("30023", AnswerOutcome.RetryLater, "daily limit of our brand reached at the carrier"),
        new("30034", AnswerOutcome.PauseChannel, "From number is not registered with the carriers"),
    ]);

    /// <summary>
    /// A refusal has its code in <c>code</c>; a message that was created and failed at once has its code in <c>error_code</c>.
    /// </summary>
    internal static DeliveryResult Read(ProviderAnswer answer)
    {
        var sid = answer.Succeeded && answer.Text("sid") is { Length: > 0 } named ? named : null;
        if (sid is not null && answer.Code("error_code") is { } failed)
            return Table.Map(answer, failed);
        if (sid is not null)
            return DeliveryResult.Accepted(sid);

        // 201 means that the message was created, whatever the body.
        return answer.Status == HttpStatusCode.Created ? DeliveryResult.Delivered : Table.Map(answer, answer.Code("code"));
    }
}
