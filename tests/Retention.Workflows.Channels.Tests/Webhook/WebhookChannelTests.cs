using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Retention.Workflows.Channels.Registration;
using Retention.Workflows.Channels.Tests.Http;
using Retention.Workflows.Channels.Webhook;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Tests.Webhook;

public sealed class WebhookChannelTests : HttpChannelContract
{
    private const string Secret = "a secret of both sides";

    private static readonly Channel Letter = new("letter");

    protected override string Provider => "webhook";

    protected override string Accepted => "";

    protected override string WrongAddress => new('x', 2049);

    internal override OutgoingMessage Message =>
        Some.To(Letter, "Ada Lovelace, 12 St James's Square", "Hello & welcome", "Přijďte zpět", html: "<p>Přijďte</p>");

    internal override void Register(IServiceCollection services, Uri address, TimeSpan timeout) =>
        ChannelRegistration.AddWebhook(services, Letter, options =>
            (options.Address, options.Secret, options.Timeout) = (new Uri(address, "/hooks/T0p?k=1"), Secret, timeout));

    [Fact]
    public async Task A_message_is_a_signed_document()
    {
        await using var provider = ProviderStub.Answering(202, "");

        var result = await SendAsync(
            provider.Address, configure: services => services.AddSingleton<TimeProvider>(new FixedTime(Some.Moment)));

        result.Should().BeSameAs(DeliveryResult.Delivered);
        var request = provider.Requests.Single();
        request.Should().StartWith("POST /hooks/T0p?k=1 HTTP/1.1\r\n").And.Contain("Idempotency-Key: 12/3/nudge/1\r\n").And
            .Contain("Content-Type: application/json; charset=utf-8");
        var body = ProviderStub.Body(request);
        Approved.ShouldBe(Indented(body), "webhook.json");
        Valid(body, Header(request, WebhookSignature.TimestampHeader), Header(request, WebhookSignature.Header)).Should().BeTrue();
    }

    [Fact]
    public void A_signature_covers_body_time_and_secret()
    {
        var time = $"{Some.Moment.ToUnixTimeSeconds()}";
        var signature = WebhookSignature.Sign(Secret, time, "{}"u8);

        signature.Should().MatchRegex("^sha256=[0-9a-f]{64}$");
        Valid("{}", time, signature).Should().BeTrue();
        Valid("{ }", time, signature).Should().BeFalse();
        Valid("{}", $"{Some.Moment.ToUnixTimeSeconds() - 1}", signature).Should().BeFalse();
        Valid("{}", time, signature, "another secret of both").Should().BeFalse();
        Valid("{}", time, signature.ToUpperInvariant()).Should().BeFalse();
        Valid("{}", time, null).Should().BeFalse();
        Valid("{}", null, signature).Should().BeFalse();
        Valid("{}", "soon", signature).Should().BeFalse();
        Valid("{}", "99999999999999999999", signature).Should().BeFalse();
        foreach (var apart in new[] { -301, 301 })
        {
            var other = $"{Some.Moment.ToUnixTimeSeconds() + apart}";
            Valid("{}", other, WebhookSignature.Sign(Secret, other, "{}"u8)).Should().BeFalse("the clocks are {0} seconds apart", apart);
        }
    }

    [Fact]
    public void Other_programs_compute_the_same_signature()
    {
        // printf '1782898200.{}' | openssl dgst -sha256 -hmac 'a secret of both sides'
        WebhookSignature.Sign(Secret, "1782898200", "{}"u8).Should()
            .Be("sha256=6bd3f3d30f24502f52f68f80a40c785b61f5e5ad05173cbfa9a2fe243f50749c");
    }

    [Theory]
    [InlineData(200, "Delivered", BounceClass.None)]
    [InlineData(201, "Delivered", BounceClass.None)]
    [InlineData(202, "Delivered", BounceClass.None)]
    [InlineData(204, "Delivered", BounceClass.None)]
    public async Task A_receiver_accepts_with_its_status(int status, string outcome, BounceClass bounce)
    {
        await using var provider = ProviderStub.Answering(status, "");

        var result = await SendAsync(provider.Address);

        (result.Status.ToString(), result.Bounce).Should().Be((outcome, bounce));
    }

    [Theory]
    [InlineData(203, "Ambiguous", BounceClass.None)]
    [InlineData(409, "RetryLater", BounceClass.None)]
    [InlineData(410, "Rejected", BounceClass.Hard)]
    [InlineData(451, "Rejected", BounceClass.None)]
    public Task A_receiver_refuses_with_its_status(int status, string outcome, BounceClass bounce) =>
        RowAsync(status, "", $"http-{status}", outcome, bounce);

    [Fact]
    public async Task Each_channel_has_its_webhook_and_each_receiver_declares_its_idempotency()
    {
        var services = new ServiceCollection();
        ChannelRegistration.AddWebhook(
            services, Letter, options => (options.Address, options.Secret) = (new Uri("https://a.example"), Secret));
        ChannelRegistration.AddWebhook(services, Channel.Push,
            options => (options.Address, options.Secret, options.ReceiverIsIdempotent) = (new Uri("https://b.example"), Secret, true));
        await using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<IStartupValidator>().Validate();

        provider.GetServices<IMessageChannel>().Select(channel => (channel.Channel, channel.IsIdempotent)).Should()
            .BeEquivalentTo([(Letter, false), (Channel.Push, true)]);
    }

    [Fact]
    public async Task Nothing_of_the_address_or_the_secret_is_logged()
    {
        await using var provider = ProviderStub.Answering(202, "");
        var lines = new List<string>();

        await SendAsync(provider.Address, configure: services =>
            services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new LineLogger(lines))));

        lines.Should().NotContain(line => line.Contains("hooks") || line.Contains("T0p") || line.Contains(Secret) || line.Contains("Ada"));
    }

    public static TheoryData<Action<WebhookOptions>, string> Wrong => new()
    {
        { options => options.Address = null, "Address" },
        { options => options.Address = new Uri("http://shop.example"), "Address" },
        { options => options.Secret = "", "Secret" },
        { options => options.Secret = "secret", "Secret" },
        { options => options.Timeout = TimeSpan.Zero, "Timeout" },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void An_invalid_setting_is_named_in_the_error(Action<WebhookOptions> change, string named)
    {
        var options = new WebhookOptions { Address = new Uri("https://shop.example"), Secret = Secret };
        new WebhookOptionsValidator().Validate(null, options).Succeeded.Should().BeTrue();
        change(options);

        new WebhookOptionsValidator().Validate(null, options).Failures.Should().ContainSingle().Which.Should().Contain(named).And
            .NotContain("secret of");
    }

    private static bool Valid(string body, string? time, string? signature, string secret = Secret) =>
        WebhookSignature.IsValid(secret, time, Encoding.UTF8.GetBytes(body), signature, Some.Moment, TimeSpan.FromMinutes(5));

    private static string Header(string request, string name) =>
        request.Split("\r\n").Single(line => line.StartsWith($"{name}: ", StringComparison.Ordinal))[(name.Length + 2)..];

    private static string Indented(string json)
    {
        using var document = JsonDocument.Parse(json);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n",
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            document.WriteTo(writer);
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private sealed class LineLogger(List<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            lines.Add($"{state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => lines.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
