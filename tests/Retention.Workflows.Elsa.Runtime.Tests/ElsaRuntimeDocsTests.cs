using Elsa.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Hosting;

namespace Retention.Workflows.Elsa.Runtime.Tests;

/// <summary>The code of docs/elsa.md that is about Elsa's runtime.</summary>
public class ElsaRuntimeDocsTests
{
    [Fact]
    public void The_page_registers_what_it_says()
    {
        var services = new ServiceCollection();
        services.AddLogging().AddRetentionWorkflows(retention => retention.Store.UseInMemory());
        services.AddElsa(elsa =>
        {
            elsa.UseCustomerJourneys(journeys => journeys.Journey("win-back", journey =>
            {
                journey.Goal.On(EventNames.Purchase).Within(Period.Days(30));
                journey.ExitOn("complained", new EventPattern(new EventName("complaint")));
            }));
        });
        using var provider = services.BuildServiceProvider();

        provider.GetServices<IOutsideEngine>().Should().ContainSingle().Which.Engine.Should().Be("elsa-runtime");
        provider.GetRequiredService<JourneyRuleBook>().Rules.Keys.Should().Equal("win-back");
        provider.GetRequiredService<JourneyRegistry>().Invoking(journeys => journeys.Validate()).Should().NotThrow();
    }
}
