using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Retention.Workflows.Journeys;
using Retention.Workflows.Replay;
using Retention.Workflows.Testing;
using Swiftmotion.Churn;
using Endpoint = Elsa.Workflows.Activities.Flowchart.Models.Endpoint;

namespace Retention.Workflows.Elsa.Tests.Docs;

/// <summary>The code of docs/elsa.md.</summary>
public class ElsaDocsTests
{
    public static class WinBackWorkflow
    {
        public static Flowchart Build()
        {
            var offer = new SendEmail { Id = "offer", Template = new("we-miss-you"), Recommend = new(6) };
            var think = new WaitFor { Id = "think", Days = new(10) };
            var bought = new PurchasedSinceWait { Id = "bought", Wait = new("think") };
            var voucher = new IssueVoucher { Id = "voucher", Offer = new("comeback-20") };
            var mail = new SendEmail { Id = "voucher-mail", Template = new("voucher") };
            return new Flowchart
            {
                Start = offer,
                Activities = { offer, think, bought, voucher, mail },
                Connections =
                {
                    new Connection(offer, think),
                    new Connection(think, bought),
                    new Connection(new Endpoint(bought, "False"), new Endpoint(voucher)),
                    new Connection(voucher, mail),
                },
            };
        }
    }

    [Fact]
    public async Task The_page_runs()
    {
        var services = new ServiceCollection();
        var time = new ManualTime(new DateTimeOffset(2026, 1, 8, 8, 0, 0, TimeSpan.Zero));
        var email = new RecordingChannel(Channel.Email);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>)).AddSingleton<TimeProvider>(time);
        services.AddRetentionWorkflows(retention =>
        {
            retention.Store.UseInMemory();
            retention.Templates.Use(new PlainTemplates());
            retention.Channels.Add(email);
            retention.Vouchers.AddOffer(new VoucherOffer { Name = "comeback-20", Discount = Discount.Percent(20), ValidFor = Period.Days(14) });
            retention.Journeys.AddElsa(
                new JourneyName("win-back"),
                journey =>
                {
                    journey.Enroll.ByHand();
                    journey.Goal.On(EventNames.Purchase).Within(Period.Days(30));
                },
                WinBackWorkflow.Build);
        });
        await using var provider = services.BuildServiceProvider();
        var (client, engine, token) = (provider.GetRequiredService<IRetentionClient>(), provider.GetRequiredService<IRetentionEngine>(), TestContext.Current.CancellationToken);
        var ada = Some.Customer("ada");
        await engine.StartAsync(token);
#pragma warning disable xUnit1051 // as on the page
        await client.SaveCustomersAsync([ada]);
        await client.EnrollAsync(new JourneyName("win-back"), ada.Id);
#pragma warning restore xUnit1051
        await engine.RunDueAsync(token);
        time.MoveTo(time.GetUtcNow().AddDays(11));
        await engine.RunDueAsync(token);

        email.Sent.Select(message => message.IdempotencyKey.Split('/')[1]).Should().Equal("offer", "voucher-mail");
    }

    [Fact]
    public void A_journey_becomes_a_flowchart()
    {
        JourneyDefinition journey = JourneyDefinition.From<ChurnJourney>();
        Flowchart chart = journey.ToFlowchart();
        JourneyDefinition ledByElsa = journey.ToElsa();

        chart.Activities.Should().HaveCount(15);
        chart.Activities.OfType<JourneyActivity>().Select(activity => activity.StepName).Should().Contain(["warm-up", "think", "sms"]);
        ledByElsa.Steps.Should().ContainSingle().Which.Should().BeOfType<WorkflowStep>();
        JourneyJson.Read(JourneyJson.Write(ledByElsa)).Should().Be(ledByElsa);
    }
}
