namespace Retention.Workflows;

/// <summary>Twilio's error codes and what follows from each.</summary>
/// <remarks>
/// Codes of the API's refusals (20xxx, 21xxx) and of a message that failed later (30xxx) share one list, as they do at Twilio:
/// https://www.twilio.com/docs/api/errors. What concerns this customer or text is rejected; what concerns our account or settings waits.
/// </remarks>
internal static class TwilioAnswers
{
    internal static AnswerTable Table { get; } = new("twilio",
    [
        new(14107, DeliveryStatus.RetryLater, "send rate limit exceeded"),
        new(20003, DeliveryStatus.RetryLater, "authentication failed"),
        new(20005, DeliveryStatus.RetryLater, "account not active"),
        new(20006, DeliveryStatus.RetryLater, "access denied"),
        new(20404, DeliveryStatus.RetryLater, "account not found"),
        new(20429, DeliveryStatus.RetryLater, "too many requests"),
        new(20500, DeliveryStatus.Ambiguous, "internal server error"),
        new(20503, DeliveryStatus.RetryLater, "service unavailable"),
        new(21211, DeliveryStatus.Rejected, "invalid To number"),
        new(21212, DeliveryStatus.RetryLater, "invalid From number"),
        new(21214, DeliveryStatus.Rejected, "To number cannot be reached"),
        new(21217, DeliveryStatus.Rejected, "To number seems invalid"),
        new(21408, DeliveryStatus.Rejected, "sending to that region is not enabled"),
        new(21602, DeliveryStatus.Rejected, "body is missing"),
        new(21603, DeliveryStatus.RetryLater, "From is missing"),
        new(21604, DeliveryStatus.Rejected, "To is missing"),
        new(21605, DeliveryStatus.Rejected, "body is too long"),
        new(21606, DeliveryStatus.RetryLater, "From number cannot send text messages"),
        new(21608, DeliveryStatus.Rejected, "To number is not verified for a trial account"),
        new(21610, DeliveryStatus.Rejected, "customer unsubscribed from this sender"),
        new(21611, DeliveryStatus.RetryLater, "queue of the From number is full"),
        new(21612, DeliveryStatus.Rejected, "no route from From to To"),
        new(21614, DeliveryStatus.Rejected, "To is no mobile number"),
        new(21617, DeliveryStatus.Rejected, "body exceeds 1600 characters"),
        new(21618, DeliveryStatus.Rejected, "body cannot be sent to that destination"),
        new(21659, DeliveryStatus.RetryLater, "From is not a number of Twilio"),
        new(21660, DeliveryStatus.RetryLater, "From belongs to another account"),
        new(21701, DeliveryStatus.RetryLater, "messaging service does not exist"),
        new(21703, DeliveryStatus.RetryLater, "messaging service has no numbers"),
        new(21730, DeliveryStatus.RetryLater, "system under maintenance"),
        new(30001, DeliveryStatus.RetryLater, "queue overflow"),
        new(30002, DeliveryStatus.RetryLater, "account suspended"),
        new(30003, DeliveryStatus.RetryLater, "handset unreachable"),
        new(30004, DeliveryStatus.Rejected, "message blocked"),
        new(30005, DeliveryStatus.Rejected, "unknown handset"),
        new(30006, DeliveryStatus.Rejected, "landline or unreachable carrier"),
        new(30007, DeliveryStatus.Rejected, "filtered by the carrier"),
        new(30008, DeliveryStatus.Ambiguous, "unknown error"),
        new(30009, DeliveryStatus.Ambiguous, "segment missing"),
        new(30010, DeliveryStatus.Rejected, "price above the maximum"),
    ]);

    /// <summary>A refusal has its code in <c>code</c>; a message that was created and failed at once has it in <c>error_code</c>.</summary>
    internal static DeliveryResult Read(ProviderAnswer answer)
    {
        var created = (int)answer.Status is >= 200 and <= 299 && answer.Text("sid") is { Length: > 0 };
        var code = answer.Number(created ? "error_code" : "code");
        return created && code is null ? DeliveryResult.Delivered : Table.Map(answer, code);
    }
}
