using System.Collections.Concurrent;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Tests.Engine.Steps;

/// <summary>A host's own step: has a catalogue printed.</summary>
public sealed record PrintCatalogueStep : JourneyStep
{
    public required string Edition { get; init; }

    public int Copies { get; init; } = 1;

    public Condition? OnlyFor { get; init; }

    public IReadOnlyList<JourneyStep> Printed { get; init; } = [];

    public IReadOnlyList<JourneyStep> OutOfPaper { get; init; } = [];

    public override IReadOnlyList<StepBranch> Branches => [new("printed", Printed), new("out-of-paper", OutOfPaper)];

    public bool Equals(PrintCatalogueStep? other) =>
        other is not null && Name == other.Name && Edition == other.Edition && Copies == other.Copies && OnlyFor == other.OnlyFor
        && Printed.SequenceEqual(other.Printed) && OutOfPaper.SequenceEqual(other.OutOfPaper);

    public override int GetHashCode() => HashCode.Combine(Name, Edition);
}

public sealed class PrintCatalogueStepType : StepType<PrintCatalogueStep>
{
    public override string Kind => "print-catalogue";

    public override StepShape Shape => StepShape.Message;

    public override StepOutcome ReplayOutcome => StepOutcome.Take("printed");

    protected override void Define(StepFields<PrintCatalogueStep> fields)
    {
        fields.Text("edition", step => step.Edition).Describe("Which edition is printed.");
        fields.Integer("copies", step => step.Copies).Optional();
        fields.Condition("onlyFor", step => step.OnlyFor).Optional();
        fields.Steps("printed", step => step.Printed).Optional();
        fields.Steps("outOfPaper", step => step.OutOfPaper).Optional();
    }

    public override string Describe(PrintCatalogueStep step) => $"print catalogue {step.Edition}";

    protected override void Validate(PrintCatalogueStep step, ValidationContext at) =>
        at["copies"].Require(step.Copies is >= 1 and <= 3, "A customer gets 1 to 3 copies.");
}

/// <summary>The printer. Keeps each order once by its key.</summary>
public sealed class PrintShop
{
    private readonly ConcurrentDictionary<string, string> _orders = new();
    private int _failuresLeft;

    public ConcurrentQueue<string> Calls { get; } = new();

    public IReadOnlyDictionary<string, string> Orders => _orders;

    public int FailuresLeft
    {
        get => _failuresLeft;
        set => _failuresLeft = value;
    }

    public Func<Exception> Failure { get; set; } = () => new HttpRequestException("The printer is away.");

    public StepOutcome Answer { get; set; } = StepOutcome.Take("printed");

    public Func<CancellationToken, Task> Before { get; set; } = _ => Task.CompletedTask;

    public async Task<StepOutcome> OrderAsync(string customer, string edition, string key, CancellationToken cancellationToken)
    {
        Calls.Enqueue($"{customer} {edition} {key}");
        await Before(cancellationToken);
        if (Interlocked.Decrement(ref _failuresLeft) >= 0)
            throw Failure();
        _orders.TryAdd(key, $"{customer} {edition}");
        return Answer;
    }
}

public sealed class PrintCatalogueHandler(PrintShop shop) : ExternalStepHandler<PrintCatalogueStep>
{
    public override Task<StepOutcome> HandleAsync(StepCall<PrintCatalogueStep> call, CancellationToken cancellationToken) =>
        shop.OrderAsync(call.Customer.Value, call.Step.Edition, call.IdempotencyKey, cancellationToken);
}
