using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Retention.Workflows.Hosting;
using Retention.Workflows.Replay;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Elsa.Tests.Running;

/// <summary>The ways in which a host registers a workflow. A customer completes each of them.</summary>
public class RegisteredTests
{
    private const string Json = """
        { "type": "Elsa.Flowchart", "id": "chart", "activities": [
            { "type": "CustomerJourneys.SendEmail", "id": "hello", "template": { "typeName": "String", "expression": { "type": "Literal", "value": "hello" } } },
            { "type": "CustomerJourneys.WaitFor", "id": "think", "days": { "typeName": "Int32", "expression": { "type": "Literal", "value": 10 } } },
            { "type": "CustomerJourneys.PurchasedSinceWait", "id": "bought", "wait": { "typeName": "String", "expression": { "type": "Literal", "value": "think" } } },
            { "type": "CustomerJourneys.SendEmail", "id": "again", "template": { "typeName": "String", "expression": { "type": "Literal", "value": "hello" } } }],
          "connections": [
            { "source": { "activity": "hello" }, "target": { "activity": "think" } },
            { "source": { "activity": "think", "port": "Done" }, "target": { "activity": "bought", "port": "In" } },
            { "source": { "activity": "bought", "port": "False" }, "target": { "activity": "again" } }] }
        """;

    public static TheoryData<string, Action<JourneysBuilder, JourneyName>> Ways { get; } = new()
    {
        { "what the designer stored", (journeys, name) => journeys.AddElsaJson(name, ByHand, Json) },
        { "a class", (journeys, name) => journeys.AddElsa<Hello>(name, ByHand) },
        { "a function", (journeys, name) => journeys.AddElsa(name, ByHand, Hello.Chart) },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_customer_completes_the_workflow(string registered, Action<JourneysBuilder, JourneyName> register)
    {
        var (name, token, time, email) = (new JourneyName("by-elsa"), TestContext.Current.CancellationToken, new ManualTime(
            new DateTimeOffset(2026, 1, 8, 8, 0, 0, TimeSpan.Zero)), new RecordingChannel(Channel.Email));
        var services = new ServiceCollection().AddSingleton(typeof(ILogger<>), typeof(NullLogger<>)).AddSingleton<TimeProvider>(time);
        services.AddRetentionWorkflows(retention =>
        {
            retention.Store.UseInMemory();
            retention.Templates.Use(new PlainTemplates());
            retention.Channels.Add(email);
            register(retention.Journeys, name);
        });
        await using var provider = services.BuildServiceProvider();
        var (client, engine) = (provider.GetRequiredService<IRetentionClient>(), provider.GetRequiredService<IRetentionEngine>());
        await client.SaveCustomersAsync([Some.Customer("ada")], token);
        await client.EnrollAsync(name, new CustomerId("ada"), cancellationToken: token);
        await engine.RunDueAsync(token);
        time.MoveTo(time.GetUtcNow().AddDays(11));
        await engine.RunDueAsync(token);

        email.Sent.Select(message => message.IdempotencyKey.Split('/')[1]).Should().Equal(["hello", "again"], registered);
    }

    private static void ByHand(JourneyBuilder journey) => journey.Enroll.ByHand();

    private sealed class Hello : WorkflowBase
    {
        protected override void Build(IWorkflowBuilder builder) => builder.Root = Chart();

        internal static Flowchart Chart()
        {
            var (hello, think, again) = (new SendEmail { Id = "hello", Template = new("hello") }, new WaitFor { Id = "think",
                Days = new(10) }, new SendEmail { Id = "again", Template = new("hello") });
            return new Flowchart { Start = hello, Activities = { hello, think, again },
                Connections = { new Connection(hello, think), new Connection(think, again) } };
        }
    }
}
