using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Channels;
using Retention.Workflows.Messaging;
using Retention.Workflows.Replay;
using Retention.Workflows.Testing;

namespace Retention.Workflows.AspNetCore.Tests;

/// <summary>The code of <c>docs/aspnetcore.md</c>, on Kestrel.</summary>
public sealed class AspNetCoreDocsTests : IAsyncLifetime
{
    private const string PublicAddress = "https://shop.example";
    private const string TwilioToken = "twilio token";

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();
    private WebApplication? _app;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private WebApplication App => _app ?? throw new InvalidOperationException("The application has not started.");

    private IRetentionClient Client => App.Services.GetRequiredService<IRetentionClient>();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Retention:Database"] = _folder.PathOf("retention.db"),
            ["Retention:PrivacyKey"] = "a key that nobody may guess",
            ["PublicAddress"] = PublicAddress,
            ["Twilio:AuthToken"] = TwilioToken,
            ["WhatsApp:AppSecret"] = "app secret",
            ["WhatsApp:VerifyToken"] = "verify token",
        });
        builder.Services.AddSingleton<TimeProvider>(new ManualTime(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero)));
        Register(builder);
        builder.Services.AddRetentionWorkflows(retention =>
        {
            retention.Templates.Use(new PlainTemplates());
            retention.Channels.AddPickupEmail(_folder.PathOf("mails"));
        });
        _app = builder.Build();
        App.Urls.Add("http://127.0.0.1:0");
        Map(App);
        await SendAsync();
        await App.StartAsync(Stop);
        _http.BaseAddress = new Uri(App.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync(CancellationToken.None);
            await _app.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task The_host_is_healthy() =>
        (await _http.GetStringAsync(new Uri("/health", UriKind.Relative), Stop)).Should().Be("Healthy");

    [Fact]
    public async Task Events_are_accepted_and_each_gets_its_result()
    {
        const string Body = """
            [{ "id": "click-1", "customer": "ada", "name": "product-viewed", "at": "2026-03-10T11:59:00Z" }, { "id": "click-2" }]
            """;
        using var content = new StringContent(Body, Encoding.UTF8, "application/json");

        using var answer = await _http.PostAsync(new Uri("/events", UriKind.Relative), content, Stop);

        (await answer.Content.ReadAsStringAsync(Stop)).Should().Be("""["Stored","Refused"]""");
    }

    [Fact]
    public async Task A_link_shows_a_page_and_its_post_unsubscribes()
    {
        var link = new Uri(await UnsubscribeLinkAsync()).PathAndQuery;

        (await _http.GetStringAsync(new Uri(link, UriKind.Relative), Stop)).Should().Contain("<form method=\"post\"");
        (await HasUnsubscribedAsync()).Should().BeFalse("a mail scanner may have opened the page");

        (await PostFormAsync(link, [new("List-Unsubscribe", "One-Click")])).Should().Be(HttpStatusCode.OK);
        (await HasUnsubscribedAsync()).Should().BeTrue();
        (await PostFormAsync("/unsubscribe?token=forged", [])).Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_report_needs_the_signature_of_its_provider()
    {
        KeyValuePair<string, string>[] form = [new("MessageSid", "SM1"), new("MessageStatus", "delivered")];

        (await PostFormAsync("/reports/twilio", form)).Should().Be(HttpStatusCode.Forbidden);
        (await PostFormAsync("/reports/twilio", form, Sign($"{PublicAddress}/reports/twilio", form))).Should().Be(HttpStatusCode.OK);
        (await PostFormAsync("/reports/whatsapp", [])).Should().Be(HttpStatusCode.Forbidden);
        var handshake = new Uri("/reports/whatsapp?hub.verify_token=verify%20token&hub.challenge=17", UriKind.Relative);
        (await _http.GetStringAsync(handshake, Stop)).Should().Be("17");
    }

    private static void Register(WebApplicationBuilder builder)
    {
        builder.Services.AddRetentionWorkflows(retention =>
        {
            retention.Configure(options =>
            {
                options.Privacy.Key = builder.Configuration["Retention:PrivacyKey"]!;
                options.Privacy.UnsubscribeUrl = "https://shop.example/unsubscribe?token={token}";
            });
            retention.Journeys.Add<Welcome>();
            retention.Store.UseSqlite(builder.Configuration["Retention:Database"]!);
        });
        builder.Services.AddHealthChecks().AddRetentionWorkflows();
    }

    private static void Map(WebApplication app)
    {
        app.MapHealthChecks("/health");

        app.MapPost("/events", async (HttpRequest request, IRetentionClient client, CancellationToken stop) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, stop);
            var results = await client.AppendAsync(EventBatch.Json(body.ToArray()), stop);
            return results.Select(result => result.Outcome.ToString());
        });

        app.MapGet("/unsubscribe", (string token) => Results.Content(
            $"""<form method="post" action="/unsubscribe?token={Uri.EscapeDataString(token)}"><button>Unsubscribe</button></form>""",
            "text/html; charset=utf-8"));

        app.MapPost("/unsubscribe", async (string token, ICustomerPrivacy privacy) =>
            await privacy.UnsubscribeAsync(token) ? Results.Text("You are unsubscribed.") : Results.NotFound());

        var publicAddress = app.Configuration["PublicAddress"]!;   // such as https://shop.example
        var twilioToken = app.Configuration["Twilio:AuthToken"]!;
        app.MapPost("/reports/twilio", async (HttpRequest request, IRetentionClient client, TimeProvider time) =>
        {
            var form = (await request.ReadFormAsync()).Select(field => KeyValuePair.Create(field.Key, field.Value.ToString()));
            var address = publicAddress + request.Path + request.QueryString;   // the address that Twilio called
            var signature = request.Headers["X-Twilio-Signature"];
            if (!TwilioReports.TryRead(twilioToken, address, form, signature, time.GetUtcNow(), out var report))
                return Results.StatusCode(StatusCodes.Status403Forbidden);
            if (report is not null)
                await client.ReportAsync([report]);
            return Results.Ok();
        });

        var verifyToken = app.Configuration["WhatsApp:VerifyToken"]!;
        var appSecret = app.Configuration["WhatsApp:AppSecret"]!;
        app.MapGet("/reports/whatsapp", (HttpRequest request) =>
            request.Query["hub.verify_token"] == verifyToken
                ? Results.Text(request.Query["hub.challenge"])
                : Results.StatusCode(StatusCodes.Status403Forbidden));

        app.MapPost("/reports/whatsapp", async (HttpRequest request, IRetentionClient client, TimeProvider time) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            var signature = request.Headers["X-Hub-Signature-256"];
            if (!WhatsAppReports.TryRead(appSecret, body.ToArray(), signature, time.GetUtcNow(), out var reports))
                return Results.StatusCode(StatusCodes.Status403Forbidden);
            await client.ReportAsync(reports);
            return Results.Ok();
        });
    }

    /// <summary>Sends the mail of the journey before the application starts, so that no worker takes part.</summary>
    private async Task SendAsync()
    {
        await Client.SaveCustomersAsync([Some.Customer("ada")], Stop);
        await Client.EnrollAsync(Welcome.Name, new CustomerId("ada"), cancellationToken: Stop);
        await App.Services.GetRequiredService<IRetentionEngine>().RunDueAsync(Stop);
    }

    private async Task<bool> HasUnsubscribedAsync() =>
        (await Client.ExplainAsync(Customer.Had(EventNames.Unsubscribed).AtLeastOnce(), new CustomerId("ada"), Stop)).Holds;

    private async Task<string> UnsubscribeLinkAsync()
    {
        var file = Directory.GetFiles(_folder.PathOf("mails")).Should().ContainSingle().Subject;
        var lines = (await File.ReadAllTextAsync(file, Stop)).ReplaceLineEndings("\n").Replace("\n ", "", StringComparison.Ordinal).Split('\n');
        var header = lines.First(line => line.StartsWith("List-Unsubscribe:", StringComparison.Ordinal));
        return header[(header.IndexOf('<', StringComparison.Ordinal) + 1)..header.IndexOf('>', StringComparison.Ordinal)];
    }

    private async Task<HttpStatusCode> PostFormAsync(
        string path, IEnumerable<KeyValuePair<string, string>> form, string? signature = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        if (signature is not null)
            request.Headers.Add("X-Twilio-Signature", signature);
        using var answer = await _http.SendAsync(request, Stop);
        return answer.StatusCode;
    }

    private static string Sign(string address, IEnumerable<KeyValuePair<string, string>> form)
    {
        var fields = form.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => field.Key + field.Value);
        var text = address + string.Concat(fields);
#pragma warning disable CA5350 // Twilio signs with HMAC-SHA1.
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(TwilioToken), Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
    }

    private sealed class Welcome : IJourney
    {
        public static JourneyName Name => new("welcome");

        public static void Define(JourneyBuilder journey) =>
            journey.Steps.SendEmail("hello", template: "hello").Wait("think", Period.Days(3));
    }
}
