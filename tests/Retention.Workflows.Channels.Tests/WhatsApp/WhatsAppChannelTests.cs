using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Channels.Registration;
using Retention.Workflows.Channels.Tests.Http;
using Retention.Workflows.Channels.WhatsApp;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Tests.WhatsApp;

public sealed class WhatsAppChannelTests : HttpChannelContract
{
    protected override string Provider => "whatsapp";

    protected override string Accepted =>
        """{"messaging_product":"whatsapp","contacts":[{"input":"+420601123456","wa_id":"420601123456"}],"messages":[{"id":"wamid.HBgL","message_status":"accepted"}]}""";

    protected override string WrongAddress => "601 123 456";

    internal override OutgoingMessage Message => Some.To(Channel.WhatsApp, "+420601123456", "Ada\n20 %", "comeback_offer cs");

    internal override void Register(IServiceCollection services, Uri address, TimeSpan timeout) =>
        ChannelRegistration.AddWhatsApp(services, options =>
            (options.PhoneNumberId, options.AccessToken, options.BaseAddress, options.Timeout) =
                ("106540352242922", "EAAtoken", address, timeout));

    [Fact]
    public async Task The_subject_names_an_approved_template_and_each_line_is_a_parameter()
    {
        await using var provider = ProviderStub.Answering(200, Accepted);

        var result = await SendAsync(
            provider.Address, Some.To(Channel.WhatsApp, "+420601123456", "Šárka \"S\"\n 20 % \r\n10. 7. 2026", "comeback_offer cs"));

        result.Should().BeEquivalentTo(DeliveryResult.Accepted("wamid.HBgL"));
        var request = provider.Requests.Single();
        request.Should().StartWith("POST /v23.0/106540352242922/messages HTTP/1.1\r\n").And.Contain("Authorization: Bearer EAAtoken\r\n");
        using var json = JsonDocument.Parse(ProviderStub.Body(request));
        var root = json.RootElement;
        root.GetProperty("messaging_product").GetString().Should().Be("whatsapp");
        root.GetProperty("to").GetString().Should().Be("+420601123456");
        root.GetProperty("type").GetString().Should().Be("template");
        root.GetProperty("biz_opaque_callback_data").GetString().Should().Be(Some.Token);
        root.GetProperty("template").GetRawText().Should().Be(
            """{"name":"comeback_offer","language":{"code":"cs"},"components":[{"type":"body","parameters":[{"type":"text","text":"Šárka \"S\""},{"type":"text","text":"20 %"},{"type":"text","text":"10. 7. 2026"}]}]}""");
    }

    [Theory]
    [InlineData("hello_world", "-", """{"name":"hello_world","language":{"code":"en"}}""")]
    [InlineData(" hello_world  pt_BR ", "-", """{"name":"hello_world","language":{"code":"pt_BR"}}""")]
    public async Task A_template_may_have_no_parameters_and_the_language_of_the_options(string subject, string text, string template)
    {
        await using var provider = ProviderStub.Answering(200, Accepted);

        await SendAsync(provider.Address, Some.To(Channel.WhatsApp, "+420601123456", text, subject));

        using var json = JsonDocument.Parse(ProviderStub.Body(provider.Requests.Single()));
        json.RootElement.GetProperty("template").GetRawText().Should().Be(template);
    }

    [Theory]
    [InlineData("Come back!", "x", "invalid-template")]
    [InlineData("comeback_offer CZECH", "x", "invalid-template")]
    [InlineData("comeback_offer cs x", "x", "invalid-template")]
    [InlineData("comeback_offer", "a\n\nb", "invalid-parameter")]
    [InlineData("comeback_offer", "a\tb", "invalid-parameter")]
    [InlineData("comeback_offer", "a     b", "invalid-parameter")]
    [InlineData(null, "Hello", "template-missing")]
    [InlineData(" ", "Hello", "template-missing")]
    public async Task A_message_without_a_template_is_never_sent(string? subject, string text, string reason)
    {
        await using var provider = ProviderStub.Answering(200, Accepted);

        (await SendAsync(provider.Address, Some.To(Channel.WhatsApp, "+420601123456", text, subject))).Should()
            .BeEquivalentTo(DeliveryResult.RejectedLocally(reason));
        provider.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Free_text_is_sent_where_it_is_allowed()
    {
        await using var provider = ProviderStub.Answering(200, Accepted);

        await SendAsync(provider.Address, Some.To(Channel.WhatsApp, "+420601123456", "Ahoj\n👟"),
            configure: services => services.Configure<WhatsAppOptions>(options => options.AllowFreeText = true));

        using var json = JsonDocument.Parse(ProviderStub.Body(provider.Requests.Single()));
        json.RootElement.GetProperty("type").GetString().Should().Be("text");
        json.RootElement.GetProperty("text").GetProperty("body").GetString().Should().Be("Ahoj\n👟");
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>welcome to our hotel</html>")]
    [InlineData("""{"messages":[]}""")]
    [InlineData("""{"messages":[{"id":""}]}""")]
    [InlineData("""{"messages":"x"}""")]
    public async Task An_acceptance_that_names_no_message_is_ambiguous(string body)
    {
        await using var provider = ProviderStub.Answering(200, body);

        (await SendAsync(provider.Address)).Should().BeEquivalentTo(DeliveryResult.Ambiguous("whatsapp-http-200"));
    }

    public static TheoryData<int, int, string, BounceClass> Rows => new()
    {
        { 401, 0, "PauseChannel", BounceClass.None },
        { 400, 1, "Ambiguous", BounceClass.None },
        { 503, 2, "RetryLater", BounceClass.None },
        { 500, 3, "PauseChannel", BounceClass.None },
        { 400, 4, "RetryLater", BounceClass.None },
        { 403, 10, "PauseChannel", BounceClass.None },
        { 400, 33, "PauseChannel", BounceClass.None },
        { 400, 100, "Rejected", BounceClass.None },
        { 401, 190, "PauseChannel", BounceClass.None },
        { 403, 200, "PauseChannel", BounceClass.None },
        { 403, 230, "PauseChannel", BounceClass.None },
        { 403, 299, "PauseChannel", BounceClass.None },
        { 403, 368, "PauseChannel", BounceClass.None },
        { 400, 80007, "RetryLater", BounceClass.None },
        { 400, 130429, "RetryLater", BounceClass.None },
        { 400, 130472, "Rejected", BounceClass.None },
        { 403, 130497, "Rejected", BounceClass.None },
        { 500, 131000, "Ambiguous", BounceClass.None },
        { 403, 131005, "PauseChannel", BounceClass.None },
        { 400, 131008, "Rejected", BounceClass.None },
        { 400, 131009, "Rejected", BounceClass.None },
        { 500, 131016, "RetryLater", BounceClass.None },
        { 400, 131021, "Rejected", BounceClass.None },
        { 400, 131026, "Rejected", BounceClass.Soft },
        { 403, 131031, "PauseChannel", BounceClass.None },
        { 400, 131037, "PauseChannel", BounceClass.None },
        { 400, 131042, "PauseChannel", BounceClass.None },
        { 500, 131045, "PauseChannel", BounceClass.None },
        { 400, 131047, "Rejected", BounceClass.None },
        { 400, 131048, "RetryLater", BounceClass.None },
        { 400, 131049, "Rejected", BounceClass.None },
        { 400, 131050, "Rejected", BounceClass.Unsubscribed },
        { 400, 131051, "Rejected", BounceClass.None },
        { 400, 131052, "Rejected", BounceClass.None },
        { 400, 131053, "Rejected", BounceClass.None },
        { 400, 131056, "RetryLater", BounceClass.None },
        { 500, 131057, "RetryLater", BounceClass.None },
        { 400, 132000, "Rejected", BounceClass.None },
        { 404, 132001, "RetryLater", BounceClass.None },
        { 400, 132005, "Rejected", BounceClass.None },
        { 400, 132007, "Rejected", BounceClass.None },
        { 400, 132012, "Rejected", BounceClass.None },
        { 400, 132015, "RetryLater", BounceClass.None },
        { 400, 132016, "Rejected", BounceClass.None },
        { 503, 133004, "RetryLater", BounceClass.None },
        { 400, 133006, "PauseChannel", BounceClass.None },
        { 400, 133010, "PauseChannel", BounceClass.None },
        { 400, 135000, "Rejected", BounceClass.None },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public Task Every_code_has_its_outcome(int status, int code, string outcome, BounceClass bounce) => RowAsync(
        status,
        $$$"""{"error":{"message":"(#{{{code}}}) to +420601123456","type":"OAuthException","code":{{{code}}},"error_data":{"messaging_product":"whatsapp","details":"of Ada"},"fbtrace_id":"Az8or2yhqkZfEZ"}}""",
        $"{code}",
        outcome,
        bounce);

    [Fact]
    public void Every_row_of_the_table_is_asserted()
    {
        var asserted = Rows.Select(
            row => row.Data.Item2 is >= 200 and <= 299 ? "200-299" : row.Data.Item2.ToString(CultureInfo.InvariantCulture)).Distinct();

        asserted.Should().BeEquivalentTo(WhatsAppAnswers.Table.Codes.Select(row => row.Code));
    }

    public static TheoryData<Action<WhatsAppOptions>, string> Wrong => new()
    {
        { options => options.PhoneNumberId = "", "PhoneNumberId" },
        { options => options.PhoneNumberId = "../1", "PhoneNumberId" },
        { options => options.AccessToken = "", "AccessToken" },
        { options => options.AccessToken = "secret\r\nX: y", "AccessToken" },
        { options => options.Language = "Czech", "Language" },
        { options => options.ApiVersion = "23", "ApiVersion" },
        { options => options.Timeout = TimeSpan.Zero, "Timeout" },
        { options => options.BaseAddress = new Uri("http://graph.example.org"), "BaseAddress" },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void An_invalid_setting_is_named_in_the_error(Action<WhatsAppOptions> change, string named)
    {
        var options = new WhatsAppOptions { PhoneNumberId = "1", AccessToken = "secret" };
        new WhatsAppOptionsValidator().Validate(null, options).Succeeded.Should().BeTrue();
        change(options);

        new WhatsAppOptionsValidator().Validate(null, options).Failures.Should().ContainSingle().Which.Should().Contain(named).And
            .NotContain("secret");
    }
}
