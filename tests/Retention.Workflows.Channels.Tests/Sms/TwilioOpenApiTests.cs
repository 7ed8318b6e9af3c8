using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Channels.Registration;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Tests.Sms;

/// <summary>Sends to a mock server that is generated from Twilio's OpenAPI description and refuses requests that violate it.</summary>
/// <remarks>
/// Needs <c>prism</c> (npm: @stoplight/prism-cli) on the path. <c>TWILIO_OPENAPI</c> names the path of <c>twilio_api_v2010.json</c> from
/// the
/// repository twilio/twilio-oai.
/// </remarks>
public sealed class TwilioOpenApiTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_request_matches_twilios_openapi_description()
    {
        var description = Environment.GetEnvironmentVariable("TWILIO_OPENAPI");
        Assert.SkipUnless(File.Exists(description), "TWILIO_OPENAPI does not name Twilio's twilio_api_v2010.json.");
        Assert.SkipWhen(Tool.Find("prism") is null, "prism is not on this machine (npm install -g @stoplight/prism-cli).");
        var port = FreePort();
        using var prism = Tool.Start(Tool.Find("prism")!, "mock", "--port", $"{port}", "--host", "127.0.0.1", description!);
        await ListensAsync(port);
        var address = new Uri($"http://127.0.0.1:{port}");

        var sent = await SendAsync(address);
        var reported = await SendAsync(address, options => options.StatusCallback = new Uri("https://shop.example/twilio"));
        var misdirected = await SendAsync(address, options => options.AccountSid = "AC1");

        sent.Should().BeEquivalentTo(reported);
        (sent.Status, sent.Reason).Should().Be((DeliveryStatus.Delivered, null));
        sent.ProviderMessageId.Should().MatchRegex("^(SM|MM)[0-9a-fA-F]{32}$");
        misdirected.Status.Should().Be(DeliveryStatus.Rejected, "the description has a pattern for accounts, so the server does look");
    }

    private static async Task<DeliveryResult> SendAsync(Uri address, Action<TwilioSmsOptions>? change = null)
    {
        var services = new ServiceCollection();
        ChannelRegistration.AddTwilioSms(services, options =>
        {
            (options.AccountSid, options.AuthToken, options.From, options.BaseAddress) =
                ("AC0123456789abcdef0123456789abcdef", "token", "+15005550006", address);
            change?.Invoke(options);
        });
        await using var provider = services.BuildServiceProvider();
        return await provider.GetRequiredService<IMessageChannel>().SendAsync(Some.Sms(text: "Kód & sleva 20 % = 👟"), Token);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task ListensAsync(int port)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync(IPAddress.Loopback, port, limit.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, limit.Token);
            }
        }
    }
}
