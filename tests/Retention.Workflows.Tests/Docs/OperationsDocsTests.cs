using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Retention.Workflows.Testing;
using Retention.Workflows.Tests.Support;

namespace Retention.Workflows.Tests.Docs;

/// <summary>The C# of the page about operations, compiled and run.</summary>
public sealed partial class OperationsDocsTests
{
    private static readonly string Sources = string.Concat(
        Directory.GetFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));

    [Fact]
    public async Task The_configuration_of_the_page_is_accepted_and_healthy()
    {
        var host = Host.CreateApplicationBuilder();
        var services = host.Services;
        services.AddRetentionWorkflows(retention =>
        {
            retention.Store.UseInMemory();
            retention.Templates.Use(new PlainTemplates());
            retention.Channels.Add(new RecordingChannel(Channel.Email));
            retention.Journeys.Add(JourneyDefinition.Build(new JourneyName("hello"), journey => journey.Steps.SendEmail("hello", template: "hello")));
            retention.Configure(options =>
            {
                options.Purge.KeepFinishedEnrollments = TimeSpan.FromDays(2 * 366);
                options.Purge.KeepEvents = TimeSpan.FromDays(3 * 366);
                options.Purge.KeepVouchers = TimeSpan.FromDays(366);
            });
            retention.Segments.UseRfm(rfm => rfm.Window = Period.Months(24));
        });
        services.AddHealthChecks().AddRetentionWorkflows(health =>
        {
            health.MaxOverdue = TimeSpan.FromMinutes(5);   // the default
            health.MaxFailing = TimeSpan.FromMinutes(1);   // the default
        });
        using var running = host.Build();
        await running.StartAsync(TestContext.Current.CancellationToken);

        var report = await running.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);

        report.Status.Should().Be(HealthStatus.Healthy);
        await running.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_effect_of_a_new_version_is_previewed_as_the_page_says()
    {
        await using var journey = await JourneyHarness.StartAsync(JourneyDefinition.Build(new JourneyName("win-back"), steps => steps.Steps.Wait("think", Period.Days(3))));
        await journey.EnrollAsync(Some.Customer());
        var operations = journey.Operations;
        var winBack = JourneyDefinition.Build(new JourneyName("win-back"), steps => steps.WhenPublished(PublishPolicy.MoveTo).Steps.Wait("consider", Period.Days(3)));

        var preview = await operations.PreviewPublishAsync(winBack);
        Console.WriteLine($"{preview.ActiveEnrollments} active, {preview.NotMoved} not moved");
        foreach (var step in preview.Steps)
            Console.WriteLine($"version {step.Version}, {step.Step}: {step.Count} {step.Effect} {step.Reason}");

        (preview.ActiveEnrollments, preview.NotMoved).Should().Be((1, 1));
    }

    [Fact]
    public async Task A_customer_is_exported_and_erased_as_the_page_says()
    {
        await using var journey = await JourneyHarness.StartAsync(JourneyDefinition.Build(new JourneyName("hello"), steps => steps.Steps.SendEmail("hello", template: "hello")));
        await journey.EnrollAsync(Some.Customer());
        var privacy = journey.Privacy;
        var customer = new CustomerId("ada");
        using var folder = new Shared.TemporaryFolder();
        var path = folder.PathOf("export.json");

        await using (var file = File.Create(path))
            await privacy.ExportAsync(customer, file);
        var erased = await privacy.EraseAsync(customer);

        erased.Messages.Should().Be(1);
        (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).Should().Contain("ada@shop.example");
    }

    [Fact]
    public void The_page_names_every_metric()
    {
        var page = Markdown.Read("docs", "operations.md");

        foreach (var name in MetricName().Matches(Sources).Select(match => match.Groups["last"].Value).Distinct())
            page.Should().Contain($"{name}`");
    }

    [Fact]
    public void The_page_names_every_log_event_and_no_other()
    {
        var page = Markdown.Read("docs", "operations.md");
        var listed = EventRow().Matches(page).SelectMany(row => row.Groups["to"].Success
            ? Enumerable.Range(Number(row.Groups["from"]), Number(row.Groups["to"]) - Number(row.Groups["from"]) + 1)
            : row.Groups["from"].Captures.Select(Number));

        listed.Should().BeEquivalentTo(LogEvent().Matches(Sources).Select(match => Number(match.Groups["number"])).Distinct());
    }

    /// <summary>Symptoms with a blank in them are messages: their constant parts are in the code.</summary>
    [Fact]
    public void The_messages_on_the_page_about_trouble_are_those_of_the_code()
    {
        var quoted = Symptom().Matches(Markdown.Read("docs", "troubleshooting.md"))
            .SelectMany(row => Code().Matches(row.Groups["cell"].Value).Select(match => match.Groups["text"].Value))
            .Where(text => text.Contains(' ', StringComparison.Ordinal))
            .SelectMany(text => text.Split('…', StringSplitOptions.TrimEntries))
            .Where(part => part.Length > 5)
            .ToList();

        quoted.Should().HaveCountGreaterThan(15).And.OnlyContain(part => Sources.Contains(part));
    }

    private static int Number(Capture capture) => int.Parse(capture.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"meter\.Create\w+(<\w+>)?\(\s*.retention\.([a-z]+\.)*(?<last>[a-z]+)\b")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"LoggerMessage\(\s*(?<number>\d{4})")]
    private static partial Regex LogEvent();

    [GeneratedRegex(@"^\| (?<from>\d{4})(, (?<from>\d{4})| to (?<to>\d{4}))* \|", RegexOptions.Multiline)]
    private static partial Regex EventRow();

    [GeneratedRegex(@"^\| (?<cell>[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Symptom();

    [GeneratedRegex("`(?<text>[^`]+)`")]
    private static partial Regex Code();
}
