using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Channels.Registration;
using Retention.Workflows.Channels.Sms;
using Retention.Workflows.Channels.Tests.Http;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Tests.Sms;

public sealed class TwilioAnswersTests : HttpChannelContract
{
    protected override string Provider => "twilio";

    protected override string Accepted => """{"sid":"SM0123456789abcdef","status":"queued","error_code":null}""";

    protected override string WrongAddress => "601 123 456";

    internal override OutgoingMessage Message => Some.Sms();

    internal override void Register(IServiceCollection services, Uri address, TimeSpan timeout) =>
        ChannelRegistration.AddTwilioSms(services, options =>
            (options.AccountSid, options.AuthToken, options.From, options.BaseAddress, options.Timeout) =
                ("AC123", "token", "+15005550006", address, timeout));

    public static TheoryData<int, int, string, BounceClass> Rows => new()
    {
        { 429, 14107, "RetryLater", BounceClass.None },
        { 401, 20003, "PauseChannel", BounceClass.None },
        { 403, 20005, "PauseChannel", BounceClass.None },
        { 403, 20006, "PauseChannel", BounceClass.None },
        { 404, 20404, "PauseChannel", BounceClass.None },
        { 429, 20429, "RetryLater", BounceClass.None },
        { 500, 20500, "Ambiguous", BounceClass.None },
        { 503, 20503, "RetryLater", BounceClass.None },
        { 400, 21211, "Rejected", BounceClass.Hard },
        { 400, 21212, "PauseChannel", BounceClass.None },
        { 400, 21214, "Rejected", BounceClass.Hard },
        { 400, 21217, "Rejected", BounceClass.Hard },
        { 400, 21265, "Rejected", BounceClass.Hard },
        { 400, 21268, "Rejected", BounceClass.Hard },
        { 403, 21408, "Rejected", BounceClass.None },
        { 400, 21602, "Rejected", BounceClass.None },
        { 400, 21603, "PauseChannel", BounceClass.None },
        { 400, 21604, "Rejected", BounceClass.None },
        { 400, 21605, "Rejected", BounceClass.None },
        { 400, 21606, "PauseChannel", BounceClass.None },
        { 400, 21608, "Rejected", BounceClass.None },
        { 400, 21610, "Rejected", BounceClass.Unsubscribed },
        { 400, 21611, "RetryLater", BounceClass.None },
        { 400, 21612, "Rejected", BounceClass.None },
        { 400, 21614, "Rejected", BounceClass.Hard },
        { 400, 21617, "Rejected", BounceClass.None },
        { 400, 21618, "Rejected", BounceClass.None },
        { 400, 21635, "Rejected", BounceClass.Hard },
        { 400, 21659, "PauseChannel", BounceClass.None },
        { 400, 21660, "PauseChannel", BounceClass.None },
        { 400, 21701, "PauseChannel", BounceClass.None },
        { 400, 21703, "PauseChannel", BounceClass.None },
        { 400, 21730, "RetryLater", BounceClass.None },
        { 400, 30001, "RetryLater", BounceClass.None },
        { 400, 30002, "PauseChannel", BounceClass.None },
        { 400, 30003, "RetryLater", BounceClass.None },
        { 400, 30004, "Rejected", BounceClass.Hard },
        { 400, 30005, "Rejected", BounceClass.Hard },
        { 400, 30006, "Rejected", BounceClass.Hard },
        { 400, 30007, "Rejected", BounceClass.None },
        { 400, 30008, "Ambiguous", BounceClass.None },
        { 400, 30009, "Ambiguous", BounceClass.None },
        { 400, 30010, "Rejected", BounceClass.None },
        { 400, 30022, "RetryLater", BounceClass.None },
        { 400, 30023, "RetryLater", BounceClass.None },
        { 400, 30034, "PauseChannel", BounceClass.None },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public Task Every_code_has_its_outcome(int status, int code, string outcome, BounceClass bounce) =>
        RowAsync(
            status,
            $$"""{"code":{{code}},"message":"to +420601123456","more_info":"https://www.twilio.com/docs/errors/{{code}}","status":{{status}}}""", $"{code}", outcome, bounce);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_message_that_failed_when_it_was_created_has_the_same_outcome(int _, int code, string outcome, BounceClass bounce) =>
        RowAsync(201, $$"""{"sid":"SM1","status":"failed","error_code":{{code}}}""", $"{code}", outcome, bounce);

    [Fact]
    public void Every_row_of_the_table_is_asserted() =>
        Rows.Select(row => row.Data.Item2.ToString(CultureInfo.InvariantCulture)).Should()
            .BeEquivalentTo(TwilioAnswers.Table.Codes.Select(row => row.Code));
}
