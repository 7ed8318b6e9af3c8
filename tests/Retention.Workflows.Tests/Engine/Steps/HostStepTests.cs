using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Hosting;
using Retention.Workflows.Journeys;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Tests.Support;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Steps;

/// <summary>A kind of step that the host adds behaves like the library's own.</summary>
public sealed class HostStepTests
{
    private static readonly StepTypes Types = StepTypes.BuiltIn.With(new PrintCatalogueStepType());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static JourneyDefinition Journey(Action<StepsBuilder>? before = null) => JourneyDefinition.Build(
        new("under-test"),
        journey =>
        {
            before?.Invoke(journey.Steps);
            journey.Steps
                .Add(new PrintCatalogueStep
                {
                    Name = "catalogue",
                    Edition = "spring",
                    OnlyFor = Customer.HasAddress(Channel.Email),
                    Printed = [new WaitStep { Name = "in-the-post", Period = Days(2) }],
                    OutOfPaper = [new ExitStep { Name = "no-catalogue" }],
                })
                .SendEmail("mail", "catalogue");
        },
        types: Types);

    [Fact]
    public void It_is_written_as_json_and_read_again()
    {
        var json = JourneyJson.Write(Journey(), Types);

        JourneyJson.Read(json, types: Types).Should().Be(Journey());
        json.Should().Contain("\"kind\": \"print-catalogue\",\n      \"edition\": \"spring\",\n      \"onlyFor\": {").And
            .NotContain("copies", "it has its default");
    }

    [Fact]
    public void It_is_described_and_drawn()
    {
        Journey().ToOutline(Types).Should().Contain("catalogue: print catalogue spring\n    printed ->\n      in-the-post: wait 2 days");
        Journey().ToMermaid(Types).Should().Contain("step_catalogue[/\"catalogue<br/>print catalogue spring\"/]");
    }

    [Fact]
    public void An_invalid_field_is_an_error_with_path_and_line()
    {
        var read = () => JourneyJson.Read(
            """
            { "name": "catalogue", "steps": [
              { "name": "a", "kind": "print-catalogue", "copies": 9 },
              { "name": "b", "kind": "print-catalogue", "edition": 7, "paper": "thin" },
              { "name": "c", "kind": "print-catalogue", "edition": "", "printed": [ { "name": "d", "kind": "wait", "period": "P0D" } ] } ] }
            """,
            types: Types);

        read.Should().Throw<JourneyDefinitionException>().Which.Errors.Select(error => $"{error.Line} {error.Path}").Should()
            .BeEquivalentTo(
            "2 $.steps[0].edition", "2 $.steps[0].copies", "3 $.steps[1].edition", "3 $.steps[1].paper", "4 $.steps[2].edition",
            "4 $.steps[2].printed[0].period");
    }

    [Fact]
    public async Task Its_handler_is_called_outside_the_transaction_and_its_outcome_selects_the_branch()
    {
        var shop = new PrintShop();
        await using var journey = await StartAsync(shop);

        await journey.EnrollAsync(Some.Customer());
        shop.Orders.Values.Should().Equal("ada spring");
        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("at in-the-post");
        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        journey.Sent.Should().Equal("mail by email");
    }

    [Fact]
    public async Task Another_outcome_takes_another_branch()
    {
        await using var journey = await StartAsync(new PrintShop { Answer = StepOutcome.Take("out-of-paper") });

        await journey.EnrollAsync(Some.Customer());

        (await journey.WhereIsAsync(Journeys.Ada)).Should().Contain("no-catalogue");
    }

    [Fact]
    public async Task Done_continues_after_the_step()
    {
        await using var journey = await StartAsync(new PrintShop { Answer = StepOutcome.Done });

        await journey.EnrollAsync(Some.Customer());

        journey.Sent.Should().Equal("mail by email");
    }

    [Fact]
    public async Task A_handler_that_fails_is_called_again_with_the_same_key_and_the_work_is_done_once()
    {
        var shop = new PrintShop { FailuresLeft = 3 };
        await using var journey = await StartAsync(shop);

        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        shop.Calls.Should().HaveCount(4);
        shop.Calls.Distinct().Should().ContainSingle();
        shop.Orders.Should().ContainSingle();
    }

    [Fact]
    public async Task A_handler_that_always_fails_leaves_the_enrollment_stuck_with_its_reason()
    {
        var shop = new PrintShop { FailuresLeft = 8, Failure = () => new StepFailedException("printer-away", "The printer is away.") };
        await using var journey = await StartAsync(shop);

        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromDays(5));

        var stuck = (await journey.RecordAsync()).Enrollments.Single();
        stuck.Status.Should().Be(EnrollmentStatus.Stuck);
        stuck.Outcome.Should().Be("printer-away");
        await journey.Operations.ResumeAsync(stuck.Id, Token);
        await journey.AdvanceAsync(TimeSpan.FromDays(3));
        journey.Sent.Should().Equal("mail by email");
    }

    [Fact]
    public async Task A_pause_that_the_handler_requests_is_kept()
    {
        var shop = new PrintShop { FailuresLeft = 1,
            Failure = () => new StepFailedException("busy", "Come back later.") { RetryAfter = TimeSpan.FromHours(5) } };
        await using var journey = await StartAsync(shop);

        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromHours(4));
        shop.Calls.Should().ContainSingle();
        await journey.AdvanceAsync(TimeSpan.FromHours(2));

        shop.Orders.Should().ContainSingle();
    }

    [Fact]
    public async Task A_branch_that_the_step_does_not_have_is_a_failure_with_a_reason()
    {
        await using var journey = await StartAsync(new PrintShop { Answer = StepOutcome.Take("burnt") });

        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromDays(5));

        (await journey.RecordAsync()).Enrollments.Single().Should()
            .Match<Enrollment>(one => one.Status == EnrollmentStatus.Stuck && one.Outcome == "unknown-branch");
    }

    [Fact]
    public async Task A_failure_for_one_customer_does_not_affect_others()
    {
        var shop = new PrintShop { FailuresLeft = 1,
            Failure = () => new StepFailedException("busy", "Later.") { RetryAfter = TimeSpan.FromHours(20) } };
        await using var journey = await StartAsync(shop);

        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.EnrollAsync(Some.Customer("bea"));

        shop.Orders.Values.Should().Equal("bea spring");
    }

    [Fact]
    public async Task A_harness_calls_no_handler_by_default()
    {
        var shop = new PrintShop();
        await using var journey = await StartAsync(shop, calls: false);

        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        shop.Calls.Should().BeEmpty();
        journey.Sent.Should().Equal(["mail by email"], "the assumed outcome is the branch 'printed'");
        (await journey.CountAsync(JourneyMeasures.Assumed, "printed")).Should().Be(1);
    }

    [Fact]
    public async Task A_replay_takes_the_assumed_outcome_and_never_makes_or_calls_the_handler()
    {
        var start = new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
        var (shop, made) = (new PrintShop(), 0);
        var channel = new RecordingChannel(Channel.Email);
        var services = new ServiceCollection().AddLogging();
        services.AddRetentionWorkflows(retention =>
        {
            retention.Store.UseInMemory();
            retention.Channels.Add(channel);
            retention.Templates.Use(new PlainTemplates());
            retention.Journeys.Add(Journey() with { Enrollment = new EnrollmentRule { Trigger = EnrollmentTrigger.On(new EventPattern(EventNames.Purchase)) } });
            retention.Steps.Add(new PrintCatalogueStepType(), _ =>
            {
                made++;
                return new PrintCatalogueHandler(shop);
            });
            retention.UseReplay(replay => (replay.From, replay.Until) = (start, start.AddDays(10)));
        });
        await using var provider = services.BuildServiceProvider();

        await provider.GetRequiredService<JourneyReplay>().RunAsync(
            new ReplayHistory(
                [Some.Customer("ada"), Some.Customer("bea")],
                [.. ((string[])["ada", "bea"]).Select(id => CustomerEvent.Of(
                    $"order-{id}", new Purchase(new CustomerId(id), start.AddHours(1), 20, "EUR")))]),
            cancellationToken: Token);

        (made, shop.Calls.Count).Should().Be((0, 0));
        channel.Sent.Should().HaveCount(2, "the branch 'printed' waits two days, then the mail leaves");
        var report = JourneyReport.Create(
            Journey(),
            await provider.GetRequiredService<IRetentionOperations>().ReadCountersAsync(new("under-test"), Token),
            new JourneyReportFacts { From = new(2026, 3, 2), To = new(2026, 3, 12), StepTypes = Types });
        report.Steps[0].Assumed.Should().Be(2);
        report.ToText().Should().Contain("(2 assumed)");
    }

    [Fact]
    public async Task A_report_marks_assumed_outcomes()
    {
        await using var journey = await StartAsync(new PrintShop(), calls: false);
        await journey.EnrollAsync(Some.Customer());

        var day = DateOnly.FromDateTime(journey.Time.GetUtcNow().Date);
        var report = JourneyReport.Create(
            Journey(), await journey.Operations.ReadCountersAsync(new("under-test"), Token),
            new JourneyReportFacts { From = day, To = day, StepTypes = Types });

        report.Steps[0].Assumed.Should().Be(1);
        report.ToText().Should().Contain("(1 assumed)");
        HtmlReport.Render(report).Should().Contain("1 assumed").And.Contain("print catalogue spring");
    }

    [Fact]
    public async Task A_json_journey_of_a_kind_that_is_registered_later_is_read_at_start()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(new PrintShop());
        services.AddRetentionWorkflows(retention =>
        {
            retention.Store.UseInMemory();
            retention.Channels.Add(new RecordingChannel(Channel.Email));
            retention.Templates.Use(new PlainTemplates());
            retention.Journeys.AddJson(JourneyJson.Write(Journey(), Types));
            retention.Steps.Add<PrintCatalogueStep, PrintCatalogueStepType, PrintCatalogueHandler>();
        });
        await using var provider = services.BuildServiceProvider();

        await provider.GetRequiredService<IRetentionEngine>().StartAsync(Token);

        provider.GetRequiredService<StepTypes>().All.Should().Contain(type => type.Kind == "print-catalogue");
    }

    internal static Task<JourneyHarness> StartAsync(PrintShop shop, bool calls = true) => JourneyHarness.StartAsync(Journey(), options =>
    {
        options.CancellationToken = Token;
        options.Configure = retention =>
        {
            retention.Services.AddSingleton(shop);
            retention.Steps.Add<PrintCatalogueStep, PrintCatalogueStepType, PrintCatalogueHandler>().AssumeOutcomes(!calls);
        };
    });
}
