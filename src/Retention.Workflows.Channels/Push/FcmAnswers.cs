using Retention.Workflows.Channels.Http;
using Retention.Workflows.Channels.Shared;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Push;

/// <summary>FCM's error codes and their outcomes.</summary>
/// <remarks>
/// FCM's own codes are in <c>error.details[].errorCode</c>: https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode. Without one,
/// <c>error.status</c> contains one of Google's common codes: https://cloud.google.com/apis/design/errors.
/// </remarks>
internal static class FcmAnswers
{
    private const int MaxCodeLength = 40;

    internal static AnswerTable Table { get; } = new("fcm",
    [
        new("UNSPECIFIED_ERROR", AnswerOutcome.Ambiguous, "the error has no details"),
        new("INVALID_ARGUMENT", AnswerOutcome.Rejected, "the token or the message is malformed, or the message is too big"),
        new("UNREGISTERED", AnswerOutcome.Rejected, "the app was removed or the token expired", BounceClass.Hard),
        new("SENDER_ID_MISMATCH", AnswerOutcome.Rejected, "the token belongs to another sender, or our credentials to another project"),
        new("QUOTA_EXCEEDED", AnswerOutcome.RetryLater, "the limit of messages, to all or to this device, is exceeded"),
        new("UNAVAILABLE", AnswerOutcome.RetryLater, "the server is overloaded"),
        new("INTERNAL", AnswerOutcome.Ambiguous, "an unknown internal error"),
        new("THIRD_PARTY_AUTH_ERROR", AnswerOutcome.PauseChannel, "our certificate for Apple or key for the web is wrong or missing"),
        new("UNAUTHENTICATED", AnswerOutcome.PauseChannel, "the access token is wrong or expired"),
        new("PERMISSION_DENIED", AnswerOutcome.PauseChannel, "the service account may not send for this project"),
        new("NOT_FOUND", AnswerOutcome.RetryLater, "a resource is missing; it need not be the device"),
        new("RESOURCE_EXHAUSTED", AnswerOutcome.RetryLater, "a quota is used up"),
        new("DEADLINE_EXCEEDED", AnswerOutcome.Ambiguous, "the server did not finish in time"),
    ]);

    internal static DeliveryResult Read(ProviderAnswer answer)
    {
        if (answer.Succeeded && answer.Text("name") is { Length: > 0 } name)
            return DeliveryResult.Accepted(name);
        var code = Code(answer);
        return code == "INVALID_ARGUMENT" && NamesToken(answer)
            ? DeliveryResult.Rejected(Table.Reason(code), BounceClass.Hard) : Table.Map(answer, code);
    }

    /// <summary>A violation of the field with the token says that the token is malformed, so it will never work.</summary>
    private static bool NamesToken(ProviderAnswer answer) =>
        answer.Body is { } body && JsonRead.Object(body, "error") is { } error
            && JsonRead.Items(error, "details").SelectMany(static detail => JsonRead.Items(detail, "fieldViolations"))
                .Any(static violation => JsonRead.Text(violation, "field") is "message.token" or "message.Token" or "token");

    private static string? Code(ProviderAnswer answer)
    {
        if (answer.Body is not { } body || JsonRead.Object(body, "error") is not { } error)
            return null;
        var codes = JsonRead.Items(error, "details").Select(static detail => JsonRead.Text(detail, "errorCode"))
            .Append(JsonRead.Text(error, "status"));
        return codes.FirstOrDefault(static code => code is not null && Table.Knows(code)) ?? codes.FirstOrDefault(IsCode);
    }

    /// <summary>A reason may name a code that the table does not contain, if the text can only be a code.</summary>
    private static bool IsCode(string? text) =>
        text is { Length: > 0 and <= MaxCodeLength }
            && text.All(static character => char.IsAsciiLetterUpper(character) || character == '_');
}
