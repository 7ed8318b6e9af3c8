using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Testing;
using Retention.Workflows.Tests.Support;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Docs;

/// <summary>The code of the README, run. It runs without other tests, since its paths are relative to the current directory.</summary>
[Collection(AloneCollection.Name)]
public sealed class ReadmeTests : IDisposable
{
    private static readonly string Text = Markdown.Read("README.md");
    private readonly string _before = Environment.CurrentDirectory;
    private readonly string _folder = Directory.CreateTempSubdirectory("retention-readme-").FullName;

    public sealed class WinBack : IJourney
    {
        public static JourneyName Name => new("win-back");

        public static void Define(JourneyBuilder journey)
        {
            journey.Enroll.Monthly(day: 1, at: new TimeOnly(9, 0))
                .When(Customer.InSegment(RfmSegment.AtRisk, RfmSegment.CannotLoseThem));
            journey.Goal.On(EventNames.Purchase).Within(Days(30));

            journey.Steps
                .SendEmail("offer", template: "offer")
                .Wait("think", Days(10))
                .ExitIf("bought", Customer.PurchasedSince("think"))
                .SendEmail("reminder", template: "reminder");
        }
    }

    /// <summary>The sample FirstJourney, which is copied beside these tests, is the program of the README, word for word.</summary>
    [Fact]
    public async Task The_first_program_runs_as_it_stands_and_writes_a_mail()
    {
        var sample = Path.Combine("samples", "FirstJourney");
        Markdown.Blocks(Text, "csharp")[0].Should().Be(Markdown.Read(sample, "Program.cs"));
        File.ReadAllText(Repository.PathOf(sample, "FirstJourney.csproj")).Should().Contain(Markdown.Blocks(Text, "xml")[0].Trim());
        Environment.CurrentDirectory = _folder;
        CopyTemplates(Repository.PathOf(sample, "Templates"));

        var program = Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, "FirstJourney.dll")).EntryPoint!;
        await Task.Run(() => program.Invoke(null, [Array.Empty<string>()]), TestContext.Current.CancellationToken);

        var file = Directory.GetFiles(Path.Combine(_folder, "mails"), "*.eml").Should().ContainSingle().Subject;
        var mail = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        mail.Should().Contain("Subject: We miss you, Ada").And.Contain("ada@example.org");
        var record = await RecordAsync();
        record.History.Should().ContainSingle().Which.Moves.Should().Be("offer;think");
    }

    [Fact]
    public async Task A_customer_who_buys_after_the_offer_gets_no_reminder()
    {
        await using var journey = await JourneyHarness.StartAsync<WinBack>();
        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.AdvanceAsync(TimeSpan.FromDays(4));
        await journey.PurchaseAsync(new CustomerId("ada"));
        await journey.AdvanceAsync(TimeSpan.FromDays(30));
        Assert.Equal(["offer by email"], journey.Sent);
    }

    [Fact]
    public async Task A_customer_who_does_not_buy_gets_a_reminder()
    {
        await using var journey = await JourneyHarness.StartAsync<WinBack>();
        await journey.EnrollAsync(Some.Customer("ada"));

        await journey.AdvanceAsync(TimeSpan.FromDays(30));

        journey.Sent.Should().Equal("offer by email", "reminder by email");
    }

    [Fact]
    public void The_test_of_a_journey_has_ten_lines() =>
        Markdown.Blocks(Text, "csharp")[1].Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(10);

    [Fact]
    public void The_outline_equals_that_of_the_journey() =>
        Markdown.Blocks(Text, "text")[1].Should().Be(JourneyDefinition.From<ChurnJourney>().ToOutline());

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Copies the sample's templates, which must be those that the README lists, into the current directory.</summary>
    private static void CopyTemplates(string from)
    {
        var listed = Markdown.Blocks(Text, "text")[0].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split("  ", 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Directory.GetFiles(from).Select(file => (Path.GetFileName(file), File.ReadAllText(file).Trim()))
            .Should().BeEquivalentTo(listed.Select(parts => (parts[0], parts[1])));
        var to = Directory.CreateDirectory("Templates").FullName;
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private static async Task<CustomerRecord> RecordAsync()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddRetentionWorkflows(retention => retention.Store.UseSqlite("shop.db"));
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<IRetentionClient>();
        return await client.ReadCustomerAsync(new CustomerId("ada"), TestContext.Current.CancellationToken);
    }
}
