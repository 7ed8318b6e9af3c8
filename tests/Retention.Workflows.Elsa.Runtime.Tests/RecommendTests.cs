using Elsa.Extensions;
using Elsa.Features.Services;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Recommendations;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Elsa.Runtime.Tests;

/// <summary>Products are chosen outside the transaction and come back as an output. A crash of Elsa does not change the choice.</summary>
public sealed class RecommendTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<int, bool> Deaths =>
        [.. Enumerable.Range(0, 4).SelectMany(number => new[] { (number, false), (number, true) })];

    [Theory]
    [MemberData(nameof(Deaths))]
    public async Task The_choice_is_an_output_and_is_made_once_for_a_visit(int which, bool halfWay)
    {
        var (recommender, seen) = (new Recommender("tent", "stove"), new Seen());
        await using var world = await StartAsync(recommender, seen);
        var commits = 0;
        bool Dies(global::Elsa.Workflows.State.WorkflowState state) => ++commits == which;
        if (halfWay)
            world.Crashes.Between = Dies;
        else
            world.Crashes.Before = Dies;
        await world.AddAsync("ada");
        try
        {
            await world.RunAsync(Picks.Id, ("CustomerId", "ada"));
        }
        catch (RetentionStoreException)
        {
        }

        await world.AdvanceAsync(TimeSpan.FromDays(1));

        world.Crashes.Count.Should().Be(which is 1 or 2 ? 1 : 0);
        world.Sent.Should().Equal("offer to ada");
        seen.Products.Should().NotBeEmpty().And.AllBeEquivalentTo((string[])["tent", "stove"]);
        recommender.Asked.Should().Be(1);
        (await world.EnrollmentsOfAsync("ada")).Single().Should().Match<Enrollment>(
            enrollment => enrollment.Status == EnrollmentStatus.Completed && enrollment.State.Products["picks"].Count == 2);
    }

    [Fact]
    public async Task No_choice_leaves_by_the_None_port()
    {
        var seen = new Seen();
        await using var world = await StartAsync(new Recommender(), seen);
        await world.AddAsync("ada");
        await world.RunAsync(Picks.Id, ("CustomerId", "ada"));
        await world.AdvanceAsync(TimeSpan.FromDays(1));

        world.Sent.Should().Equal("sorry to ada");
        seen.Products.Should().BeEmpty();
    }

    private Task<ElsaTestHost> StartAsync(Recommender recommender, Seen seen) => ElsaTestHost.StartAsync(
        elsa => Stored(elsa.AddWorkflow<Picks>()),
        retention =>
        {
            retention.Store.UseInMemory();
            retention.Services.AddSingleton(seen);
            retention.Recommendations.UseRecommender(_ => recommender);
        });

    private IModule Stored(IModule elsa) => elsa.UseSqlite($"Data Source={_folder.PathOf("elsa.db")};Cache=Shared");

    private sealed class Picks : WorkflowBase
    {
        internal const string Id = "picks";

        protected override void Build(IWorkflowBuilder builder)
        {
            builder.WithDefinitionId(Id).WithId($"{Id}:1");
            var products = builder.WithVariable<string[]?>("products", null).WithWorkflowStorage();
            var picks = new RecommendProducts { Id = "picks", Count = new(4), BestSellers = new(false), Products = new(products) };
            var look = new Look { Id = "look", At = new(products) };
            var offer = new SendEmail { Id = "offer", Template = new("hello"), ChosenBy = new("picks") };
            var sorry = new SendEmail { Id = "sorry", Template = new("hello") };
            builder.Root = new Flowchart
            {
                Id = "chart",
                Start = picks,
                Activities = { picks, look, offer, sorry },
                Connections = { new Connection(new Endpoint(picks, "Chosen"), new Endpoint(look)), new Connection(look, offer),
                    new Connection(new Endpoint(picks, "None"), new Endpoint(sorry)) },
            };
        }
    }

    /// <summary>The products that the host's own activity saw, each time it ran.</summary>
    public sealed class Seen
    {
        public List<string[]?> Products { get; } = [];
    }

    public sealed class Look : CodeActivity
    {
        public Input<string[]?> At { get; set; } = null!;

        protected override void Execute(ActivityExecutionContext context) =>
            context.GetRequiredService<Seen>().Products.Add(context.Get(At));
    }

    private sealed class Recommender(params string[] products) : IRecommender
    {
        internal int Asked { get; private set; }

        public Task<IReadOnlyList<IReadOnlyList<ProductId>>> RecommendAsync(
            IReadOnlyList<RecommendationRequest> requests, CancellationToken cancellationToken = default)
        {
            Asked++;
            return Task.FromResult<IReadOnlyList<IReadOnlyList<ProductId>>>(
                [.. requests.Select(_ => (IReadOnlyList<ProductId>)[.. products.Select(id => new ProductId(id))])]);
        }
    }
}
