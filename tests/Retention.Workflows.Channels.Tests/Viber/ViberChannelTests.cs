using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Channels.Registration;
using Retention.Workflows.Channels.Tests.Http;
using Retention.Workflows.Channels.Viber;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Tests.Viber;

public sealed class ViberChannelTests : HttpChannelContract
{
    private const string User = "pttm25kSGUo1919sBORWyA==";

    protected override string Provider => "viber";

    protected override string Accepted => """{"status":0,"status_message":"ok","message_token":5741311803571721087,"billing_status":1}""";

    protected override string WrongAddress => "ada";

    internal override OutgoingMessage Message => Some.To(Channel.Viber, User, "Kód: 20 % & více");

    internal override void Register(IServiceCollection services, Uri address, TimeSpan timeout) =>
        ChannelRegistration.AddViber(services, options =>
            (options.AuthToken, options.SenderName, options.BaseAddress, options.Timeout) =
                ("445da6az1s345z78", "Swiftmotion", address, timeout));

    [Fact]
    public async Task A_message_is_sent_as_a_text_of_the_bot()
    {
        await using var provider = ProviderStub.Answering(200, Accepted);

        var result = await SendAsync(provider.Address, configure: services =>
            services.Configure<ViberOptions>(options => options.SenderAvatar = new Uri("https://shop.example/a.png")));

        result.Should().BeEquivalentTo(DeliveryResult.Accepted("5741311803571721087"));
        var request = provider.Requests.Single();
        request.Should().StartWith("POST /pa/send_message HTTP/1.1\r\n").And.Contain("X-Viber-Auth-Token: 445da6az1s345z78\r\n");
        ProviderStub.Body(request).Should().Be(
            """{"receiver":"pttm25kSGUo1919sBORWyA==","min_api_version":1,"sender":{"name":"Swiftmotion","avatar":"https://shop.example/a.png"},"tracking_data":"12/3/nudge/1","type":"text","text":"Kód: 20 % & více"}""");
    }

    [Fact]
    public async Task A_phone_number_is_an_address_as_well_and_an_answer_without_token_is_an_acceptance()
    {
        await using var provider = ProviderStub.Answering(200, """{"status":0,"status_message":"ok"}""");

        (await SendAsync(provider.Address, Some.To(Channel.Viber, "+420601123456"))).Should().BeSameAs(DeliveryResult.Delivered);
    }

    [Fact]
    public async Task A_text_over_vibers_limit_is_never_sent()
    {
        await using var provider = ProviderStub.Answering(200, Accepted);

        (await SendAsync(provider.Address, Some.To(Channel.Viber, User, new string('x', 7001)))).Should()
            .BeEquivalentTo(DeliveryResult.RejectedLocally("text-too-long"));
        provider.Requests.Should().BeEmpty();
    }

    public static TheoryData<int, string, BounceClass> Rows => new()
    {
        { 1, "PauseChannel", BounceClass.None },
        { 2, "PauseChannel", BounceClass.None },
        { 3, "Rejected", BounceClass.None },
        { 4, "Rejected", BounceClass.None },
        { 5, "Rejected", BounceClass.Hard },
        { 6, "Rejected", BounceClass.Unsubscribed },
        { 7, "PauseChannel", BounceClass.None },
        { 8, "PauseChannel", BounceClass.None },
        { 9, "PauseChannel", BounceClass.None },
        { 10, "PauseChannel", BounceClass.None },
        { 11, "Rejected", BounceClass.Soft },
        { 12, "RetryLater", BounceClass.None },
        { 13, "Rejected", BounceClass.None },
        { 14, "Rejected", BounceClass.None },
        { 15, "PauseChannel", BounceClass.None },
        { 16, "Rejected", BounceClass.None },
        { 17, "Rejected", BounceClass.None },
        { 18, "PauseChannel", BounceClass.None },
        { 19, "Rejected", BounceClass.None },
        { 20, "Rejected", BounceClass.None },
        { 21, "Rejected", BounceClass.None },
        { 22, "Rejected", BounceClass.None },
        { 23, "PauseChannel", BounceClass.None },
        { 24, "PauseChannel", BounceClass.None },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public Task Every_status_has_its_outcome_though_all_of_them_are_http_200(int code, string outcome, BounceClass bounce) =>
        RowAsync(200, $$"""{"status":{{code}},"status_message":"about {{User}}"}""", $"{code}", outcome, bounce);

    [Fact]
    public void Every_row_of_the_table_is_asserted() =>
        Rows.Select(row => row.Data.Item1.ToString(CultureInfo.InvariantCulture)).Append("0").Should()
            .BeEquivalentTo(ViberAnswers.Table.Codes.Select(row => row.Code));

    [Theory]
    [InlineData(200, """{"status":99,"status_message":"general error"}""", "viber-99")]
    [InlineData(200, "", "viber-http-200")]
    [InlineData(200, "<html>welcome to our hotel</html>", "viber-http-200")]
    [InlineData(200, """{"status":"ok"}""", "viber-http-200")]
    [InlineData(500, """{"status":0}""", "viber-http-500")]
    public async Task An_unknown_answer_is_ambiguous(int status, string body, string reason)
    {
        await using var provider = ProviderStub.Answering(status, body);

        (await SendAsync(provider.Address)).Should().BeEquivalentTo(DeliveryResult.Ambiguous(reason));
    }

    public static TheoryData<Action<ViberOptions>, string> Wrong => new()
    {
        { options => options.AuthToken = "", "AuthToken" },
        { options => options.AuthToken = "secret\r\nX: y", "AuthToken" },
        { options => options.SenderName = "", "SenderName" },
        { options => options.SenderName = new string('x', 29), "SenderName" },
        { options => options.SenderAvatar = new Uri("http://shop.example/a.png"), "SenderAvatar" },
        { options => options.Timeout = TimeSpan.Zero, "Timeout" },
        { options => options.BaseAddress = new Uri("http://viber.example.org"), "BaseAddress" },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void An_invalid_setting_is_named_in_the_error(Action<ViberOptions> change, string named)
    {
        var options = new ViberOptions { AuthToken = "secret", SenderName = "Swiftmotion" };
        new ViberOptionsValidator().Validate(null, options).Succeeded.Should().BeTrue();
        change(options);

        new ViberOptionsValidator().Validate(null, options).Failures.Should().ContainSingle().Which.Should().Contain(named).And
            .NotContain("secret");
    }
}
