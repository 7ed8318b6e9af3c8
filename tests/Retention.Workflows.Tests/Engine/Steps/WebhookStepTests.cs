using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Journeys;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Engine.Steps;

/// <summary>The library's webhook step, against a real server.</summary>
public sealed class WebhookStepTests
{
    private const string Secret = "a-secret-of-thirty-two-characters";

    private static WebhookStep Step { get; } = new()
    {
        Name = "points",
        Endpoint = "crm",
        Data = new PropertyBag([new("points", 50)]),
        Attributes = ["tier", "unheard-of"],
        AnswerField = "result",
        Answers = [new WebhookAnswer { Name = "unknown-member", Value = "unknown", Steps = [new ExitStep { Name = "no-member" }] }],
        Failed = [new ExitStep { Name = "refused" }],
    };

    [Fact]
    public async Task It_posts_a_signed_document_with_the_key()
    {
        await using var receiver = new ReceiverStub();
        await using var journey = await StartAsync(receiver, Step);

        await journey.EnrollAsync(Ada);

        var request = receiver.Requests.Should().ContainSingle().Subject;
        var body = JsonDocument.Parse(request.Body).RootElement;
        body.GetProperty("customer").GetString().Should().Be("ada");
        body.GetProperty("journey").GetString().Should().Be("under-test");
        body.GetProperty("step").GetString().Should().Be("points");
        body.GetProperty("idempotencyKey").GetString().Should().Be(request.Headers["Idempotency-Key"]).And.EndWith("/points/1");
        body.GetProperty("attributes").GetRawText().Should().Be("""{"tier":"gold"}""");
        body.GetProperty("data").GetRawText().Should().Be("""{"points":50}""");
        WebhookSignature.IsValid(
            Secret, request.Headers[WebhookSignature.TimestampHeader], Encoding.UTF8.GetBytes(request.Body),
            request.Headers[WebhookSignature.Header],
            journey.Time.GetUtcNow(), TimeSpan.FromMinutes(5)).Should().BeTrue();
    }

    [Theory]
    [InlineData(200, """{ "result": "unknown" }""", "no-member")]
    [InlineData(200, """{ "result": "booked" }""", "completed")]
    [InlineData(204, "", "completed")]
    [InlineData(200, "[ not json", "completed")]
    [InlineData(200, """{ "result": { "deep": 1 } }""", "completed")]
    [InlineData(400, """{ "result": "unknown" }""", "refused")]
    [InlineData(404, "", "refused")]
    [InlineData(301, "", "refused")]
    public async Task The_answer_chooses_the_branch(int status, string body, string outcome)
    {
        await using var receiver = new ReceiverStub();
        receiver.Answer = _ => ReceiverStub.Of(status, body, "Location: /elsewhere");
        await using var journey = await StartAsync(receiver, Step);

        await journey.EnrollAsync(Ada);

        receiver.Requests.Should().ContainSingle("redirects are not followed, and refusals are not repeated");
        (await journey.RecordAsync()).Enrollments.Single().Outcome.Should().Be(outcome);
    }

    [Fact]
    public async Task A_status_may_have_its_own_branch()
    {
        await using var receiver = new ReceiverStub();
        receiver.Answer = _ => ReceiverStub.Of(404);
        await using var journey = await StartAsync(receiver, Step with
        {
            AnswerField = null,
            Answers = [new WebhookAnswer { Name = "missing", Status = 404, Steps = [new ExitStep { Name = "no-member" }] }],
        });

        await journey.EnrollAsync(Ada);

        (await journey.RecordAsync()).Enrollments.Single().Outcome.Should().Be("no-member");
    }

    [Fact]
    public async Task An_answer_that_is_too_large_counts_as_one_without_content()
    {
        await using var receiver = new ReceiverStub();
        receiver.Answer = _ => ReceiverStub.Of(200, $$"""{ "filler": "{{new string('x', 100_000)}}", "result": "unknown" }""");
        await using var journey = await StartAsync(receiver, Step);

        await journey.EnrollAsync(Ada);

        (await journey.RecordAsync()).Enrollments.Single().Outcome.Should().Be("completed");
    }

    [Theory]
    [InlineData(503)]
    [InlineData(500)]
    [InlineData(429)]
    [InlineData(408)]
    [InlineData(425)]
    public async Task A_busy_receiver_is_called_again_with_the_same_key_and_body_and_not_before_retry_after(int status)
    {
        await using var receiver = new ReceiverStub();
        receiver.Answer = _ => receiver.Requests.Count == 1 ? ReceiverStub.Of(status, "", "Retry-After: 7200") : ReceiverStub.Of(200);
        await using var journey = await StartAsync(receiver, Step);

        await journey.EnrollAsync(Ada);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(119));
        receiver.Requests.Should().ContainSingle("one request an attempt, and the pause is kept");
        await journey.AdvanceAsync(TimeSpan.FromMinutes(2));

        receiver.Requests.Should().HaveCount(2);
        receiver.Requests.Select(request => (request.Headers["Idempotency-Key"], request.Body)).Distinct().Should().ContainSingle();
        (await journey.RecordAsync()).Enrollments.Single().Outcome.Should().Be("completed");
    }

    [Fact]
    public async Task A_broken_connection_and_a_silent_receiver_are_retried()
    {
        await using var receiver = new ReceiverStub();
        await using var journey = await StartAsync(receiver, Step);
        receiver.Answer = _ =>
        {
            if (receiver.Requests.Count == 1)
                return "";
            if (receiver.Requests.Count > 2)
                return ReceiverStub.Of(200);
            journey.Time.MoveTo(journey.Time.GetUtcNow() + TimeSpan.FromSeconds(31));
            return null;
        };

        await journey.EnrollAsync(Ada);
        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        receiver.Requests.Should().HaveCount(3);
        receiver.Requests.Select(request => request.Headers["Idempotency-Key"]).Distinct().Should().ContainSingle();
        (await journey.RecordAsync()).Enrollments.Single().Outcome.Should().Be("completed");
    }

    [Fact]
    public async Task A_receiver_that_always_fails_leaves_the_enrollment_stuck_with_the_status()
    {
        await using var receiver = new ReceiverStub();
        receiver.Answer = _ => ReceiverStub.Of(503);
        await using var journey = await StartAsync(receiver, Step);

        await journey.EnrollAsync(Ada);
        await journey.AdvanceAsync(TimeSpan.FromDays(5));

        receiver.Requests.Should().HaveCount(8);
        var stuck = (await journey.RecordAsync()).Enrollments.Single();
        (stuck.Status, stuck.Outcome).Should().Be((EnrollmentStatus.Stuck, "http-503"));
    }

    [Theory]
    [InlineData("crm", "too-short", false, "WebhookStepOptions.Endpoints['crm'].Secret must have at least 16 characters")]
    [InlineData("nowhere", Secret, false, "No webhook endpoint 'nowhere' is configured; the step 'points' posts to it")]
    [InlineData(null, "", false, "WebhookStepOptions.Secret must have at least 16 characters")]
    [InlineData(null, Secret, true, "The host of the step 'points' is not among WebhookStepOptions.AllowedHosts")]
    public async Task A_host_that_lacks_the_endpoint_or_the_secret_of_a_step_does_not_start(
        string? endpoint, string secret, bool limitsHosts, string problem)
    {
        await using var receiver = new ReceiverStub();
        var inside = new IfStep { Name = "reachable", Condition = Customer.HasAddress(Channel.Email),
            Then = [Step with { Endpoint = endpoint, Address = endpoint is null ? receiver.Address : null }] };

        var start = () => StartAsync(receiver, inside, options => Misconfigure(options, secret, limitsHosts));

        var error = (await start.Should().ThrowAsync<JourneyDefinitionException>()).Which.Errors.Should().ContainSingle().Subject;
        error.Path.Should().Be("under-test: points");
        error.Message.Should().Contain(problem);
    }

    [Fact]
    public async Task A_harness_that_posts_nothing_needs_no_endpoint()
    {
        await using var receiver = new ReceiverStub();
        await using var journey = await StartAsync(receiver, Step with { Endpoint = "nowhere" }, calls: false);

        await journey.EnrollAsync(Ada);

        (await journey.RecordAsync()).Enrollments.Single().Outcome.Should().Be("completed");
    }

    [Theory]
    [InlineData("crm", "too-short", false, "no-secret")]
    [InlineData("crm", null, false, "unknown-endpoint")]
    [InlineData(null, Secret, true, "host-not-allowed")]
    public async Task What_is_no_longer_configured_is_not_called_and_says_so(
        string? endpoint, string? secret, bool limitsHosts, string reason)
    {
        await using var receiver = new ReceiverStub();
        WebhookStepOptions? known = null;
        await using var journey = await StartAsync(
            receiver, Step with { Endpoint = endpoint, Address = endpoint is null ? receiver.Address : null }, options => known = options);
        Misconfigure(known!, secret, limitsHosts); // configuration that is reloaded

        await journey.EnrollAsync(Ada);
        await journey.AdvanceAsync(TimeSpan.FromDays(5));

        receiver.Requests.Should().BeEmpty();
        (await journey.RecordAsync()).Enrollments.Single().Outcome.Should().Be(reason);
    }

    [Fact]
    public async Task An_address_of_its_own_is_signed_with_the_common_secret()
    {
        await using var receiver = new ReceiverStub();
        await using var journey = await StartAsync(receiver, Step with { Endpoint = null, Address = receiver.Address });

        await journey.EnrollAsync(Ada);

        receiver.Requests.Should().ContainSingle().Which.Path.Should().Be("/hook");
    }

    [Fact]
    public async Task A_harness_posts_nothing_by_itself()
    {
        await using var receiver = new ReceiverStub();
        await using var journey = await StartAsync(receiver, Step, calls: false);

        await journey.EnrollAsync(Ada);

        receiver.Requests.Should().BeEmpty();
        (await journey.RecordAsync()).Enrollments.Single().Outcome.Should().Be("completed");
    }

    [Fact]
    public void An_invalid_webhook_is_an_error_with_its_path()
    {
        JourneyError[] ErrorsOf(WebhookStep step) =>
            [.. JourneyValidator.Validate(new JourneyDefinition { Name = new("a"), Enrollment = new(), Steps = [step] })];

        ErrorsOf(Step).Should().BeEmpty();
        ErrorsOf(new WebhookStep { Name = "b" }).Select(error => error.Path).Should().Equal("$.steps[0]");
        ErrorsOf(new WebhookStep { Name = "b", Address = new Uri("http://example.org") }).Select(error => error.Path).Should()
            .Equal("$.steps[0].address");
        ErrorsOf(new WebhookStep { Name = "b", Address = new Uri("https://user:word@example.org") }).Select(error => error.Path).Should()
            .Equal("$.steps[0].address");
        ErrorsOf(Step with { Attributes = ["no key"] }).Select(error => error.Path).Should().Equal("$.steps[0].attributes[0]");
        ErrorsOf(Step with { Answers = [new() { Name = "failed" }, new() { Name = "x", Status = 404 }, new() { Name = "x" }] })
            .Select(error => error.Path)
            .Should().BeEquivalentTo(
                "$.steps[0].answers[0].name", "$.steps[0].answers[1].status", "$.steps[0].answers[2].name", "$.steps[0].answers[2].value");
        ErrorsOf(Step with { AnswerField = null, Answers = [new() { Name = "x", Status = 503 },
            new() { Name = "y", Value = "z", Status = 200 }, new() { Name = "w", Status = 200 }] })
            .Select(error => error.Path).Should()
            .BeEquivalentTo("$.steps[0].answers[0].status", "$.steps[0].answers[1].value", "$.steps[0].answers[2].status");
    }

    private static void Misconfigure(WebhookStepOptions options, string? secret, bool limitsHosts)
    {
        if (secret is null)
            options.Endpoints.Remove("crm");
        else
            (options.Secret, options.Endpoints["crm"].Secret) = (secret, secret);
        if (limitsHosts)
            options.AllowedHosts.Add("crm.example.org");
    }

    private static Customer Ada => Some.Customer() with { Attributes = new PropertyBag([new("tier", "gold"), new("secret-number", 7)]) };

    private static Task<JourneyHarness> StartAsync(ReceiverStub receiver, JourneyStep step, Action<WebhookStepOptions>? configure = null,
        bool calls = true) => JourneyHarness.StartAsync(
        JourneyDefinition.Build(new("under-test"), journey => journey.Steps.Add(step)),
        options =>
        {
            options.CancellationToken = TestContext.Current.CancellationToken;
            options.Configure = retention =>
            {
                retention.Steps.AssumeOutcomes(!calls);
                retention.Services.Configure<WebhookStepOptions>(webhooks =>
                {
                    webhooks.Secret = Secret;
                    webhooks.Endpoints["crm"] = new WebhookEndpoint { Address = receiver.Address, Secret = Secret };
                    configure?.Invoke(webhooks);
                });
            };
        });
}
