using Elsa.Testing.Shared;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Journeys;
using Retention.Workflows.Tests.Engine.Steps;

namespace Retention.Workflows.Elsa.Tests.Activities;

/// <summary>The activity <see cref="CallWebhook"/> with the real handler and a real server.</summary>
public sealed class WebhookTests : ActivityTest
{
    private const string Answers = """[{ "name": "booked", "status": 201 }, { "name": "unknown-member", "status": 404 }]""";

    [Fact]
    public async Task A_refused_request_continues_at_Failed()
    {
        await using var receiver = new ReceiverStub();
        receiver.Answer = _ => ReceiverStub.Of(400);

        (await CallAsync(receiver, "booked", "Failed")).GetOutcomes().Should().Equal("Failed");

        receiver.Requests.Should().ContainSingle("a refusal is not repeated");
    }

    [Theory]
    [InlineData(201, "booked")]
    [InlineData(404, "unknown-member")]
    public async Task An_answer_continues_at_its_port(int status, string port)
    {
        await using var receiver = new ReceiverStub();
        receiver.Answer = _ => ReceiverStub.Of(status);

        (await CallAsync(receiver, "booked", "unknown-member", "Failed")).GetOutcomes().Should().Equal(port);

        var request = receiver.Requests.Should().ContainSingle().Subject;
        request.Headers["Idempotency-Key"].Should().EndWith("/under-test/1");
        request.Body.Should().Contain("\"customer\":\"ada\"");
    }

    [Theory]
    [InlineData(400)]
    [InlineData(201)]
    [InlineData(200)]
    public async Task A_result_whose_port_is_not_connected_continues_at_Done(int status)
    {
        await using var receiver = new ReceiverStub();
        receiver.Answer = _ => ReceiverStub.Of(status);

        (await CallAsync(receiver, "Done")).GetOutcomes().Should().BeEquivalentTo(Outcomes.Default.Names);
    }

    private Task<ActivityExecutionContext> CallAsync(ReceiverStub receiver, params IEnumerable<string> connected)
    {
        var activity = new CallWebhook { Endpoint = new("crm"), Answers = new(Answers) };
        JourneyActivity.Connect([new Flowchart { Connections = [.. connected.Select(port => new Connection(
            new Endpoint(activity, port), new Endpoint(new RecordEvent { Id = "next" })))] }]);
        return RunAsync(activity, configure: retention =>
        {
            retention.Steps.AssumeOutcomes(false);
            retention.Services.Configure<WebhookStepOptions>(webhooks => webhooks.Endpoints["crm"] =
                new WebhookEndpoint { Address = receiver.Address, Secret = "a-secret-of-thirty-two-characters" });
        });
    }
}
