using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Channels.Push;
using Retention.Workflows.Channels.Registration;
using Retention.Workflows.Channels.Tests.Http;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Tests.Push;

public sealed class FcmPushChannelTests : HttpChannelContract
{
    private const string Device = "dQw4w9WgXcQ:APA91bH_x-7";

    private static readonly RSA Key = RSA.Create(2048);

    protected override string Provider => "fcm";

    protected override string Accepted => """{"name":"projects/swiftmotion-app/messages/0:1500415314455276%31bd1c9631bd1c96"}""";

    protected override string WrongAddress => "ada@example.org";

    internal override OutgoingMessage Message => Some.To(Channel.Push, Device, "20 % off the shoes in your cart 👟", "Still thinking?");

    internal override void Register(IServiceCollection services, Uri address, TimeSpan timeout) =>
        ChannelRegistration.AddFcmPush(services, options =>
            (options.ProjectId, options.AccessToken, options.BaseAddress, options.Timeout) = ("swiftmotion-app", _ =>
                Task.FromResult("ya29.token"), address, timeout));

    [Fact]
    public async Task A_notification_is_a_message_to_one_token()
    {
        await using var provider = ProviderStub.Answering(200, Accepted);

        var result = await SendAsync(provider.Address);

        result.Should().BeEquivalentTo(DeliveryResult.Accepted("projects/swiftmotion-app/messages/0:1500415314455276%31bd1c9631bd1c96"));
        var request = provider.Requests.Single();
        request.Should().StartWith("POST /v1/projects/swiftmotion-app/messages:send HTTP/1.1\r\n");
        request.Should().Contain("Authorization: Bearer ya29.token\r\n").And.Contain("Content-Type: application/json; charset=utf-8");
        using var json = JsonDocument.Parse(ProviderStub.Body(request));
        var message = json.RootElement.GetProperty("message");
        message.GetProperty("token").GetString().Should().Be(Device);
        message.GetProperty("notification").GetProperty("title").GetString().Should().Be("Still thinking?");
        message.GetProperty("notification").GetProperty("body").GetString().Should().Be("20 % off the shoes in your cart 👟");
        message.GetProperty("data").GetRawText().Should().Be("""{"retention_token":"aaaaaaaaaaea2xqk7w4vjr5hmtc3zbnp6gdsyuf2oieal7qx"}""");
        var mark = message.GetProperty("android").GetProperty("notification").GetProperty("tag").GetString();
        mark.Should().HaveLength(32);
        message.GetProperty("apns").GetProperty("headers").GetProperty("apns-collapse-id").GetString().Should().Be(mark);
        message.GetProperty("webpush").GetProperty("notification").GetProperty("tag").GetString().Should().Be(mark);
    }

    [Fact]
    public async Task A_message_without_subject_has_no_title()
    {
        await using var provider = ProviderStub.Answering(200, Accepted);

        await SendAsync(provider.Address, Some.To(Channel.Push, Device));

        ProviderStub.Body(provider.Requests.Single()).Should().NotContain("title");
    }

    [Theory]
    [InlineData(200, "")]
    [InlineData(200, "<html>welcome to our hotel</html>")]
    [InlineData(200, """{"name":7}""")]
    public async Task An_acceptance_that_names_no_message_is_ambiguous(int status, string body)
    {
        await using var provider = ProviderStub.Answering(status, body);

        (await SendAsync(provider.Address)).Should().BeEquivalentTo(DeliveryResult.Ambiguous("fcm-http-200"));
    }

    public static TheoryData<int, string, string, BounceClass> Rows => new()
    {
        { 500, "UNSPECIFIED_ERROR", "Ambiguous", BounceClass.None },
        { 400, "INVALID_ARGUMENT", "Rejected", BounceClass.None },
        { 404, "UNREGISTERED", "Rejected", BounceClass.Hard },
        { 403, "SENDER_ID_MISMATCH", "Rejected", BounceClass.None },
        { 429, "QUOTA_EXCEEDED", "RetryLater", BounceClass.None },
        { 503, "UNAVAILABLE", "RetryLater", BounceClass.None },
        { 500, "INTERNAL", "Ambiguous", BounceClass.None },
        { 401, "THIRD_PARTY_AUTH_ERROR", "PauseChannel", BounceClass.None },
        { 401, "UNAUTHENTICATED", "PauseChannel", BounceClass.None },
        { 403, "PERMISSION_DENIED", "PauseChannel", BounceClass.None },
        { 404, "NOT_FOUND", "RetryLater", BounceClass.None },
        { 429, "RESOURCE_EXHAUSTED", "RetryLater", BounceClass.None },
        { 504, "DEADLINE_EXCEEDED", "Ambiguous", BounceClass.None },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Every_code_has_its_outcome_as_status_and_in_the_details(int status, string code, string outcome, BounceClass bounce)
    {
        await RowAsync(status, Error(status, code), code, outcome, bounce);
        await RowAsync(
            status,
            Error(status, "UNKNOWN",
                $$"""{"@type":"type.googleapis.com/google.rpc.BadRequest"},{"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError","errorCode":"{{code}}"}"""), code, outcome, bounce);
    }

    [Fact]
    public void Every_row_of_the_table_is_asserted() =>
        Rows.Select(row => row.Data.Item2).Should().BeEquivalentTo(FcmAnswers.Table.Codes.Select(row => row.Code));

    [Theory]
    [InlineData("ABORTED", "fcm-ABORTED")]
    [InlineData("token of +420601123456", "fcm-http-409")]
    public async Task An_unknown_code_is_named_in_the_result(string code, string reason)
    {
        await using var provider = ProviderStub.Answering(409, Error(409, code));

        (await SendAsync(provider.Address)).Should().BeEquivalentTo(DeliveryResult.Rejected(reason));
    }

    [Fact]
    public async Task A_service_account_signs_for_its_token_and_reuses_it_until_shortly_before_expiry()
    {
        var (time, issued) = (new FixedTime(Some.Moment), 0);
        await using var provider = Serving(
            () => ProviderStub.Answer(200, $$"""{"access_token":"token-{{++issued}}","expires_in":3600,"token_type":"Bearer"}"""));
        await using var host = Host(provider.Address, time);
        var channel = host.GetRequiredService<IMessageChannel>();

        foreach (var minutes in new[] { 0, 54, 2 })
        {
            time.Now += TimeSpan.FromMinutes(minutes);
            (await channel.SendAsync(Message, Token)).Status.Should().Be(DeliveryStatus.Delivered);
        }

        Logins(provider).Should().HaveCount(2);
        provider.Requests.Where(request => request.Contains("messages:send")).Select(Bearer).Should()
            .Equal("token-1", "token-1", "token-2");
    }

    [Fact]
    public async Task The_public_key_verifies_the_jwt_assertion()
    {
        await using var provider = Serving(() => ProviderStub.Answer(200, """{"access_token":"t","expires_in":3600}"""));
        await using var host = Host(provider.Address, new FixedTime(Some.Moment));

        await host.GetRequiredService<IMessageChannel>().SendAsync(Message, Token);

        var form = ProviderStub.Body(Logins(provider).Single()).Split('&').Select(pair => pair.Split('='))
            .ToDictionary(pair => pair[0], pair => WebUtility.UrlDecode(pair[1]));
        form["grant_type"].Should().Be("urn:ietf:params:oauth:grant-type:jwt-bearer");
        var parts = form["assertion"].Split('.');
        Key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1).Should().BeTrue();
        Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])).Should().Be("""{"alg":"RS256","typ":"JWT","kid":"k1"}""");
        var now = Some.Moment.ToUnixTimeSeconds();
        Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])).Should().Be(
            $$"""{"iss":"retention@swiftmotion-app.iam.gserviceaccount.com","scope":"https://www.googleapis.com/auth/firebase.messaging","aud":"{{provider.Address}}token","iat":{{now}},"exp":{{now + 3600}}}""");
    }

    [Fact]
    public async Task Concurrent_sends_fetch_one_token()
    {
        await using var provider = Serving(() => ProviderStub.Answer(200, """{"access_token":"t","expires_in":3600}"""));
        await using var host = Host(provider.Address);
        var channel = host.GetRequiredService<IMessageChannel>();

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => channel.SendAsync(Message, Token)));

        results.Should().OnlyContain(result => result.Status == DeliveryStatus.Delivered);
        Logins(provider).Should().ContainSingle();
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_grant"}""", "fcm-token-refused", true)]
    [InlineData(401, """{"error":"invalid_client"}""", "fcm-token-refused", true)]
    [InlineData(403, "", "fcm-token-refused", true)]
    [InlineData(404, "<html>", "fcm-token-refused", true)]
    [InlineData(429, "", "fcm-token-unavailable", false)]
    [InlineData(500, "", "fcm-token-unavailable", false)]
    [InlineData(302, "", "fcm-token-unavailable", false)]
    [InlineData(200, "<html>", "fcm-token-unavailable", false)]
    [InlineData(200, """{"access_token":"a\r\nb"}""", "fcm-token-unavailable", false)]
    public async Task Without_a_token_nothing_is_sent_and_nothing_is_ambiguous(int status, string body, string reason, bool pauses)
    {
        await using var provider = Serving(() => ProviderStub.Answer(status, body));
        await using var host = Host(provider.Address);

        var result = await host.GetRequiredService<IMessageChannel>().SendAsync(Message, Token);

        (result.Status, result.Reason, result.PausesChannel).Should().Be((DeliveryStatus.RetryLater, reason, pauses));
        provider.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_silent_token_endpoint_builds_no_queue_and_makes_nothing_ambiguous()
    {
        await using var provider = ProviderStub.Silent();
        await using var host = Host(provider.Address, timeout: TimeSpan.FromSeconds(1));
        var channel = host.GetRequiredService<IMessageChannel>();

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => channel.SendAsync(Message, Token)));

        results.Should().OnlyContain(result => result.Status == DeliveryStatus.RetryLater && result.Reason == "fcm-token-unavailable");
        provider.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_cached_token_that_was_revoked_is_renewed_at_once()
    {
        var (issued, revoked) = (0, "");
        await using var provider = ProviderStub.Serving(request =>
            request.StartsWith("POST /token ", StringComparison.Ordinal)
                ? ProviderStub.Answer(200, $$"""{"access_token":"token-{{++issued}}","expires_in":3600}""")
            : Bearer(request) == revoked ? ProviderStub.Answer(401, Error(401, "UNAUTHENTICATED"))
            : ProviderStub.Answer(200, Accepted));
        await using var host = Host(provider.Address);
        var channel = host.GetRequiredService<IMessageChannel>();

        var first = await channel.SendAsync(Message, Token);
        revoked = "token-1";
        var second = await channel.SendAsync(Message, Token);

        new[] { first, second }.Should().OnlyContain(result => result.Status == DeliveryStatus.Delivered);
        provider.Requests.Where(request => request.Contains("messages:send")).Select(Bearer).Should()
            .Equal("token-1", "token-1", "token-2");
    }

    [Fact]
    public async Task A_fresh_token_that_is_refused_pauses_the_channel_and_is_not_cached()
    {
        var issued = 0;
        await using var provider = ProviderStub.Serving(request => request.StartsWith("POST /token ", StringComparison.Ordinal)
            ? ProviderStub.Answer(200, $$"""{"access_token":"token-{{++issued}}","expires_in":3600}""")
            : ProviderStub.Answer(401, Error(401, "UNAUTHENTICATED")));
        await using var host = Host(provider.Address);
        var channel = host.GetRequiredService<IMessageChannel>();

        var first = await channel.SendAsync(Message, Token);
        await channel.SendAsync(Message, Token);

        first.Should().BeEquivalentTo(DeliveryResult.PauseChannel("fcm-UNAUTHENTICATED"));
        issued.Should().Be(2);
    }

    [Fact]
    public async Task A_failing_login_of_the_host_is_retried_later()
    {
        await using var provider = ProviderStub.Answering(200, Accepted);

        var thrown = await SendAsync(provider.Address, configure: services =>
            services.Configure<FcmPushOptions>(options => options.AccessToken = _ => throw new InvalidOperationException("secret")));
        var empty = await SendAsync(provider.Address,
            configure: services => services.Configure<FcmPushOptions>(options => options.AccessToken = _ => Task.FromResult("")));

        thrown.Should().BeEquivalentTo(DeliveryResult.Unreachable("fcm-token-unavailable"));
        empty.Should().BeEquivalentTo(DeliveryResult.PauseChannel("fcm-token-refused"));
        provider.Requests.Should().BeEmpty();
    }

    public static TheoryData<Action<FcmPushOptions>, string> Wrong => new()
    {
        { options => options.ServiceAccountJson = null, "ServiceAccountJson" },
        { options => options.ServiceAccountJson = "secret", "ServiceAccountJson" },
        { options => options.ServiceAccountJson = """{"client_email":"a@b","private_key":"secret"}""", "ServiceAccountJson" },
        { options => options.AccessToken = _ => Task.FromResult("t"), "ServiceAccountJson" },
        { options => options.ProjectId = "../x", "ProjectId" },
        { options => options.Timeout = TimeSpan.Zero, "Timeout" },
        { options => options.BaseAddress = new Uri("http://fcm.example.org"), "BaseAddress" },
        { options => options.TokenAddress = new Uri("http://oauth.example.org"), "TokenAddress" },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void An_invalid_setting_is_named_in_the_error(Action<FcmPushOptions> change, string named)
    {
        var options = new FcmPushOptions { ServiceAccountJson = Account() };
        new FcmPushOptionsValidator().Validate(null, options).Succeeded.Should().BeTrue();
        change(options);

        new FcmPushOptionsValidator().Validate(null, options).Failures.Should().ContainSingle().Which.Should().Contain(named).And
            .NotContain("secret");
    }

    private static string Error(int status, string code, string details = "") =>
        $$$"""{"error":{"code":{{{status}}},"message":"of {{{Device}}}","status":"{{{code}}}","details":[{{{details}}}]}}""";

    private static string Account() => JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["type"] = "service_account",
        ["project_id"] = "swiftmotion-app",
        ["private_key_id"] = "k1",
        ["private_key"] = Key.ExportPkcs8PrivateKeyPem(),
        ["client_email"] = "retention@swiftmotion-app.iam.gserviceaccount.com",
    });

    private static string Bearer(string request) =>
        request.Split("\r\n").Single(line => line.StartsWith("Authorization: Bearer ", StringComparison.Ordinal))[22..];

    private static IEnumerable<string> Logins(ProviderStub provider) =>
        provider.Requests.Where(request => request.StartsWith("POST /token ", StringComparison.Ordinal));

    private ProviderStub Serving(Func<string> token) =>
        ProviderStub.Serving(
            request => request.StartsWith("POST /token ", StringComparison.Ordinal) ? token() : ProviderStub.Answer(200, Accepted));

    private static ServiceProvider Host(Uri address, TimeProvider? time = null, TimeSpan? timeout = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(time ?? TimeProvider.System);
        ChannelRegistration.AddFcmPush(services, options =>
            (options.ServiceAccountJson, options.BaseAddress, options.TokenAddress, options.Timeout) =
                (Account(), address, new Uri(address, "/token"), timeout ?? TimeSpan.FromSeconds(30)));
        return services.BuildServiceProvider();
    }
}
