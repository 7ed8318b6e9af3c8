using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Activities;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.ExternalWorkflows;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Elsa.Runtime.Tests;

/// <summary>Elsa's own waiting activities and an external voucher issuer between our steps.</summary>
public class BetweenTests
{
    [Fact]
    public async Task A_workflow_that_waits_for_Elsa_continues_when_Elsa_resumes_it()
    {
        await using var world = await WaitingAsync();
        (await world.EnrollmentsOfAsync("ada")).Single().DueAt.Should()
            .Be(ElsaTestHost.Start.AddHours(1), "Elsa resumes it, and the engine checks it every hour");
        await world.AdvanceAsync(TimeSpan.FromDays(3));
        world.Sent.Should().Equal("before to ada");
        await GoAsync(world);
        await world.Engine.RunDueAsync(ElsaTestHost.Token);

        world.Sent.Should().Equal("before to ada", "behind to ada");
        (await world.EnrollmentsOfAsync("ada")).Single().Status.Should().Be(EnrollmentStatus.Completed);
    }

    [Fact]
    public async Task A_paused_journey_does_not_move_when_Elsa_resumes_its_workflow()
    {
        await using var world = await WaitingAsync();
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));
        await world.Operations.PauseAsync(Between.Id, "stock problem", ElsaTestHost.Token);
        await GoAsync(world);
        await world.AdvanceAsync(TimeSpan.FromDays(3));

        world.Sent.Should().Equal("before to ada");
        (await world.EnrollmentsOfAsync("ada")).Single().Should()
            .Match<Enrollment>(enrollment => enrollment.IsHeld && enrollment.EndedAt == null);

        await world.Operations.ResumeAsync(Between.Id, cancellationToken: ElsaTestHost.Token);
        await world.AdvanceAsync(TimeSpan.FromDays(1));

        world.Sent.Should().Equal("before to ada", "behind to ada");
        (await world.EnrollmentsOfAsync("ada")).Single().Status.Should().Be(EnrollmentStatus.Completed);
    }

    [Fact]
    public async Task A_workflow_that_waits_at_our_step_stays_there_while_its_journey_is_paused()
    {
        await using var world = await ElsaTestHost.StartAsync(elsa => elsa.AddWorkflow<WinBack>());
        await world.AddAsync("ada", "bob");
        await world.RunAsync(WinBack.Id, ("CustomerId", "ada"));
        await world.AdvanceAsync(TimeSpan.FromDays(1));
        var journey = (await world.EnrollmentsOfAsync("ada")).Single().Journey;
        await world.Operations.PauseAsync(journey, "stock problem", ElsaTestHost.Token);
        await world.RunAsync(WinBack.Id, ("CustomerId", "bob"));
        await world.AdvanceAsync(TimeSpan.FromDays(12));

        world.Sent.Should().Equal("offer to ada");
        (await world.EnrollmentsOfAsync("bob")).Should().BeEmpty("nobody enters a paused journey");

        await world.Operations.ResumeAsync(journey, cancellationToken: ElsaTestHost.Token);
        await world.AdvanceAsync(TimeSpan.FromHours(1));
        world.Sent.Should().Equal("offer to ada", "voucher-mail to ada");
    }

    [Fact]
    public async Task An_exit_during_Elsas_wait_ends_the_workflow_too()
    {
        await using var world = await WaitingAsync();
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));
        await world.HappenAsync("ada", "complaint");

        (await world.InstancesAsync()).Single().SubStatus.Should().Be(WorkflowSubStatus.Cancelled);
        (await world.EnrollmentsOfAsync("ada")).Single().Should().Match<Enrollment>(
            enrollment => enrollment.Status == EnrollmentStatus.Exited && enrollment.Outcome == "complained" && enrollment.DueAt == null);
    }

    [Fact]
    public async Task The_shops_own_issuer_is_called_outside_the_transaction_and_once()
    {
        var issuer = new Issuer();
        await using var world = await ElsaTestHost.StartAsync(elsa => elsa.AddWorkflow<WinBack>(), retention =>
        {
            retention.Store.UseInMemory();
            retention.Services.AddSingleton<IVoucherIssuer>(issuer);
        });
        await world.AddAsync("ada");
        await world.RunAsync(WinBack.Id, ("CustomerId", "ada"));
        await world.AdvanceAsync(TimeSpan.FromDays(11));

        world.Sent.Should().Equal("offer to ada", "voucher-mail to ada");
        issuer.Count.Should().Be(1);
        (await world.Client.ReadCustomerAsync(new CustomerId("ada"), ElsaTestHost.Token)).Vouchers.Should().ContainSingle().Which.Code.Should()
            .Be("SHOP-1");
        (await world.EnrollmentsOfAsync("ada")).Single().Status.Should().Be(EnrollmentStatus.Completed);
    }

    [Fact]
    public async Task A_customer_is_not_lost_when_our_store_fails_while_Elsa_continues()
    {
        var failing = false;
        var store = WatchedStore.Failing(new InMemoryRetentionStore(partitions: 1), () => failing ? false : null);
        await using var world = await ElsaTestHost.StartAsync(elsa => elsa.AddWorkflow<Between>(), retention => retention.Store.Use(_ => store));
        await world.AddAsync("ada");
        await world.RunAsync(Between.Id, ("CustomerId", "ada"));
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));
        failing = true;
        await GoAsync(world);
        failing = false;
        await world.AdvanceAsync(TimeSpan.FromDays(1));

        world.Sent.Should().Equal("before to ada", "behind to ada");
        (await world.EnrollmentsOfAsync("ada")).Single().Status.Should().Be(EnrollmentStatus.Completed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crash_between_Elsas_progress_and_its_commit_repeats_nothing(bool halfWay)
    {
        using var folder = new TemporaryFolder();
        await using var world = await ElsaTestHost.StartAsync(
            elsa => elsa.UseSqlite($"Data Source={folder.PathOf("elsa.db")};Cache=Shared").AddWorkflow<BetweenAndOn>());
        await world.AddAsync("ada");
        await world.RunAsync(BetweenAndOn.Id, ("CustomerId", "ada"));
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));
        if (halfWay)
            world.Crashes.Between = _ => true;
        else
            world.Crashes.Before = _ => true;
        await GoAsync(world).Awaiting(going => going).Should().ThrowAsync<RetentionStoreException>();
        world.Crashes.Before = world.Crashes.Between = _ => false;
        await world.AdvanceAsync(TimeSpan.FromDays(3));
        if (!halfWay)
            await GoAsync(world); // the workflow did not receive the answer
        await world.AdvanceAsync(TimeSpan.FromDays(3));

        world.Sent.Should().Equal("before to ada", "behind to ada", "last to ada");
    }

    [Fact]
    public async Task A_stale_call_does_not_end_a_wait_of_Elsas()
    {
        await using var world = await WaitingAsync();
        var enrollment = (await world.EnrollmentsOfAsync("ada")).Single();
        var journey = (await world.Services.GetRequiredService<IExternalJourneys>().ReadNewestAsync(ElsaTestHost.Token)).Single();
        // The enrollment as it was when the engine claimed it.
        var before = enrollment with { State = enrollment.State with { Answer = "done" } };
        world.Time.MoveTo(world.Time.GetUtcNow().AddMinutes(10));
        var call = new ExternalWorkflowCall
        {
            Enrollment = before,
            Workflow = (WorkflowStep)journey.Definition.Steps[0],
            Instance = (await world.InstancesAsync()).Single().Id,
            HasAnswer = true,
        };
        await world.Services.GetServices<IExternalWorkflowEngine>().Single().ContinueAsync(call, ElsaTestHost.Token);
        await world.Engine.RunDueAsync(ElsaTestHost.Token);

        world.Sent.Should().Equal("before to ada");
    }

    private static async Task GoAsync(ElsaTestHost world)
    {
        await using var scope = world.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IEventPublisher>().PublishAsync("go", cancellationToken: ElsaTestHost.Token);
    }

    private static async Task<ElsaTestHost> WaitingAsync()
    {
        var world = await ElsaTestHost.StartAsync(
            elsa => elsa.AddWorkflow<Between>(), journeys: journeys =>
                journeys.Journey(Between.Id, journey => journey.ExitOn("complained", new EventPattern(new EventName("complaint")))));
        await world.AddAsync("ada");
        await world.RunAsync(Between.Id, ("CustomerId", "ada"));
        return world;
    }

    private sealed class Between : WorkflowBase
    {
        internal const string Id = "between";

        protected override void Build(IWorkflowBuilder builder)
        {
            builder.WithDefinitionId(Id).WithId($"{Id}:1");
            var before = new SendEmail { Id = "before", Template = new("hello") };
            var go = new Event("go") { Id = "go" };
            var behind = new SendEmail { Id = "behind", Template = new("hello") };
            builder.Root = new Flowchart { Id = "chart", Start = before, Activities = { before, go, behind },
                Connections = { new Connection(before, go), new Connection(go, behind) } };
        }
    }

    private sealed class BetweenAndOn : WorkflowBase
    {
        internal const string Id = "between-and-on";

        protected override void Build(IWorkflowBuilder builder)
        {
            builder.WithDefinitionId(Id).WithId($"{Id}:1");
            var before = new SendEmail { Id = "before", Template = new("hello") };
            var go = new Event("go") { Id = "go" };
            var behind = new SendEmail { Id = "behind", Template = new("hello") };
            var wait = new WaitFor { Id = "wait", Days = new(1) };
            var last = new SendEmail { Id = "last", Template = new("hello") };
            builder.Root = new Flowchart
            {
                Id = "chart",
                Start = before,
                Activities = { before, go, behind, wait, last },
                Connections = { new Connection(before, go), new Connection(go, behind), new Connection(behind, wait),
                    new Connection(wait, last) },
            };
        }
    }

    private sealed class Issuer : IVoucherIssuer
    {
        internal int Count { get; private set; }

        public Task<IssuedVoucher> IssueAsync(VoucherRequest request, CancellationToken cancellationToken = default) =>
            Task.FromResult(new IssuedVoucher { Code = $"SHOP-{++Count}", ExpiresAt = request.ExpiresAt });
    }
}
