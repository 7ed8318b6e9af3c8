using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Journeys;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Docs;

/// <summary>The code of <c>docs/extending.md</c>, run.</summary>
public sealed class ExtendingDocsTests
{
    public interface IPrintShop
    {
        Task OrderAsync(CustomerId customer, string text, string key, CancellationToken cancellationToken);
    }

    public interface IScoring
    {
        Task<IReadOnlyDictionary<CustomerId, int>> ReadAsync(IReadOnlyList<CustomerId> customers, CancellationToken cancellationToken);
    }

    [Fact]
    public async Task The_examples_of_the_page_run()
    {
        var shop = new PrintShop();
        var services = new ServiceCollection().AddLogging().AddSingleton<IPrintShop>(shop).AddSingleton<IScoring>(new Scoring());
        services.AddRetentionWorkflows(retention =>
        {
            retention.Store.UseInMemory();
            retention.Templates.Use(new PlainTemplates());
            retention.Channels.Add(new LetterChannel(shop));
            retention.Journeys.Add<CatalogueJourney>();
            retention.Steps.Add<PrintCatalogueStep, PrintCatalogueStepType, PrintCatalogueHandler>();
            retention.Conditions.Add<HighScore>("high-score", callsOutside: true);
        });
        await using var provider = services.BuildServiceProvider();
        var (engine, client) = (provider.GetRequiredService<IRetentionEngine>(), provider.GetRequiredService<IRetentionClient>());
        var token = TestContext.Current.CancellationToken;
        await engine.StartAsync(token);
        await client.SaveCustomersAsync([Some.Customer("ada"), Some.Customer("bea")], token);
        await client.EnrollAsync(CatalogueJourney.Name, new("ada"), cancellationToken: token);
        await client.EnrollAsync(CatalogueJourney.Name, new("bea"), cancellationToken: token);

        await engine.RunDueAsync(token);

        shop.Orders.Should().Equal(["ada spring"], "bea has no high score");
        provider.GetRequiredService<StepTypes>().All.Should().Contain(type => type.Kind == "print-catalogue");
    }

    private sealed class CatalogueJourney : IJourney
    {
        public static JourneyName Name => new("catalogue");

        public static void Define(JourneyBuilder journey)
        {
            journey.Steps.ExitUnless("valuable", Customer.Satisfies("high-score"));
            journey.Steps.Add(new PrintCatalogueStep { Name = "catalogue", Edition = "spring" });
        }
    }

    public sealed record PrintCatalogueStep : JourneyStep
    {
        public required string Edition { get; init; }
    }

    public sealed class PrintCatalogueStepType : StepType<PrintCatalogueStep>
    {
        public override string Kind => "print-catalogue";

        protected override void Define(StepFields<PrintCatalogueStep> fields) => fields.Text("edition", step => step.Edition);

        public override string Describe(PrintCatalogueStep step) => $"print catalogue {step.Edition}";
    }

    public sealed class PrintCatalogueHandler(IPrintShop shop) : ExternalStepHandler<PrintCatalogueStep>
    {
        public override async Task<StepOutcome> HandleAsync(StepCall<PrintCatalogueStep> call, CancellationToken cancellationToken)
        {
            await shop.OrderAsync(call.Customer, call.Step.Edition, call.IdempotencyKey, cancellationToken);
            return StepOutcome.Done;
        }
    }

    public sealed class HighScore(IScoring scoring) : ICustomerPredicate
    {
        public async Task<IReadOnlyList<bool>> EvaluateAsync(IReadOnlyList<CustomerQuestion> questions, CancellationToken cancellationToken)
        {
            var scores = await scoring.ReadAsync([.. questions.Select(question => question.Customer.Id)], cancellationToken);
            return [.. questions.Select(question => scores[question.Customer.Id] >= 5)];
        }
    }

    public sealed class LetterChannel(IPrintShop shop) : IMessageChannel
    {
        public Channel Channel => new("letter");

        public bool IsIdempotent => true;

        public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
        {
            await shop.OrderAsync(message.Customer, message.Content.Text, message.IdempotencyKey, cancellationToken);
            return DeliveryResult.Delivered;
        }
    }

    private sealed class PrintShop : IPrintShop
    {
        public List<string> Orders { get; } = [];

        public Task OrderAsync(CustomerId customer, string text, string key, CancellationToken cancellationToken)
        {
            Orders.Add($"{customer} {text}");
            return Task.CompletedTask;
        }
    }

    private sealed class Scoring : IScoring
    {
        public Task<IReadOnlyDictionary<CustomerId, int>> ReadAsync(IReadOnlyList<CustomerId> customers, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<CustomerId, int>>(customers.ToDictionary(customer => customer, customer => customer.Value == "ada" ? 7 : 2));
    }
}
