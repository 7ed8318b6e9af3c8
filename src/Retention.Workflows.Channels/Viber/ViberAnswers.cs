using System.Net;
using Retention.Workflows.Channels.Http;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Viber;

/// <summary>Viber's statuses and their outcomes.</summary>
/// <remarks>
/// Viber answers 200 to every readable request; <c>status</c> in the body has the result:
/// https://developers.viber.com/docs/api/rest-bot-api/#error-codes. Other numbers are a "general error" there, which is ambiguous here.
/// </remarks>
internal static class ViberAnswers
{
    private const string Ok = "0";

    internal static AnswerTable Table { get; } = new("viber",
    [
        new(Ok, AnswerOutcome.Delivered, "ok"),
        new("1", AnswerOutcome.PauseChannel, "invalidUrl: our webhook's address is wrong"),
        new("2", AnswerOutcome.PauseChannel, "invalidAuthToken: our token is wrong"),
        new("3", AnswerOutcome.Rejected, "badData: malformed request"),
        new("4", AnswerOutcome.Rejected, "missingData: something mandatory is missing"),
        new("5", AnswerOutcome.Rejected, "receiverNotRegistered: no user of Viber", BounceClass.Hard),
        new("6", AnswerOutcome.Rejected, "receiverNotSubscribed: the customer does not follow our bot", BounceClass.Unsubscribed),
        new("7", AnswerOutcome.PauseChannel, "publicAccountBlocked: our bot is blocked"),
        new("8", AnswerOutcome.PauseChannel, "publicAccountNotFound: our token belongs to no bot"),
        new("9", AnswerOutcome.PauseChannel, "publicAccountSuspended: our bot is suspended"),
        new("10", AnswerOutcome.PauseChannel, "webhookNotSet: our bot has no webhook"),
        new("11", AnswerOutcome.Rejected, "receiverNoSuitableDevice: the customer's device cannot show it", BounceClass.Soft),
        new("12", AnswerOutcome.RetryLater, "tooManyRequests: our bot's rate is exceeded"),
        new("13", AnswerOutcome.Rejected, "apiVersionNotSupported: the customer's devices are older than min_api_version"),
        new("14", AnswerOutcome.Rejected, "incompatibleWithVersion: min_api_version does not fit the message"),
        new("15", AnswerOutcome.PauseChannel, "publicAccountNotAuthorized: our bot may not do that"),
        new("16", AnswerOutcome.Rejected, "inchatReplyMessageNotAllowed: no such reply here"),
        new("17", AnswerOutcome.Rejected, "publicAccountIsNotInline: our bot is not inline"),
        new("18", AnswerOutcome.PauseChannel, "noPublicChat: our bot has no public chat"),
        new("19", AnswerOutcome.Rejected, "cannotSendBroadcast: no broadcast of this message"),
        new("20", AnswerOutcome.Rejected, "broadcastNotAllowed: our bot may not broadcast"),
        new("21", AnswerOutcome.Rejected, "unsupportedCountry: not to the customer's country"),
        new("22", AnswerOutcome.Rejected, "paymentUnsupported: our bot takes no payments"),
        new("23", AnswerOutcome.PauseChannel, "freeMessagesExceeded: our free messages are used up"),
        new("24", AnswerOutcome.PauseChannel, "noBalance: our account is empty"),
    ]);

    internal static DeliveryResult Read(ProviderAnswer answer)
    {
        var status = answer.Code("status");
        if (answer.Status != HttpStatusCode.OK)
            return Table.Map(answer, status == Ok ? null : status);
        return status == Ok && answer.Code("message_token") is { } token ? DeliveryResult.Accepted(token) : Table.Map(answer, status);
    }
}
