using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Tests.Http;

/// <summary>The rules for every HTTP channel, whatever its provider, against a real server on the loopback.</summary>
public abstract class HttpChannelContract
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The provider's name in reasons.</summary>
    protected abstract string Provider { get; }

    /// <summary>The body with which the provider accepts a message.</summary>
    protected abstract string Accepted { get; }

    /// <summary>A message that this channel accepts.</summary>
    internal abstract OutgoingMessage Message { get; }

    /// <summary>An address that is invalid on this channel.</summary>
    protected abstract string WrongAddress { get; }

    internal abstract void Register(IServiceCollection services, Uri address, TimeSpan timeout);

    [Fact]
    public async Task Answers_that_are_not_json_are_mapped_and_never_throw()
    {
        foreach (var body in new[] { "", "<html>not found</html>", "{", "[]", "null", "\"x\"", """{"status":{},"error":[1],"code":null}""",
            """{"error":{"details":[null,7,{}],"status":3,"code":"x"}}""" })
        {
            await using var provider = ProviderStub.Answering(400, body, "text/html");

            var result = await SendAsync(provider.Address);

            result.Should().BeEquivalentTo(DeliveryResult.Rejected($"{Provider}-http-400"), "of {0}", body);
        }
    }

    [Theory]
    [InlineData(301, DeliveryStatus.RetryLater, false)]
    [InlineData(302, DeliveryStatus.RetryLater, false)]
    [InlineData(307, DeliveryStatus.RetryLater, false)]
    [InlineData(400, DeliveryStatus.Rejected, false)]
    [InlineData(401, DeliveryStatus.RetryLater, true)]
    [InlineData(403, DeliveryStatus.RetryLater, true)]
    [InlineData(404, DeliveryStatus.RetryLater, true)]
    [InlineData(405, DeliveryStatus.Rejected, false)]
    [InlineData(407, DeliveryStatus.RetryLater, true)]
    [InlineData(408, DeliveryStatus.RetryLater, false)]
    [InlineData(413, DeliveryStatus.Rejected, false)]
    [InlineData(422, DeliveryStatus.Rejected, false)]
    [InlineData(425, DeliveryStatus.RetryLater, false)]
    [InlineData(429, DeliveryStatus.RetryLater, false)]
    [InlineData(500, DeliveryStatus.Ambiguous, false)]
    [InlineData(502, DeliveryStatus.Ambiguous, false)]
    [InlineData(503, DeliveryStatus.RetryLater, false)]
    [InlineData(504, DeliveryStatus.Ambiguous, false)]
    public async Task The_status_decides_when_there_is_no_code(int status, DeliveryStatus outcome, bool pauses)
    {
        await using var provider = ProviderStub.Answering(status, "", "text/plain", "Location: /elsewhere");

        var result = await SendAsync(provider.Address);

        (result.Status, result.PausesChannel, result.Reason).Should().Be((outcome, pauses, $"{Provider}-http-{status}"));
        provider.Requests.Should().ContainSingle("nothing is followed and nothing is repeated");
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Retry_after_is_honoured(int status)
    {
        await using var provider = ProviderStub.Answering(status, "", "text/plain", "Retry-After: 42");

        (await SendAsync(provider.Address)).After.Should().Be(TimeSpan.FromSeconds(42));
    }

    [Fact]
    public async Task A_refused_connection_is_a_certain_non_send()
    {
        using var unused = new TcpListener(IPAddress.Loopback, 0);
        unused.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)unused.LocalEndpoint).Port}");
        unused.Stop();

        (await SendAsync(address)).Should().BeEquivalentTo(DeliveryResult.Unreachable("http-unreachable"));
    }

    [Fact]
    public async Task A_connection_dropped_after_the_request_is_ambiguous()
    {
        await using var provider = ProviderStub.Dropping();

        (await SendAsync(provider.Address)).Should().BeEquivalentTo(DeliveryResult.Ambiguous("http-broken"));
    }

    [Fact]
    public async Task A_provider_that_never_answers_makes_the_message_ambiguous()
    {
        await using var provider = ProviderStub.Silent();

        (await SendAsync(provider.Address, timeout: TimeSpan.FromSeconds(1))).Should()
            .BeEquivalentTo(DeliveryResult.Ambiguous("http-timeout"));
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
    public async Task An_address_of_the_wrong_shape_is_never_sent()
    {
        await using var provider = ProviderStub.Answering(200, Accepted);

        foreach (var wrong in new[] { WrongAddress, "", " ", "a\r\nb" })
            (await SendAsync(provider.Address, Message with { Address = wrong })).Should()
                .BeEquivalentTo(DeliveryResult.RejectedLocally("invalid-address"));
        provider.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Adding_the_channel_twice_is_one_channel()
    {
        var services = new ServiceCollection();
        Register(services, new Uri("https://a.example"), TimeSpan.FromSeconds(5));
        Register(services, new Uri("https://b.example"), TimeSpan.FromSeconds(5));
        await using var provider = services.BuildServiceProvider();

        provider.GetServices<IMessageChannel>().Should().ContainSingle().Which.Channel.Should().Be(Message.Channel);
    }

    /// <summary>What a host may do to every client, or to this one, in any order.</summary>
    public static TheoryData<string> Repeaters =>
        ["defaults before", "defaults after", "hedging for all", "this client", "a handler of the host", "two handlers"];

    [Theory]
    [MemberData(nameof(Repeaters))]
    public async Task A_handler_of_the_host_that_repeats_requests_does_not_repeat_a_message(string repeater)
    {
        foreach (var status in new[] { 408, 429, 500, 503 })
        {
            await using var provider = ProviderStub.Answering(status, "", "text/plain", "Retry-After: 0");
            var services = new ServiceCollection();
            if (repeater == "defaults before")
                services.ConfigureHttpClientDefaults(client => client.AddStandardResilienceHandler());
            Register(services, provider.Address, TimeSpan.FromSeconds(30));
            Repeat(services, repeater);
            await using var host = services.BuildServiceProvider();

            await host.GetRequiredService<IMessageChannel>().SendAsync(Message, Token);

            provider.Requests.Should().ContainSingle("one hand-over is one request, also with {0} and an answer {1}", repeater, status);
        }
    }

    [Fact]
    public async Task A_handler_that_repeats_requests_does_so_for_other_clients_of_the_host()
    {
        await using var provider = ProviderStub.Answering(503, "", "text/plain");
        var services = new ServiceCollection();
        Register(services, provider.Address, TimeSpan.FromSeconds(30));
        services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(() => new RepeatingHandler()));
        await using var host = services.BuildServiceProvider();

        using var client = host.GetRequiredService<IHttpClientFactory>().CreateClient("somebody-else");
        await client.GetAsync(provider.Address, Token);

        provider.Requests.Should().HaveCount(2, "the handler works, and only our clients go without it");
    }

    private static void Repeat(IServiceCollection services, string repeater)
    {
        if (repeater is "defaults after" or "two handlers")
            services.ConfigureHttpClientDefaults(client => client.AddStandardResilienceHandler());
        if (repeater == "hedging for all")
            services.ConfigureHttpClientDefaults(client => client.AddStandardHedgingHandler());
        if (repeater == "this client")
        {
            foreach (var name in new[] { "Twilio", "Fcm", "WhatsApp", "Viber", "Webhook" })
                services.AddHttpClient($"Retention.Workflows.{name}").AddStandardResilienceHandler();
        }

        if (repeater is "a handler of the host" or "two handlers")
            services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(() => new RepeatingHandler()));
    }

    /// <summary>Sends each request twice.</summary>
    private sealed class RepeatingHandler : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (await base.SendAsync(request, cancellationToken)).Dispose();
            return await base.SendAsync(request, cancellationToken);
        }
    }

    internal async Task<DeliveryResult> SendAsync(Uri address, OutgoingMessage? message = null, TimeSpan? timeout = null,
        Action<IServiceCollection>? configure = null, CancellationToken? cancellationToken = null)
    {
        var services = new ServiceCollection();
        Register(services, address, timeout ?? TimeSpan.FromSeconds(30));
        configure?.Invoke(services);
        await using var provider = services.BuildServiceProvider();
        return await provider.GetRequiredService<IMessageChannel>().SendAsync(message ?? Message, cancellationToken ?? Token);
    }

    /// <summary>Asserts one row of a provider's table against the answer that the provider documents.</summary>
    internal async Task RowAsync(int status, string body, string code, string outcome, BounceClass bounce)
    {
        await using var provider = ProviderStub.Answering(status, body);

        var result = await SendAsync(provider.Address);

        var seen = result.PausesChannel ? "PauseChannel" : result.Status.ToString();
        (seen, result.Bounce, result.Reason).Should().Be((outcome, bounce, $"{Provider}-{code}"));
        provider.Requests.Should().ContainSingle();
    }
}
