using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Docs;

/// <summary>The code and the keys of docs/configuration.md and of the operators in docs/operations.md.</summary>
public sealed class ConfigurationDocsTests
{
    [Fact]
    public void The_json_of_the_page_is_bound()
    {
        var page = File.ReadAllText(Shared.Repository.PathOf("docs/configuration.md"));
        var start = page.IndexOf("```json", StringComparison.Ordinal) + 7;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(page[start..page.IndexOf("```", start, StringComparison.Ordinal)])));
        builder.Services.AddLogging();

        builder.Services.AddRetentionWorkflows(builder.Configuration.GetSection(RetentionOptions.SectionName), retention =>
        {
            retention.Store.UseInMemory();
            retention.Journeys.Add<Hello>();
        });

        using var host = builder.Build();
        var options = host.Services.GetRequiredService<IOptions<RetentionOptions>>().Value;
        (options.Shop.Name, options.QuietHours.Count, options.RateLimits[Channel.Email]).Should().Be(("Swiftmotion", 1, 50));
        options.PausedJourneys.Should().Equal("win-back");
    }

    [Fact]
    public void The_page_lists_every_key()
    {
        var page = File.ReadAllText(Shared.Repository.PathOf("docs/configuration.md"));
        var groups = typeof(RetentionOptions).GetProperties().ToLookup(property => property.PropertyType.Namespace == "Retention.Workflows" && property.PropertyType.IsClass);

        foreach (var option in groups[true].SelectMany(group => group.PropertyType.GetProperties().Where(property => property.CanWrite && property.PropertyType.Name != "Type").Select(property => $"{group.Name}:{property.Name}")))
            page.Should().Contain($"| `{option}` |");
        foreach (var option in groups[false])
            page.Should().Contain($"| `{option.Name}` |");
    }

    [Fact]
    public async Task Operators_work_as_the_page_says()
    {
        await using var harness = await JourneyHarness.StartAsync(JourneyDefinition.Build("win-back", steps => steps.Steps.Wait("think", TimeSpan.FromDays(3)).SendEmail("mail", template: "mail")));
        var enrollment = (await harness.EnrollAsync(Some.Customer())).Enrollment!.Value;
        var operations = harness.Operations;

        await operations.PauseAsync("win-back", reason: "stock problem");
        var late = await operations.PreviewResumeAsync("win-back");
        Console.WriteLine($"{late.Late} waits ended meanwhile: {late.Continue} continue, {late.Skip} skip, {late.Exit} exit");
        await operations.ResumeAsync("win-back", spreadOver: Period.Hours(2));

        foreach (var journey in await operations.ReadJourneysAsync())
            Console.WriteLine($"{journey.Journey} v{journey.Version}: {journey.ActiveEnrollments} active, {journey.Stuck} stuck");
        await foreach (var stuck in operations.ListStuckAsync("win-back"))
            await operations.ResumeAsync(stuck.Id);
        await foreach (var dead in operations.ListDeadAsync())
            await operations.ResumeAsync(dead.Id);

        await operations.CancelAsync(enrollment, reason: "asked by phone");

        (await harness.Client.ReadCustomerAsync("ada", TestContext.Current.CancellationToken)).Enrollments.Single().Outcome.Should().Be(EnrollmentOutcomes.Cancelled);
    }

    private sealed class Hello : IJourney
    {
        public static JourneyName Name => "hello";

        public static void Define(JourneyBuilder journey) => journey.Steps.Wait("think", Period.Days(1));
    }
}
