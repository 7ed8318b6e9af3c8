using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Hosting;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Engine.Steps;

/// <summary>Predicates of the host that are asynchronous, asked for many customers at once, and may call outside.</summary>
public sealed class PredicateTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_sweep_evaluates_the_predicate_once_for_all_customers(bool callsOutside)
    {
        var scores = new Scores();
        await using var journey = await StartAsync(scores, callsOutside, journey =>
        {
            journey.Enroll.Daily(new TimeOnly(9, 0)).When(Customer.Satisfies("vip", new PropertyBag([new("least", 5)])));
            journey.Steps.Wait("stay", Period.Days(1));
        });
        await journey.Client.SaveCustomersAsync([Some.Customer("ada"), Some.Customer("bea"), Some.Customer("cid")], Token);

        await journey.AdvanceAsync(TimeSpan.FromHours(2));

        scores.Calls.Should().Equal("ada,bea,cid at 5");
        (await journey.WhereIsAsync(new("ada"))).Should().Be("at stay");
        (await journey.Client.ReadCustomerAsync(new("bea"), Token)).Enrollments.Should().BeEmpty();
        (await journey.WhereIsAsync(new("cid"))).Should().Be("at stay");
        scores.CallsWithOpenTransaction.Should().Be(callsOutside ? 0 : 1);
        scores.Made.Should().Be(1, "each call has an instance and a scope of its own");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_event_enrolls_customers_for_whom_the_predicate_is_true(bool callsOutside)
    {
        var scores = new Scores();
        await using var journey = await StartAsync(scores, callsOutside, journey =>
        {
            journey.Enroll.On("cart-left").When(Customer.Satisfies("vip"));
            journey.Steps.Wait("stay", Period.Days(1));
        });
        await journey.Client.SaveCustomersAsync([Some.Customer("ada"), Some.Customer("bea")], Token);

        await journey.HappenAsync(CartLeft("ada", journey));
        await journey.HappenAsync(CartLeft("bea", journey));

        (await journey.WhereIsAsync(new("ada"))).Should().Be("at stay");
        (await journey.Client.ReadCustomerAsync(new("bea"), Token)).Enrollments.Should().BeEmpty();
        scores.CallsWithOpenTransaction.Should().Be(callsOutside ? 0 : 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_step_with_a_condition_takes_the_branch_of_its_result(bool callsOutside)
    {
        var scores = new Scores();
        await using var journey = await StartAsync(scores, callsOutside, journey => journey.Steps
            .If("ask", Customer.Satisfies("vip") & Customer.HasAddress(Channel.Email),
                then: yes => yes.RecordEvent("vip-found", "vip-found"), otherwise: no => no.Exit("ordinary"))
            .Switch("choose", choice =>
                choice.Case("no-vip", !Customer.Satisfies("vip"), steps => steps.Exit("wrong")).Case("vip", Customer.Satisfies("vip")))
            .Repeat("again", 3, steps => steps.Wait("day", Period.Days(1)), until: Customer.Satisfies("vip"))
            .ExitIf("vip", Customer.Satisfies("vip")));

        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.EnrollAsync(Some.Customer("bea"));

        (await journey.Client.ReadCustomerAsync(new("ada"), Token)).Enrollments.Single().Outcome.Should().Be("vip");
        (await journey.Client.ReadCustomerAsync(new("bea"), Token)).Enrollments.Single().Outcome.Should().Be("ordinary");
        if (callsOutside)
            scores.CallsWithOpenTransaction.Should().Be(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_failure_for_one_customer_does_not_affect_others(bool callsOutside)
    {
        var scores = new Scores { FailsFor = "bea" };
        await using var journey = await StartAsync(scores, callsOutside, journey =>
        {
            journey.Enroll.Daily(new TimeOnly(9, 0)).When(Customer.Satisfies("vip"));
            journey.Steps.Wait("stay", Period.Days(1));
        });
        await journey.Client.SaveCustomersAsync([Some.Customer("ada"), Some.Customer("bea"), Some.Customer("cid")], Token);

        await journey.AdvanceAsync(TimeSpan.FromHours(2));

        (await journey.WhereIsAsync(new("ada"))).Should().Be("at stay");
        (await journey.WhereIsAsync(new("cid"))).Should().Be("at stay");
        (await journey.CountAsync(JourneyMeasures.NotEnrolled, "audience-failed")).Should().Be(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_step_whose_predicate_fails_is_retried_and_then_stuck(bool callsOutside)
    {
        var scores = new Scores { FailsFor = "bea" };
        await using var journey = await StartAsync(scores, callsOutside, journey => journey.Steps.ExitIf("vip", Customer.Satisfies("vip")));
        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.EnrollAsync(Some.Customer("bea"));

        await journey.AdvanceAsync(TimeSpan.FromDays(5));
        (await journey.Client.ReadCustomerAsync(new("ada"), Token)).Enrollments.Single().Outcome.Should().Be("vip");
        var stuck = (await journey.Client.ReadCustomerAsync(new("bea"), Token)).Enrollments.Single();
        stuck.Status.Should().Be(EnrollmentStatus.Stuck);
        scores.FailsFor = null;
        await journey.Operations.ResumeAsync(stuck.Id, Token);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        (await journey.Client.ReadCustomerAsync(new("bea"), Token)).Enrollments.Single().Outcome.Should().Be("completed");
    }

    [Fact]
    public async Task An_explanation_evaluates_the_predicate_outside_transactions()
    {
        var scores = new Scores();
        await using var journey = await StartAsync(scores, true, journey => journey.Steps.Wait("stay", Period.Days(1)));
        await journey.EnrollAsync(Some.Customer("ada"));

        (await journey.Client.ExplainAsync(Customer.Satisfies("vip"), new("ada"), Token)).Holds.Should().BeTrue();

        scores.CallsWithOpenTransaction.Should().Be(0);
    }

    [Fact]
    public async Task It_is_refused_where_it_cannot_be_evaluated_beforehand()
    {
        var start = () => StartAsync(new Scores(), true, journey =>
        {
            journey.Enroll.On("message-sent").When(Customer.Satisfies("vip"));
            journey.ExitOn("bought", EventNames.Purchase, when: Customer.Satisfies("vip"));
            journey.Steps.SendEmail("mail", "mail", options: send => send.FallbackTo(Channel.Sms, "text", !Customer.Satisfies("vip")));
        });

        (await start.Should().ThrowAsync<JourneyDefinitionException>()).Which.Errors.Select(error => error.Path).Should().Equal(
            "under-test: $.exits[0].when", "under-test: mail", "under-test: $.enroll.when");
    }

    private static CustomerEvent CartLeft(string customer, JourneyHarness journey) =>
        new() { Id = $"left-{customer}", Customer = new(customer), Name = new("cart-left"), OccurredAt = journey.Time.GetUtcNow() };

    private static async Task<JourneyHarness> StartAsync(Scores scores, bool callsOutside, Action<JourneyBuilder> define)
    {
        var store = new InMemoryRetentionStore(partitions: 1);
        scores.Store = store;
        return await JourneyHarness.StartAsync(JourneyDefinition.Build(new("under-test"), define), options =>
        {
            options.CancellationToken = Token;
            options.Configure = retention =>
            {
                retention.Store.Use(_ => store);
                retention.Services.AddSingleton(scores);
                retention.Conditions.Add<HighScore>("vip", callsOutside);
            };
        });
    }

    /// <summary>What the shop's scoring system knows, and how it was asked.</summary>
    private sealed class Scores
    {
        public ConcurrentQueue<string> Calls { get; } = new();

        public InMemoryRetentionStore? Store { get; set; }

        public string? FailsFor { get; set; }

        public int Made { get; set; }

        public int CallsWithOpenTransaction { get; set; }
    }

    private sealed class HighScore : ICustomerPredicate
    {
        private readonly Scores _scores;

        public HighScore(Scores scores)
        {
            _scores = scores;
            _scores.Made++;
        }

        public async Task<IReadOnlyList<bool>> EvaluateAsync(IReadOnlyList<CustomerQuestion> questions, CancellationToken cancellationToken)
        {
            // The partition can be taken only while no transaction holds it.
            if (await _scores.Store!.TryBeginAsync(0, cancellationToken) is { } free)
                await free.DisposeAsync();
            else
                _scores.CallsWithOpenTransaction++;
            await Task.Yield();
            _scores.Calls.Enqueue(
                $"{string.Join(',', questions.Select(question => question.Customer.Id.Value))} at {(questions[0].Arguments.TryGetValue("least", out var least) ? least.ToString() : "any")}");
            if (questions.Any(question => question.Customer.Id.Value == _scores.FailsFor))
                throw new HttpRequestException("no score today");
            return [.. questions.Select(question => question.Customer.Id.Value != "bea")];
        }
    }
}
