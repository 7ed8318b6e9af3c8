using Elsa.Extensions;
using Elsa.Features.Services;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Extensions;
using Elsa.Workflows.Activities.Flowchart.Models;
using Elsa.Workflows.State;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Elsa.Runtime.Tests;

/// <summary>The engine commits each step; Elsa stores its workflow later and in pieces. A crash in between never repeats a step.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<int, bool> Commits =>
        [.. Enumerable.Range(1, 3).SelectMany(number => new[] { (number, false), (number, true) })];

    [Theory]
    [MemberData(nameof(Commits))]
    public async Task A_crash_before_or_while_Elsa_stores_the_workflow_repeats_nothing(int which, bool halfWay)
    {
        await using var world = await ElsaTestHost.StartAsync(elsa => Stored(elsa.AddWorkflow<CartWinBack>()));
        Crash(world, which, halfWay);
        await world.AddAsync("ada");
        await world.HappenAsync("ada", "cart-left", "1", new("cart", "c1"), new("size", 3));
        await world.AdvanceAsync(TimeSpan.FromDays(11));

        world.Crashes.Count.Should().Be(which <= 2 ? 1 : 0);
        world.Sent.Should().Equal("offer to ada", "voucher-mail to ada");
        await IsOverAsync(world, "ada");
    }

    [Theory]
    [MemberData(nameof(Commits))]
    public async Task Repeated_crashes_in_a_loop_repeat_nothing(int which, bool halfWay)
    {
        await using var world = await ElsaTestHost.StartAsync(
            elsa => Stored(elsa).AddWorkflow<ThreeTimes>().UseFlowchart(charts => charts.UseTokenBasedExecution()));
        var commits = 0;
        bool Dies(WorkflowState state) => ++commits % (which + 1) == 0;
        if (halfWay)
            world.Crashes.Between = Dies;
        else
            world.Crashes.Before = Dies;
        await world.AddAsync("ada");
        await world.HappenAsync("ada", "left", "1");
        await world.AdvanceAsync(TimeSpan.FromDays(11));

        world.Crashes.Count.Should().BeGreaterThan(0);
        world.Sent.Should().Equal("mail to ada", "mail to ada", "mail to ada");
        await IsOverAsync(world, "ada");
    }

    [Fact]
    public async Task An_older_state_of_Elsas_sends_no_mail_again()
    {
        await using var world = await ElsaTestHost.StartAsync(elsa => Stored(elsa.AddWorkflow<TwoPicks>()));
        await world.AddAsync("ada");
        var isFirst = true;
        world.Crashes.Before = _ =>
        {
            if (!isFirst)
                return false;
            isFirst = false;
            // The worker advances while Elsa is slow to store the host's own run.
            world.Engine.RunDueAsync(ElsaTestHost.Token).GetAwaiter().GetResult();
            return false;
        };
        await world.RunAsync(TwoPicks.Id, ("CustomerId", "ada"));
        await world.AdvanceAsync(TimeSpan.FromDays(5));

        isFirst.Should().BeFalse();
        world.Sent.Should().Equal("last to ada", "mail to ada");
    }

    [Fact]
    public async Task A_workflow_of_the_host_that_crashed_before_its_commit_continues_as_the_same_one()
    {
        await using var world = await ElsaTestHost.StartAsync(elsa => Stored(elsa.AddWorkflow<WinBack>()));
        Crash(world, 1, halfWay: false);
        await world.AddAsync("ada");
        var dies = async () => await world.RunAsync(WinBack.Id, ("CustomerId", "ada"), ("EntryKey", "c1"));
        await dies.Should().ThrowAsync<RetentionStoreException>();
        (await world.InstancesAsync()).Should().BeEmpty();
        await world.AdvanceAsync(TimeSpan.FromDays(11));

        world.Sent.Should().Equal("offer to ada", "voucher-mail to ada");
        await IsOverAsync(world, "ada");
    }

    [Fact]
    public async Task A_crash_while_Elsa_cancels_a_workflow_does_not_keep_it_open()
    {
        await using var world = await ElsaTestHost.StartAsync(
            elsa => Stored(elsa.AddWorkflow<CartWinBack>()), journeys: journeys =>
                journeys.Journey(CartWinBack.Id, journey => journey.ExitOn("complained", new EventPattern(new EventName("complaint")))));
        await world.AddAsync("ada");
        await world.HappenAsync("ada", "cart-left", "1", new("cart", "c1"), new("size", 3));
        await world.AdvanceAsync(TimeSpan.FromDays(1));
        Crash(world, 1, halfWay: false);
        await world.HappenAsync("ada", "complaint", "2");
        (await world.InstancesAsync()).Single().SubStatus.Should().Be(WorkflowSubStatus.Suspended);
        (await world.EnrollmentsOfAsync("ada")).Single().EndedAt.Should().NotBeNull();
        await world.AdvanceAsync(TimeSpan.FromDays(11));

        world.Sent.Should().Equal("offer to ada");
        (await world.InstancesAsync()).Single().SubStatus.Should().Be(WorkflowSubStatus.Finished);
        (await world.EnrollmentsOfAsync("ada")).Single().Status.Should().Be(EnrollmentStatus.Exited);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_failure_at_any_commit_repeats_nothing(bool kept)
    {
        for (var which = 1; which <= 14; which++)
        {
            var (number, commits) = (which, 0);
            var store = WatchedStore.Failing(new InMemoryRetentionStore(partitions: 1), () => ++commits == number ? kept : null);
            await using var world = await ElsaTestHost.StartAsync(
                elsa => elsa.AddWorkflow<CartWinBack>(), retention => retention.Store.Use(_ => store));
            await InTheEndAsync(() => world.AddAsync("ada"));
            await InTheEndAsync(() => world.HappenAsync("ada", "cart-left", "1", new("cart", "c1"), new("size", 3)));
            await InTheEndAsync(() => world.AdvanceAsync(TimeSpan.FromDays(11)));
            await InTheEndAsync(() => world.AdvanceAsync(TimeSpan.FromDays(1)));

            commits.Should().BeGreaterThan(number, "there is a commit to fail at");
            world.Sent.Should().Equal(["offer to ada", "voucher-mail to ada"], "the store failed at commit {0}", which);
            await IsOverAsync(world, "ada");
        }
    }

    /// <summary>Elsa in memory does not separate stored state from working state, so it cannot lose state there.</summary>
    private IModule Stored(IModule elsa) => elsa.UseSqlite($"Data Source={_folder.PathOf("elsa.db")};Cache=Shared");

    private static void Crash(ElsaTestHost world, int which, bool halfWay)
    {
        var commits = 0;
        bool Dies(WorkflowState state) => ++commits == which;
        if (halfWay)
            world.Crashes.Between = Dies;
        else
            world.Crashes.Before = Dies;
    }

    private static async Task IsOverAsync(ElsaTestHost world, string customer)
    {
        (await world.InstancesAsync()).Should().ContainSingle().Which.SubStatus.Should().Be(WorkflowSubStatus.Finished);
        (await world.EnrollmentsOfAsync(customer)).Should().ContainSingle().Which.Should().Match<Enrollment>(
            enrollment => enrollment.Status == EnrollmentStatus.Completed && enrollment.DueAt == null && enrollment.State.Workflow == null);
        (await world.Client.ReadCustomerAsync(new CustomerId(customer), ElsaTestHost.Token)).Vouchers.Count.Should().BeLessThanOrEqualTo(1);
    }

    private static async Task InTheEndAsync(Func<Task> work)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await work();
                return;
            }
            catch (RetentionStoreException) when (attempt < 3)
            {
            }
        }
    }

    /// <summary>Sends three times, a day apart.</summary>
    private sealed class ThreeTimes : WorkflowBase
    {
        protected override void Build(IWorkflowBuilder builder)
        {
            builder.WithDefinitionId("three-times").WithId("three-times:1");
            var left = new CustomerEventOccurred { Id = "left", Event = new("left") };
            left.SetCanStartWorkflow(true);
            var again = new RepeatSteps { Id = "again", Times = new(3) };
            var mail = new SendEmail { Id = "mail", Template = new("hello") };
            var wait = new WaitFor { Id = "wait", Days = new(1) };
            builder.Root = new Flowchart
            {
                Id = "chart",
                Start = left,
                Activities = { left, again, mail, wait },
                Connections = { new Connection(left, again), new Connection(new Endpoint(again, "Again"), new Endpoint(mail)),
                    new Connection(mail, wait), new Connection(wait, again) },
            };
        }
    }

    private sealed class TwoPicks : WorkflowBase
    {
        internal const string Id = "two-picks";

        protected override void Build(IWorkflowBuilder builder)
        {
            builder.WithDefinitionId(Id).WithId($"{Id}:1");
            var one = new RecommendProducts { Id = "one", Count = new(2) };
            var mail = new SendEmail { Id = "mail", Template = new("hello") };
            var two = new RecommendProducts { Id = "two", Count = new(2) };
            var wait = new WaitFor { Id = "wait", Days = new(1) };
            var last = new SendEmail { Id = "last", Template = new("hello") };
            builder.Root = new Flowchart
            {
                Id = "chart",
                Start = one,
                Activities = { one, mail, two, wait, last },
                Connections = { new Connection(one, mail), new Connection(mail, two), new Connection(two, wait),
                    new Connection(wait, last) },
            };
        }
    }
}
