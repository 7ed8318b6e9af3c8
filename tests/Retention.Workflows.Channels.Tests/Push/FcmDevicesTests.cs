using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Channels.Tests.Http;
using Retention.Workflows.Hosting;
using Retention.Workflows.Journeys;
using Retention.Workflows.Messaging;
using Retention.Workflows.Replay;

namespace Retention.Workflows.Channels.Tests.Push;

/// <summary>The engine and FCM's channel against a server: one message to several devices.</summary>
public sealed class FcmDevicesTests
{
    private const string Sent = """{"name":"projects/app/messages/1"}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ok ok", "Sent", 2, "a b")]
    [InlineData("ok UNREGISTERED", "Sent", 2, "a")]
    [InlineData("INVALID_ARGUMENT ok", "Sent", 2, "b")]
    [InlineData("UNREGISTERED UNREGISTERED", "Rejected", 2, "")]
    [InlineData("UNAVAILABLE ok", "Sent", 2, "a b")]
    [InlineData("UNREGISTERED UNAVAILABLE", "Queued", 2, "b")]
    [InlineData("SENDER_ID_MISMATCH ok ok", "Sent", 3, "a b c")]
    public async Task Each_token_gets_one_request_and_a_dead_one_gets_no_more(string answers, string status, int requests, string later)
    {
        var codes = answers.Split(' ');
        var devices = codes.Select((_, index) => $"{(char)('a' + index)}").ToArray();
        await using var provider = ProviderStub.Serving(request =>
        {
            var code = codes[TokenOf(request)[0] - 'a'];
            return code == "ok" ? ProviderStub.Answer(200, Sent) : ProviderStub.Answer(400, Error(code));
        });
        var time = new ManualTime(new DateTimeOffset(2026, 6, 1, 10, 0, 0, TimeSpan.Zero));
        await using var host = Host(provider.Address, time);
        var (client, engine) = (host.GetRequiredService<IRetentionClient>(), host.GetRequiredService<IRetentionEngine>());
        var customer = new Customer
        {
            Id = "ada", PushTokens = devices,
            Consents = [new Consent { Topic = Topic.Marketing, Channel = Channel.Push, Granted = true }],
        };
        await client.SaveCustomersAsync([customer], Token);
        await client.EnrollAsync("under-test", "ada", cancellationToken: Token);
        await engine.RunDueAsync(Token);

        provider.Requests.Select(TokenOf).Should().BeEquivalentTo(devices).And.HaveCount(requests);
        provider.Requests.Select(TagOf).Should().OnlyHaveUniqueItems();
        (await client.ReadCustomerAsync("ada", Token)).Messages.Single().Status.ToString().Should().Be(status);

        provider.Requests.Clear();
        Array.Fill(codes, "ok");
        var target = time.GetUtcNow().AddDays(2);
        while (await engine.NextDueAsync(Token) is { } due && due <= target)
        {
            time.MoveTo(due > time.GetUtcNow() ? due : time.GetUtcNow().AddMilliseconds(1));
            await engine.RunDueAsync(Token);
        }

        var second = status == "Queued" ? 2 : 1; // the first one is sent again
        provider.Requests.Select(TokenOf).Should().BeEquivalentTo(Enumerable.Repeat(later, second)
            .SelectMany(tokens => tokens.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    private static string TokenOf(string request) => Message(request).GetProperty("token").GetString()!;

    private static string TagOf(string request) =>
        Message(request).GetProperty("android").GetProperty("notification").GetProperty("tag").GetString()!;

    private static JsonElement Message(string request) =>
        JsonDocument.Parse(ProviderStub.Body(request)).RootElement.GetProperty("message");

    private static string Error(string code) => code == "INVALID_ARGUMENT"
        ? """{"error":{"code":400,"status":"INVALID_ARGUMENT","details":[{"fieldViolations":[{"field":"message.token"}]}]}}"""
        : $$$"""{"error":{"code":400,"status":"{{{code}}}"}}""";

    private static ServiceProvider Host(Uri address, TimeProvider time)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(time);
        services.AddRetentionWorkflows(retention =>
        {
            retention.Store.UseInMemory();
            retention.Journeys.Add(JourneyDefinition.Build("under-test", journey => journey.Steps
                .Send("one", Channel.Push, template: "one").Wait("a-day", Period.Days(1)).Send("two", Channel.Push, template: "two")));
            retention.Templates.Use(new OneText());
            retention.Channels.AddFcmPush(push =>
                (push.ProjectId, push.AccessToken, push.BaseAddress) = ("app", _ => Task.FromResult("ya29"), address));
        });
        return services.BuildServiceProvider();
    }

    private sealed class OneText : IMessageTemplates
    {
        public IReadOnlyList<string> Validate(TemplateName name, Channel channel) => [];

        public bool ShowsVoucher(TemplateName name, Channel channel) => false;

        public MessageContent Render(TemplateName name, Channel channel, string? locale, MessageModel model) => new() { Text = name.Value };
    }
}
