using Retention.Workflows.Channels.Http;
using Retention.Workflows.Channels.Push;
using Retention.Workflows.Channels.Sms;
using Retention.Workflows.Channels.Viber;
using Retention.Workflows.Channels.WhatsApp;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Tests.Http;

/// <summary>
/// Answers from the providers' public documentation, with the expected results. They are written by hand and not derived from our tables,
/// so that a wrong row fails here. docs/provider-answers.md lists the sources.
/// </summary>
public sealed class ProviderDocumentationTests
{
    // Twilio: https://www.twilio.com/docs/api/errors and its pages for each code; the shape is from
    // https://www.twilio.com/docs/usage/twilios-response.
    [Theory]
    [InlineData(201, """{"sid":"SM1f0e","status":"queued","error_code":null,"error_message":null}""", "", "Delivered as SM1f0e")]
    [InlineData(201, """{"sid":"SM1f0e","status":"failed","error_code":30002,"error_message":"Account suspended"}""", "",
        "RetryLater twilio-30002 pauses")]
    [InlineData(
        400, """{"code":21211,"message":"The 'To' number is not a valid phone number.","more_info":"https://www.twilio.com/docs/errors/21211","status":400}""", "", "Rejected twilio-21211 Hard")]
    [InlineData(400, """{"code":21212,"message":"The 'From' number is not a valid phone number.","status":400}""", "",
        "RetryLater twilio-21212 pauses")]
    [InlineData(400, """{"code":21268,"message":"Sending to Premium rate or Information Service numbers is not allowed","status":400}""",
        "", "Rejected twilio-21268 Hard")]
    [InlineData(400, """{"code":21408,"message":"Permission to send an SMS has not been enabled for the region","status":400}""", "",
        "Rejected twilio-21408")]
    [InlineData(400, """{"code":21602,"message":"Message body is required.","status":400}""", "", "Rejected twilio-21602")]
    [InlineData(
        400, """{"code":21606,"message":"The 'From' phone number provided is not a valid message-capable Twilio phone number","status":400}""", "", "RetryLater twilio-21606 pauses")]
    [InlineData(
        400, """{"code":21608,"message":"The number is unverified. Trial accounts cannot send messages to unverified numbers","status":400}""", "", "Rejected twilio-21608")]
    [InlineData(400, """{"code":21610,"message":"Attempt to send to unsubscribed recipient","status":400}""", "",
        "Rejected twilio-21610 Unsubscribed")]
    [InlineData(429, """{"code":21611,"message":"This 'From' number has exceeded the maximum number of queued messages","status":429}""",
        "", "RetryLater twilio-21611")]
    [InlineData(
        400, """{"code":21612,"message":"Message cannot be sent with the current combination of 'To' and/or 'From' parameters","status":400}""", "", "Rejected twilio-21612")]
    [InlineData(
        400, """{"code":21614,"message":"'To' number is not a valid mobile number","status":400}""", "", "Rejected twilio-21614 Hard")]
    [InlineData(400, """{"code":21617,"message":"The concatenated message body exceeds the 1600 character limit.","status":400}""", "",
        "Rejected twilio-21617")]
    [InlineData(401, """{"code":20003,"message":"Authenticate","status":401}""", "", "RetryLater twilio-20003 pauses")]
    [InlineData(403, """{"code":20005,"message":"Account not active","status":403}""", "", "RetryLater twilio-20005 pauses")]
    [InlineData(
        404, """{"code":20404,"message":"The requested resource was not found","status":404}""", "", "RetryLater twilio-20404 pauses")]
    [InlineData(
        429, """{"code":20429,"message":"Too Many Requests","status":429}""", "Retry-After: 17", "RetryLater twilio-20429 after 17 s")]
    [InlineData(503, """{"code":20503,"message":"Service unavailable","status":503}""", "", "RetryLater twilio-20503")]
    [InlineData(500, """{"code":20500,"message":"An internal server error has occurred","status":500}""", "", "Ambiguous twilio-20500")]
    [InlineData(201, """{"sid":"SM1","status":"failed","error_code":30003,"error_message":"Unreachable destination handset"}""", "",
        "RetryLater twilio-30003")]
    [InlineData(201, """{"sid":"SM1","status":"failed","error_code":30005,"error_message":"Unknown destination handset"}""", "",
        "Rejected twilio-30005 Hard")]
    [InlineData(201, """{"sid":"SM1","status":"failed","error_code":30006,"error_message":"Landline or unreachable carrier"}""", "",
        "Rejected twilio-30006 Hard")]
    [InlineData(
        201, """{"sid":"SM1","status":"failed","error_code":30007,"error_message":"Message filtered"}""", "", "Rejected twilio-30007")]
    [InlineData(201, """{"sid":"SM1","status":"failed","error_code":30022,"error_message":"US A2P 10DLC - Rate Limits Exceeded"}""", "",
        "RetryLater twilio-30022")]
    [InlineData(
        201, """{"sid":"SM1","status":"failed","error_code":30034,"error_message":"US A2P 10DLC - Message from an Unregistered Number"}""",
        "", "RetryLater twilio-30034 pauses")]
    public Task Twilios_answers(int status, string body, string header, string expected) =>
        ExpectAsync(TwilioAnswers.Read, status, body, header, expected);

    // FCM HTTP v1: https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode; the shapes are from
    // https://firebase.google.com/docs/cloud-messaging/error-codes.
    [Theory]
    [InlineData(200, """{"name":"projects/shop/messages/0:1500415314455276%31bd1c9631bd1c96"}""", "",
        "Delivered as projects/shop/messages/0:1500415314455276%31bd1c9631bd1c96")]
    [InlineData(
        400, """{"error":{"code":400,"message":"The registration token is not a valid FCM registration token","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError","errorCode":"INVALID_ARGUMENT"}]}}""", "", "Rejected fcm-INVALID_ARGUMENT")]
    [InlineData(
        400, """{"error":{"code":400,"message":"Invalid registration token","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":"message.token","description":"Invalid registration token"}]}]}}""", "", "Rejected fcm-INVALID_ARGUMENT Hard")]
    [InlineData(
        400, """{"error":{"code":400,"message":"Invalid value at 'message.data[0].value' (TYPE_STRING), 12","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":"message.data[0].value"}]}]}}""", "", "Rejected fcm-INVALID_ARGUMENT")]
    [InlineData(
        404, """{"error":{"code":404,"message":"Requested entity was not found.","status":"NOT_FOUND","details":[{"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError","errorCode":"UNREGISTERED"}]}}""", "", "Rejected fcm-UNREGISTERED Hard")]
    [InlineData(
        403, """{"error":{"code":403,"message":"SenderId mismatch","status":"PERMISSION_DENIED","details":[{"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError","errorCode":"SENDER_ID_MISMATCH"}]}}""", "", "Rejected fcm-SENDER_ID_MISMATCH")]
    [InlineData(
        429, """{"error":{"code":429,"message":"Quota exceeded.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError","errorCode":"QUOTA_EXCEEDED"}]}}""", "Retry-After: 60", "RetryLater fcm-QUOTA_EXCEEDED after 60 s")]
    [InlineData(
        503, """{"error":{"code":503,"message":"The service is currently unavailable.","status":"UNAVAILABLE","details":[{"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError","errorCode":"UNAVAILABLE"}]}}""", "Retry-After: 30", "RetryLater fcm-UNAVAILABLE after 30 s")]
    [InlineData(
        500, """{"error":{"code":500,"message":"Internal error encountered.","status":"INTERNAL","details":[{"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError","errorCode":"INTERNAL"}]}}""", "", "Ambiguous fcm-INTERNAL")]
    [InlineData(
        401, """{"error":{"code":401,"message":"Auth error from APNS or Web Push Service","status":"UNAUTHENTICATED","details":[{"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError","errorCode":"THIRD_PARTY_AUTH_ERROR"}]}}""", "", "RetryLater fcm-THIRD_PARTY_AUTH_ERROR pauses")]
    [InlineData(401, """{"error":{"code":401,"message":"Request had invalid authentication credentials.","status":"UNAUTHENTICATED"}}""",
        "", "RetryLater fcm-UNAUTHENTICATED pauses")]
    [InlineData(403, """{"error":{"code":403,"message":"The caller does not have permission","status":"PERMISSION_DENIED"}}""", "",
        "RetryLater fcm-PERMISSION_DENIED pauses")]
    [InlineData(502, "<!DOCTYPE html><html lang=en><title>Error 502 (Server Error)!!1</title></html>", "", "Ambiguous fcm-http-502")]
    public Task Fcms_answers(int status, string body, string header, string expected) =>
        ExpectAsync(FcmAnswers.Read, status, body, header, expected);

    // WhatsApp Cloud API: https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes; the status codes are from the same
    // list.
    [Theory]
    [InlineData(
        200, """{"messaging_product":"whatsapp","contacts":[{"input":"+420601000001","wa_id":"420601000001"}],"messages":[{"id":"wamid.HBgL"}]}""", "", "Delivered as wamid.HBgL")]
    [InlineData(401, """{"error":{"message":"AuthException","type":"OAuthException","code":0}}""", "", "RetryLater whatsapp-0 pauses")]
    [InlineData(401, """{"error":{"message":"Access token has expired","type":"OAuthException","code":190,"fbtrace_id":"A"}}""", "",
        "RetryLater whatsapp-190 pauses")]
    [InlineData(
        403, """{"error":{"message":"(#10) Permission Denied","type":"OAuthException","code":10}}""", "", "RetryLater whatsapp-10 pauses")]
    [InlineData(403, """{"error":{"message":"(#200) Permissions error","type":"OAuthException","code":200}}""", "",
        "RetryLater whatsapp-200 pauses")]
    [InlineData(403, """{"error":{"message":"(#368) Temporarily blocked for policies violations","type":"OAuthException","code":368}}""",
        "", "RetryLater whatsapp-368 pauses")]
    [InlineData(400, """{"error":{"message":"(#4) API Too Many Calls","type":"OAuthException","code":4}}""", "", "RetryLater whatsapp-4")]
    [InlineData(400, """{"error":{"message":"(#80007) Rate limit issues","type":"OAuthException","code":80007}}""", "",
        "RetryLater whatsapp-80007")]
    [InlineData(429, """{"error":{"message":"(#130429) Rate limit hit","type":"OAuthException","code":130429}}""", "Retry-After: 5",
        "RetryLater whatsapp-130429 after 5 s")]
    [InlineData(
        400, """{"error":{"message":"(#131056) (Business Account, Consumer Account) pair rate limit hit","type":"OAuthException","code":131056}}""", "", "RetryLater whatsapp-131056")]
    [InlineData(503, """{"error":{"message":"API Service","type":"OAuthException","code":2}}""", "", "RetryLater whatsapp-2")]
    [InlineData(
        400, """{"error":{"message":"(#100) Invalid parameter","type":"OAuthException","code":100}}""", "", "Rejected whatsapp-100")]
    [InlineData(
        403, """{"error":{"message":"(#130497) Business account is restricted from messaging users in this country.","type":"OAuthException","code":130497}}""", "", "Rejected whatsapp-130497")]
    [InlineData(
        400, """{"error":{"message":"(#131026) Message Undeliverable","type":"OAuthException","code":131026,"error_data":{"messaging_product":"whatsapp","details":"Unable to deliver message."}}}""", "", "Rejected whatsapp-131026 Soft")]
    [InlineData(403, """{"error":{"message":"(#131031) Account has been locked","type":"OAuthException","code":131031}}""", "",
        "RetryLater whatsapp-131031 pauses")]
    [InlineData(400, """{"error":{"message":"(#131047) Re-engagement message","type":"OAuthException","code":131047}}""", "",
        "Rejected whatsapp-131047")]
    [InlineData(
        400, """{"error":{"message":"(#131050) Unable to deliver the message: the recipient has chosen to stop receiving marketing messages","type":"OAuthException","code":131050}}""", "", "Rejected whatsapp-131050 Unsubscribed")]
    [InlineData(400, """{"error":{"message":"(#132000) Template Param Count Mismatch","type":"OAuthException","code":132000}}""", "",
        "Rejected whatsapp-132000")]
    [InlineData(404, """{"error":{"message":"(#132001) Template does not exist","type":"OAuthException","code":132001}}""", "",
        "RetryLater whatsapp-132001")]
    [InlineData(400, """{"error":{"message":"(#132015) Template is Paused","type":"OAuthException","code":132015}}""", "",
        "RetryLater whatsapp-132015")]
    [InlineData(503, """{"error":{"message":"(#133004) Server Temporarily Unavailable","type":"OAuthException","code":133004}}""", "",
        "RetryLater whatsapp-133004")]
    [InlineData(400, """{"error":{"message":"(#133010) Phone number not registered","type":"OAuthException","code":133010}}""", "",
        "RetryLater whatsapp-133010 pauses")]
    public Task WhatsApps_answers(int status, string body, string header, string expected) =>
        ExpectAsync(WhatsAppAnswers.Read, status, body, header, expected);

    // Viber: https://developers.viber.com/docs/api/rest-bot-api/#error-codes and https://creators.viber.com/docs/bots-api/errors.
    [Theory]
    [InlineData("""{"status":0,"status_message":"ok","message_token":5741311803571721087,"chat_hostname":"SN-CHAT-05_"}""",
        "Delivered as 5741311803571721087")]
    [InlineData("""{"status":1,"status_message":"invalidUrl"}""", "RetryLater viber-1 pauses")]
    [InlineData("""{"status":2,"status_message":"invalidAuthToken"}""", "RetryLater viber-2 pauses")]
    [InlineData("""{"status":3,"status_message":"badData"}""", "Rejected viber-3")]
    [InlineData("""{"status":4,"status_message":"missingData"}""", "Rejected viber-4")]
    [InlineData("""{"status":5,"status_message":"receiverNotRegistered"}""", "Rejected viber-5 Hard")]
    [InlineData("""{"status":6,"status_message":"receiverNotSubscribed"}""", "Rejected viber-6 Unsubscribed")]
    [InlineData("""{"status":7,"status_message":"publicAccountBlocked"}""", "RetryLater viber-7 pauses")]
    [InlineData("""{"status":10,"status_message":"webhookNotSet"}""", "RetryLater viber-10 pauses")]
    [InlineData("""{"status":11,"status_message":"receiverNoSuitableDevice"}""", "Rejected viber-11 Soft")]
    [InlineData("""{"status":12,"status_message":"tooManyRequests"}""", "RetryLater viber-12")]
    [InlineData("""{"status":13,"status_message":"apiVersionNotSupported"}""", "Rejected viber-13")]
    [InlineData("""{"status":21,"status_message":"unsupportedCountry"}""", "Rejected viber-21")]
    [InlineData("""{"status":24,"status_message":"noBalance"}""", "RetryLater viber-24 pauses")]
    [InlineData("""{"status":99,"status_message":"general error"}""", "Ambiguous viber-99")]
    public Task Vibers_answers(string body, string expected) => ExpectAsync(ViberAnswers.Read, 200, body, "", expected);

    private static async Task ExpectAsync(
        Func<ProviderAnswer, DeliveryResult> read, int status, string body, string header, string expected)
    {
        await using var provider = ProviderStub.Answering(
            status, body, body.StartsWith('<') ? "text/html" : "application/json", header.Length == 0 ? [] : [header]);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, provider.Address);
        var (answer, failure) = await new ProviderClient(http, TimeSpan.FromSeconds(30), TimeProvider.System)
            .SendAsync(request, TestContext.Current.CancellationToken);

        failure.Should().BeNull();
        Say(read(answer!)).Should().Be(expected);
    }

    private static string Say(DeliveryResult result) => string.Join(' ', ((string?[])
    [
        result.Status.ToString(),
        result.Reason,
        result.ProviderMessageId is { } id ? $"as {id}" : null,
        result.Bounce == BounceClass.None ? null : result.Bounce.ToString(),
        result.After is { } after ? $"after {after.TotalSeconds} s" : null,
        result.PausesChannel ? "pauses" : null,
    ]).OfType<string>());
}
