using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Hosting;
using Retention.Workflows.Journeys;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Engine.Steps;

/// <summary>A step kind that is wrong keeps the host from starting, with everything that is wrong at once.</summary>
public sealed class BadStepTypeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_errors_of_kinds_and_journeys_are_reported_at_once()
    {
        var errors = await ErrorsOfAsync(retention =>
        {
            retention.Steps.Add(new PrintCatalogueStepType(), _ => new NoHandler<PrintCatalogueStep>());
            retention.Steps.Add(new SameName(), _ => new NoHandler<OddStep>());
            retention.Steps.Add(new SameRecord(), _ => new NoHandler<PrintCatalogueStep>());
            retention.Steps.Add(new FailsToDefine(), _ => new NoHandler<OddStep>());
            retention.Steps.Add(new FailsToValidate(), _ => new NoHandler<FirstStep>());
            retention.Steps.Add(new FailsToDescribe(), _ => new NoHandler<SecondStep>());
            retention.Journeys.Add(
                Unchecked("first", new FirstStep { Name = "check" }, new SecondStep { Name = "tell" }, new OddStep { Name = "odd" }));
            retention.Journeys.AddJson("""{ "name": "second", "steps": [ { "name": "send-owl", "kind": "owl" } ] }""");
        });

        errors.Should().BeEquivalentTo(
            "steps: SameName: the step kind 'print-catalogue' is already registered as PrintCatalogueStepType; kind names must be unique.",
            "steps: SameRecord: PrintCatalogueStep already belongs to the step kind 'print-catalogue'; each kind needs its own record.",
            "steps: FailsToDefine: the kind cannot be used: no fields today",
            "first: $.steps[0]: The validation of the step kind 'fails-to-validate' failed: InvalidOperationException: no check today",
            "first: $.steps[1]: The description of the step kind 'fails-to-describe' failed: InvalidOperationException: no words today",
            "first: $.steps[2].kind: The step kind of OddStep is not registered. Add it with retention.Steps.Add, and pass the registered StepTypes to the methods that take them.",
            "second: $.steps[0].kind (line 1): Unknown step kind 'owl'.");
    }

    [Fact]
    public async Task A_library_kind_cannot_be_taken()
    {
        var errors = await ErrorsOfAsync(retention =>
        {
            retention.Steps.Add(new TakesWait(), _ => new NoHandler<OddStep>());
            retention.Journeys.Add(Unchecked("first", new WaitStep { Name = "wait", Period = Period.Days(1) }));
        });

        errors.Should().Equal("steps: TakesWait: the step kind 'wait' is already registered as WaitStepType; kind names must be unique.");
    }

    [Fact]
    public async Task A_handler_that_cannot_be_created_leaves_the_enrollment_stuck()
    {
        await using var journey = await JourneyHarness.StartAsync(Unchecked("first", new FirstStep { Name = "check" }), options =>
        {
            options.CancellationToken = Token;
            options.Configure = retention => retention.Steps.Add(
                new Odd<FirstStep>("first"), _ => throw new InvalidOperationException("no handler")).AssumeOutcomes(false);
        });

        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromDays(5));

        (await journey.RecordAsync()).Enrollments.Single().Should()
            .Match<Enrollment>(one => one.Status == EnrollmentStatus.Stuck && one.Outcome == "InvalidOperationException");
    }

    [Fact]
    public async Task An_assumed_branch_that_does_not_exist_is_an_error()
    {
        var errors = await ErrorsOfAsync(retention =>
        {
            retention.Steps.Add(new Odd<FirstStep>("first") { Assumed = StepOutcome.Take("nowhere") }, _ => new NoHandler<FirstStep>());
            retention.Journeys.Add(Unchecked("first", new FirstStep { Name = "check" }));
        });

        errors.Should().Equal("first: check: The step kind's replay outcome is the branch 'nowhere', which the step does not have.");
    }

    private static JourneyDefinition Unchecked(string name, params IReadOnlyList<JourneyStep> steps) =>
        new() { Name = new(name), Enrollment = new EnrollmentRule(), Steps = steps };

    private static async Task<IReadOnlyList<string>> ErrorsOfAsync(Action<RetentionBuilder> configure)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddRetentionWorkflows(retention =>
        {
            retention.Store.UseInMemory();
            configure(retention);
        });
        await using var provider = services.BuildServiceProvider();
        var start = () => provider.GetRequiredService<IRetentionEngine>().StartAsync(Token);
        return [.. (await start.Should().ThrowAsync<JourneyDefinitionException>()).Which.Errors
            .Select(error => error.ToString().Split(" Known", 2)[0].Split(" Did you", 2)[0])];
    }

    public sealed record OddStep : JourneyStep;

    public sealed record FirstStep : JourneyStep;

    public sealed record SecondStep : JourneyStep;

    private sealed class NoHandler<TStep> : ExternalStepHandler<TStep> where TStep : JourneyStep
    {
        public override Task<StepOutcome> HandleAsync(StepCall<TStep> call, CancellationToken cancellationToken) =>
            Task.FromResult(StepOutcome.Done);
    }

    private sealed class Odd<TStep>(string kind) : StepType<TStep> where TStep : JourneyStep
    {
        public StepOutcome Assumed { get; init; }

        public override string Kind => kind;

        public override StepOutcome ReplayOutcome => Assumed;

        protected override void Define(StepFields<TStep> fields)
        {
        }

        public override string Describe(TStep step) => kind;
    }

    private sealed class SameName : StepType<OddStep>
    {
        public override string Kind => "print-catalogue";

        protected override void Define(StepFields<OddStep> fields)
        {
        }

        public override string Describe(OddStep step) => "odd";
    }

    private sealed class TakesWait : StepType<OddStep>
    {
        public override string Kind => "wait";

        protected override void Define(StepFields<OddStep> fields)
        {
        }

        public override string Describe(OddStep step) => "odd";
    }

    private sealed class SameRecord : StepType<PrintCatalogueStep>
    {
        public override string Kind => "print-again";

        protected override void Define(StepFields<PrintCatalogueStep> fields)
        {
        }

        public override string Describe(PrintCatalogueStep step) => "print";
    }

    private sealed class FailsToDefine : StepType<OddStep>
    {
        public override string Kind => "fails-to-define";

        protected override void Define(StepFields<OddStep> fields) => throw new InvalidOperationException("no fields today");

        public override string Describe(OddStep step) => "odd";
    }

    private sealed class FailsToValidate : StepType<FirstStep>
    {
        public override string Kind => "fails-to-validate";

        protected override void Define(StepFields<FirstStep> fields)
        {
        }

        public override string Describe(FirstStep step) => "first";

        protected override void Validate(FirstStep step, ValidationContext at) => throw new InvalidOperationException("no check today");
    }

    private sealed class FailsToDescribe : StepType<SecondStep>
    {
        public override string Kind => "fails-to-describe";

        protected override void Define(StepFields<SecondStep> fields)
        {
        }

        public override string Describe(SecondStep step) => throw new InvalidOperationException("no words today");
    }
}
