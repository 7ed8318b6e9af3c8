using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Channels.Registration;
using Retention.Workflows.Channels.Sms;
using Retention.Workflows.Channels.Tests.Http;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Tests.Sms;

public sealed class TwilioSmsChannelTests
{
    private const string Created = """{"sid":"SM0123456789abcdef","status":"queued","error_code":null}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_a_form_post_with_basic_authentication()
    {
        await using var provider = ProviderStub.Answering(201, Created);

        var result = await SendAsync(provider.Address, Some.Sms(text: "Kód & sleva 20 % = 👟"));

        result.Should().BeEquivalentTo(DeliveryResult.Accepted("SM0123456789abcdef"));
        var request = provider.Requests.Single();
        request.Should().StartWith("POST /2010-04-01/Accounts/AC123/Messages.json HTTP/1.1\r\n");
        request.Should().Contain($"Authorization: Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes("AC123:token"))}\r\n");
        request.Should().Contain("Content-Type: application/x-www-form-urlencoded");
        Form(request).Should().Equal(new Dictionary<string, string>
        {
            ["To"] = "+420601123456",
            ["From"] = "+15005550006",
            ["Body"] = "Kód & sleva 20 % = 👟",
        });
    }

    [Fact]
    public async Task The_callback_address_contains_the_messages_key()
    {
        await using var provider = ProviderStub.Answering(201, Created);

        await SendAsync(provider.Address, Some.Sms(key: "12/3/sms/1"),
            options => options.StatusCallback = new Uri("https://shop.example/twilio?shop=7"));

        Form(provider.Requests.Single()).Should()
            .Contain("StatusCallback", "https://shop.example/twilio?shop=7&retention-token=aaaaaaaaaaea2xqk7w4vjr5hmtc3zbnp6gdsyuf2oieal7qx");
    }

    [Fact]
    public async Task A_messaging_service_replaces_the_sender()
    {
        await using var provider = ProviderStub.Answering(201, Created);

        await SendAsync(provider.Address, Some.Sms(), options => (options.From, options.MessagingServiceSid) = (null, "MG9"));

        Form(provider.Requests.Single()).Should().Contain("MessagingServiceSid", "MG9").And.NotContainKey("From");
    }

    public static TheoryData<int, string, DeliveryStatus, string?> Answers => new()
    {
        { 201, Created, DeliveryStatus.Delivered, null },
        { 200, Created, DeliveryStatus.Delivered, null },
        { 201, "", DeliveryStatus.Delivered, null },
        { 201, "<html>", DeliveryStatus.Delivered, null },
        { 201, """{"sid":"SM1","error_code":30003}""", DeliveryStatus.RetryLater, "twilio-30003" },
        { 201, """{"sid":"SM1","error_code":"21610"}""", DeliveryStatus.Rejected, "twilio-21610" },
        { 200, "", DeliveryStatus.Ambiguous, "twilio-http-200" },
        { 200, "<html>welcome to our hotel</html>", DeliveryStatus.Ambiguous, "twilio-http-200" },
        { 202, "[]", DeliveryStatus.Ambiguous, "twilio-http-202" },
        { 204, "", DeliveryStatus.Ambiguous, "twilio-http-204" },
        { 301, "", DeliveryStatus.RetryLater, "twilio-http-301" },
        { 302, "", DeliveryStatus.RetryLater, "twilio-http-302" },
        { 400, Error(21211), DeliveryStatus.Rejected, "twilio-21211" },
        { 400, Error(21212), DeliveryStatus.RetryLater, "twilio-21212" },
        { 400, Error(21408), DeliveryStatus.Rejected, "twilio-21408" },
        { 400, Error(21606), DeliveryStatus.RetryLater, "twilio-21606" },
        { 400, Error(21608), DeliveryStatus.Rejected, "twilio-21608" },
        { 400, Error(21610), DeliveryStatus.Rejected, "twilio-21610" },
        { 400, Error(21611), DeliveryStatus.RetryLater, "twilio-21611" },
        { 400, Error(21612), DeliveryStatus.Rejected, "twilio-21612" },
        { 400, Error(21614), DeliveryStatus.Rejected, "twilio-21614" },
        { 400, Error(21617), DeliveryStatus.Rejected, "twilio-21617" },
        { 400, Error(30001), DeliveryStatus.RetryLater, "twilio-30001" },
        { 400, Error(30003), DeliveryStatus.RetryLater, "twilio-30003" },
        { 400, Error(30005), DeliveryStatus.Rejected, "twilio-30005" },
        { 400, Error(30006), DeliveryStatus.Rejected, "twilio-30006" },
        { 400, Error(30007), DeliveryStatus.Rejected, "twilio-30007" },
        { 400, Error(30008), DeliveryStatus.Ambiguous, "twilio-30008" },
        { 400, Error(99999), DeliveryStatus.Rejected, "twilio-99999" },
        { 400, "", DeliveryStatus.Rejected, "twilio-http-400" },
        { 400, "<html>bad request</html>", DeliveryStatus.Rejected, "twilio-http-400" },
        { 400, """{"code":"""  , DeliveryStatus.Rejected, "twilio-http-400" },
        { 400, """{"code":{"deep":[1]},"message":null}""", DeliveryStatus.Rejected, "twilio-http-400" },
        { 400, "\"21610\"", DeliveryStatus.Rejected, "twilio-http-400" },
        { 401, Error(20003), DeliveryStatus.RetryLater, "twilio-20003" },
        { 401, "", DeliveryStatus.RetryLater, "twilio-http-401" },
        { 403, Error(20005), DeliveryStatus.RetryLater, "twilio-20005" },
        { 403, "<html>forbidden</html>", DeliveryStatus.RetryLater, "twilio-http-403" },
        { 404, Error(20404), DeliveryStatus.RetryLater, "twilio-20404" },
        { 404, "", DeliveryStatus.RetryLater, "twilio-http-404" },
        { 405, "", DeliveryStatus.Rejected, "twilio-http-405" },
        { 408, "", DeliveryStatus.RetryLater, "twilio-http-408" },
        { 413, "", DeliveryStatus.Rejected, "twilio-http-413" },
        { 429, Error(20429), DeliveryStatus.RetryLater, "twilio-20429" },
        { 429, "", DeliveryStatus.RetryLater, "twilio-http-429" },
        { 500, Error(20500), DeliveryStatus.Ambiguous, "twilio-20500" },
        { 500, "", DeliveryStatus.Ambiguous, "twilio-http-500" },
        { 502, "<html>bad gateway</html>", DeliveryStatus.Ambiguous, "twilio-http-502" },
        { 503, "", DeliveryStatus.RetryLater, "twilio-http-503" },
        { 504, "", DeliveryStatus.Ambiguous, "twilio-http-504" },
        { 599, "", DeliveryStatus.Ambiguous, "twilio-http-599" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Every_answer_has_its_outcome(int status, string body, DeliveryStatus outcome, string? reason)
    {
        await using var provider = ProviderStub.Answering(status, body, "text/plain", "Location: /elsewhere");

        var result = await SendAsync(provider.Address);

        result.Status.Should().Be(outcome);
        result.Reason.Should().Be(reason);
        provider.Requests.Should().ContainSingle("nothing is followed and nothing is repeated");
    }

    [Theory]
    [InlineData("Retry-After: 17", 17)]
    [InlineData("Retry-After: 0", 0)]
    [InlineData("Retry-After: Wed, 01 Jul 2026 09:31:30 GMT", 90)]
    [InlineData("Retry-After: Wed, 01 Jul 2020 09:31:30 GMT", 0)]
    [InlineData("Retry-After: soon", null)]
    [InlineData("X-Nothing: 1", null)]
    public async Task Retry_after_is_passed_on(string header, int? seconds)
    {
        await using var provider = ProviderStub.Answering(429, Error(20429), "application/json", header);

        var result = await SendAsync(provider.Address, time: new FixedTime(Some.Moment));

        result.Status.Should().Be(DeliveryStatus.RetryLater);
        result.After.Should().Be(seconds is { } wait ? TimeSpan.FromSeconds(wait) : null);
    }

    [Fact]
    public async Task A_refused_connection_is_a_certain_non_send()
    {
        using var unused = new TcpListener(IPAddress.Loopback, 0);
        unused.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)unused.LocalEndpoint).Port}");
        unused.Stop();

        var result = await SendAsync(address);

        result.Should().BeEquivalentTo(DeliveryResult.Unreachable("http-unreachable"));
    }

    [Fact]
    public async Task An_unknown_host_is_a_certain_non_send()
    {
        var result = await SendAsync(new Uri("https://api.twilio.invalid"));

        result.Should().BeEquivalentTo(DeliveryResult.Unreachable("http-unreachable"));
    }

    [Fact]
    public async Task A_connection_without_tls_is_a_certain_non_send()
    {
        await using var provider = ProviderStub.Answering(201, Created);

        var result = await SendAsync(new Uri(provider.Address.ToString().Replace("http:", "https:")));

        result.Status.Should().NotBe(DeliveryStatus.Delivered);
        result.Reason.Should().Be("http-unreachable");
    }

    [Fact]
    public async Task A_connection_dropped_after_the_request_is_ambiguous()
    {
        await using var provider = ProviderStub.Dropping();

        var result = await SendAsync(provider.Address);

        result.Should().BeEquivalentTo(DeliveryResult.Ambiguous("http-broken"));
    }

    [Fact]
    public async Task An_answer_that_is_not_http_is_ambiguous()
    {
        await using var provider = ProviderStub.Raw("SSH-2.0-OpenSSH\r\n");

        var result = await SendAsync(provider.Address);

        result.Should().BeEquivalentTo(DeliveryResult.Ambiguous("http-broken"));
    }

    [Fact]
    public async Task A_provider_that_never_answers_makes_the_message_ambiguous()
    {
        await using var provider = ProviderStub.Silent();

        var result = await SendAsync(provider.Address, change: options => options.Timeout = TimeSpan.FromSeconds(1));

        result.Should().BeEquivalentTo(DeliveryResult.Ambiguous("http-timeout"));
    }

    [Fact]
    public async Task The_status_decides_when_the_body_breaks_off()
    {
        await using var provider = ProviderStub.Raw("HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{\"sid\":");

        var result = await SendAsync(provider.Address);

        result.Should().BeSameAs(DeliveryResult.Delivered);
    }

    [Fact]
    public async Task A_body_of_a_megabyte_is_not_read()
    {
        await using var provider = ProviderStub.Answering(400, $$"""{"code":21610,"message":"{{new string('x', 1_000_000)}}"}""");

        var result = await SendAsync(provider.Address);

        result.Should().BeEquivalentTo(DeliveryResult.Rejected("twilio-http-400"));
    }

    [Fact]
    public async Task Cancellation_is_rethrown()
    {
        await using var provider = ProviderStub.Silent();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        cancel.CancelAfter(200);

        var send = () => SendAsync(provider.Address, cancellationToken: cancel.Token);

        await send.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task A_number_that_is_not_e164_is_never_sent()
    {
        await using var provider = ProviderStub.Answering(201, Created);

        var result = await SendAsync(provider.Address, Some.Sms(to: "601 123 456"));

        result.Should().BeEquivalentTo(DeliveryResult.RejectedLocally("invalid-address"));
        provider.Requests.Should().BeEmpty();
    }

    public static TheoryData<Action<TwilioSmsOptions>, string> Wrong => new()
    {
        { options => options.AccountSid = "", "AccountSid" },
        { options => options.AccountSid = "../x", "AccountSid" },
        { options => options.AuthToken = "", "AuthToken" },
        { options => options.From = null, "From" },
        { options => options.MessagingServiceSid = "MG1", "From" },
        { options => options.Timeout = TimeSpan.Zero, "Timeout" },
        { options => options.BaseAddress = new Uri("http://api.example.org"), "BaseAddress" },
        { options => options.StatusCallback = new Uri("http://shop.example/twilio"), "StatusCallback" },
        { options => options.BaseAddress = new Uri("relative", UriKind.Relative), "BaseAddress" },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void An_invalid_setting_is_named_in_the_error(Action<TwilioSmsOptions> change, string named)
    {
        var options = new TwilioSmsOptions { AccountSid = "AC123", AuthToken = "secret", From = "+15005550006" };
        new TwilioSmsOptionsValidator().Validate(null, options).Succeeded.Should().BeTrue();
        change(options);

        new TwilioSmsOptionsValidator().Validate(null, options).Failures.Should().ContainSingle().Which.Should().Contain(named).And
            .NotContain("secret");
    }

    private static string Error(int code) =>
        $$"""{"code":{{code}},"message":"to +420601123456 failed","more_info":"https://www.twilio.com/docs/errors/{{code}}","status":400}""";

    private static Dictionary<string, string> Form(string request) => ProviderStub.Body(request)
        .Split('&')
        .Select(pair => pair.Split('='))
        .ToDictionary(pair => WebUtility.UrlDecode(pair[0]), pair => WebUtility.UrlDecode(pair[1]));

    private static async Task<DeliveryResult> SendAsync(Uri address, OutgoingMessage? message = null,
        Action<TwilioSmsOptions>? change = null, TimeProvider? time = null, CancellationToken? cancellationToken = null)
    {
        var services = new ServiceCollection();
        if (time is not null)
            services.AddSingleton(time);
        ChannelRegistration.AddTwilioSms(services, options =>
        {
            (options.AccountSid, options.AuthToken, options.From, options.BaseAddress) = ("AC123", "token", "+15005550006", address);
            change?.Invoke(options);
        });
        await using var provider = services.BuildServiceProvider();
        return await provider.GetRequiredService<IMessageChannel>().SendAsync(message ?? Some.Sms(), cancellationToken ?? Token);
    }
}
