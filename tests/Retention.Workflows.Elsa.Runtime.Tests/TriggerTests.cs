using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Elsa.Runtime.Running;
using Retention.Workflows.ExternalWorkflows;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Elsa.Runtime.Tests;

/// <summary>Triggers start workflows, once for each entry key.</summary>
public class TriggerTests
{
    [Fact]
    public async Task An_event_starts_one_workflow_for_each_cart()
    {
        await using var world = await ElsaTestHost.StartAsync(elsa => elsa.AddWorkflow<CartWinBack>());
        await world.AddAsync("ada", "bob");
        await world.HappenAsync("ada", "cart-left", "1", new("cart", "c1"), new("size", 3));
        await world.HappenAsync("ada", "cart-left", "1", new("cart", "c1"), new("size", 3));
        await world.HappenAsync("ada", "cart-left", "2", new("cart", "c1"), new("size", 4));
        await world.HappenAsync("ada", "cart-left", "3", new("cart", "c2"), new("size", 4));
        await world.HappenAsync("bob", "cart-left", "4", new("cart", "c3"), new("size", 1));

        (await world.InstancesAsync()).Should().HaveCount(2).And
            .OnlyContain(instance => instance.CorrelationId == "ada" && instance.SubStatus == WorkflowSubStatus.Suspended);
        world.Sent.Should().Equal("offer to ada", "offer to ada");
        await world.AdvanceAsync(TimeSpan.FromDays(11));
        world.Sent.Should().HaveCount(4);
        (await world.EnrollmentsOfAsync("ada")).Should().HaveCount(2).And
            .OnlyContain(enrollment => enrollment.Status == EnrollmentStatus.Completed);
    }

    [Fact]
    public async Task Entering_a_segment_starts_a_workflow()
    {
        await using var world = await ElsaTestHost.StartAsync(elsa => elsa.AddWorkflow<RiskWinBack>());
        await world.AddAsync("ada");
        await world.HappenAsync("ada", "segment-changed", "1", new("from", "champions"), new("to", "at-risk"));
        await world.HappenAsync("ada", "segment-changed", "2", new("from", "at-risk"), new("to", "lost"));

        (await world.InstancesAsync()).Should().ContainSingle();
        (await world.EnrollmentsOfAsync("ada")).Should().ContainSingle().Which.Journey.Value.Should().Be("risk-win-back");
    }

    [Fact]
    public async Task A_schedule_starts_one_workflow_for_each_customer_of_the_audience_and_reads_them_in_pages()
    {
        var pages = new List<int>();
        await using var world = await ElsaTestHost.StartAsync(
            elsa => elsa.AddWorkflow<MonthlyWinBack>(),
            retention => retention.Configure(options => options.Worker.BatchSize = 4).Store
                .Use(_ => WatchedStore.Paged(new InMemoryRetentionStore(partitions: 1), pages)));
        await world.AddAsync(Enumerable.Range(10, 11).Select(number => $"customer-{number}"));
        foreach (var number in Enumerable.Range(10, 9))
            await world.HappenAsync($"customer-{number}", "asleep");
        await world.AdvanceAsync(TimeSpan.FromDays(20));
        world.Sent.Should().BeEmpty();
        pages.Clear();
        await world.AdvanceAsync(TimeSpan.FromDays(5));

        world.Sent.Should().HaveCount(9).And.OnlyHaveUniqueItems();
        (await world.InstancesAsync()).Should().HaveCount(9);
        pages.Should().NotBeEmpty().And.OnlyContain(size => size <= 4);
        await world.AdvanceAsync(TimeSpan.FromDays(11));
        world.Sent.Should().HaveCount(18);
    }

    [Fact]
    public async Task A_designer_workflow_starts_from_its_publication_until_it_is_retracted()
    {
        await using var world = await ElsaTestHost.StartAsync(_ => { });
        await world.AddAsync("ada", "bob", "eve");
        await world.HappenAsync("ada", "cart-left", "1");
        await world.PublishAsync("designed", WinBack.Chart(new CustomerEventOccurred { Id = "cart-left", Event = new("cart-left") }));
        await world.HappenAsync("bob", "cart-left", "2");
        await world.TakeBackAsync("designed");
        await world.HappenAsync("eve", "cart-left", "3");
        await world.AdvanceAsync(TimeSpan.FromDays(11));

        (await world.InstancesAsync()).Should().ContainSingle().Which.CorrelationId.Should().Be("bob");
        world.Sent.Should().Equal("offer to bob", "voucher-mail to bob");
    }

    [Fact]
    public async Task A_workflow_that_looks_further_back_than_events_are_kept_enrolls_nobody()
    {
        await using var world = await ElsaTestHost.StartAsync(_ => { }, retention =>
        {
            retention.Store.UseInMemory();
            retention.Segments.UseRfm(rfm => rfm.Window = Period.Months(6));
            retention.Configure(options => options.Purge.KeepEvents = TimeSpan.FromDays(300));
        });
        await world.AddAsync("ada");
        await world.HappenAsync("ada", "asleep", "1");
        await world.PublishAsync("too-far", WinBack.Chart(Leaving(Period.Months(24))));
        await world.HappenAsync("ada", "cart-left", "2");
        (await world.InstancesAsync()).Should().BeEmpty();

        await world.PublishAsync("too-far", WinBack.Chart(Leaving(Period.Months(6))));
        await world.HappenAsync("ada", "cart-left", "3");
        (await world.InstancesAsync()).Should().ContainSingle();

        static CustomerEventOccurred Leaving(Period period) =>
            new() { Id = "cart-left", Event = new("cart-left"),
                Audience = JourneyTrigger.Among(Customer.Had("asleep").InLast(period).AtLeastOnce()) };
    }

    [Fact]
    public async Task Active_enrollments_stay_on_the_version_they_entered()
    {
        await using var world = await ElsaTestHost.StartAsync(_ => { });
        await world.AddAsync("ada", "bob");
        await world.PublishAsync("designed", WinBack.Chart(new CustomerEventOccurred { Id = "cart-left", Event = new("cart-left") }));
        await world.HappenAsync("ada", "cart-left", "1");
        var shorter = new CustomerEventOccurred { Id = "cart-left", Event = new("cart-left") };
        shorter.SetCanStartWorkflow(true);
        var hello = new SendEmail { Id = "hello", Template = new("hello") };
        await world.PublishAsync("designed", new Flowchart { Id = "chart", Start = shorter, Activities = { shorter, hello },
            Connections = { new Connection(shorter, hello) } });
        await world.HappenAsync("bob", "cart-left", "2");
        await world.AdvanceAsync(TimeSpan.FromDays(11));

        world.Sent.Should().Equal("hello to bob", "offer to ada", "voucher-mail to ada");
    }

    [Fact]
    public async Task Active_enrollments_are_not_moved_to_a_new_workflow_version()
    {
        await using var world = await ElsaTestHost.StartAsync(
            _ => { }, journeys: journeys => journeys.Journey("designed", journey => journey.WhenPublished(PublishPolicy.MoveTo)));
        await world.AddAsync("ada");
        await world.PublishAsync("designed", Thinking(new WaitFor { Id = "think", Days = new(10) }));
        await world.HappenAsync("ada", "cart-left", "1");
        await world.PublishAsync("designed", Thinking(new SendEmail { Id = "think", Template = new("hello") }));
        await world.AdvanceAsync(TimeSpan.FromDays(1));
        world.Sent.Should().Equal("offer to ada");
        await world.AdvanceAsync(TimeSpan.FromDays(10));

        world.Sent.Should().Equal("last to ada", "offer to ada");

        static Flowchart Thinking(IActivity think)
        {
            var left = new CustomerEventOccurred { Id = "cart-left", Event = new("cart-left") };
            left.SetCanStartWorkflow(true);
            var (offer, last) =
                (new SendEmail { Id = "offer", Template = new("hello") }, new SendEmail { Id = "last", Template = new("hello") });
            return new Flowchart { Id = "chart", Start = left, Activities = { left, offer, think, last },
                Connections = { new Connection(left, offer), new Connection(offer, think), new Connection(think, last) } };
        }
    }

    [Fact]
    public async Task A_tested_draft_does_not_change_the_published_version()
    {
        await using var world = await ElsaTestHost.StartAsync(_ => { });
        await world.AddAsync("ada", "bob", "eve");
        await world.PublishAsync("designed", WinBack.Chart(Leaving()));
        await world.Services.GetRequiredService<IExternalJourneys>().FindOrAddAsync(
            JourneyDefinition.Build(new JourneyName("designed"), journey => journey.Steps.Wait("draft", Period.Days(1))), ElsaTestHost.Token);
        await world.HappenAsync("ada", "cart-left", "1");
        await world.TakeBackAsync("designed");
        await world.HappenAsync("bob", "cart-left", "2");

        (await world.InstancesAsync()).Should().ContainSingle().Which.CorrelationId.Should().Be("ada");

        static CustomerEventOccurred Leaving() => new() { Id = "cart-left", Event = new("cart-left") };
    }

    [Fact]
    public async Task Rules_that_throw_do_not_affect_other_workflows()
    {
        await using var world = await ElsaTestHost.StartAsync(
            elsa => elsa.AddWorkflow<CartWinBack>().AddWorkflow<WinBack>(),
            journeys: journeys =>
                journeys.Journey(WinBack.Id, journey => journey.ExitOn("left", new EventPattern(new EventName("No Name")))));
        await world.AddAsync("ada");
        await world.HappenAsync("ada", "cart-left", "1", new("cart", "c1"), new("size", 3));

        (await world.InstancesAsync()).Should().ContainSingle().Which.CorrelationId.Should().Be("ada");
    }

    [Fact]
    public async Task Two_servers_with_different_rules_do_not_republish_each_others_version()
    {
        var store = new InMemoryRetentionStore(partitions: 1);
        await using var old = await ServerAsync(store, journey => journey.WhenPublished(PublishPolicy.Exit));
        await using var young = await ServerAsync(
            store, journey => journey.WhenPublished(PublishPolicy.Exit).ExitOn("left-early", EventNames.Purchase));
        await young.AddAsync("bob");
        await young.HappenAsync("bob", "cart-left", "1", new("cart", "c1"), new("size", 3));
        for (var minute = 0; minute < 10; minute++)
        {
            foreach (var world in new[] { old, young })
            {
                world.Time.MoveTo(world.Time.GetUtcNow().AddMinutes(2));
                await world.Services.GetRequiredService<PublishedWorkflows>().RefreshAsync(isStarted: true, ElsaTestHost.Token);
                await world.Engine.RunDueAsync(ElsaTestHost.Token);
            }
        }

        (await store.Catalog.ReadJourneysAsync(ElsaTestHost.Token)).Should().HaveCount(2);
        (await young.EnrollmentsOfAsync("bob")).Single().EndedAt.Should().BeNull();

        static Task<ElsaTestHost> ServerAsync(InMemoryRetentionStore store, Action<JourneyBuilder> rules) =>
            ElsaTestHost.StartAsync(elsa => elsa.AddWorkflow<CartWinBack>(), retention => retention.Store.Use(_ => store),
                journeys => journeys.Journey(CartWinBack.Id, rules));
    }

    [Fact]
    public async Task Enrolling_by_hand_starts_the_workflow_that_the_host_named()
    {
        await using var world = await ElsaTestHost.StartAsync(
            elsa => elsa.AddWorkflow<WinBack>(), journeys: journeys => journeys.Journey(WinBack.Id, journey => journey.Enroll.ByHand()));
        await world.AddAsync("ada");
        (await world.Client.EnrollAsync(new JourneyName("win-back"), new CustomerId("ada"), "key", ElsaTestHost.Token)).Enrollment.Should()
            .NotBeNull();
        (await world.Client.EnrollAsync(new JourneyName("win-back"), new CustomerId("ada"), "key", ElsaTestHost.Token)).Refusal.Should()
            .NotBeNull();
        await world.Engine.RunDueAsync(ElsaTestHost.Token);

        world.Sent.Should().Equal("offer to ada");
        (await world.InstancesAsync()).Should().ContainSingle();
    }
}
