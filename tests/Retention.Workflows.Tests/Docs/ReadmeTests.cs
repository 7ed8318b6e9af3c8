using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Retention.Workflows.Testing;
using Retention.Workflows.Tests.Support;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Docs;

/// <summary>What the README shows, run. Alone, since its paths are relative to the current directory.</summary>
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

    [Fact]
    public async Task The_fifteen_lines_run_and_write_a_mail()
    {
        WriteTemplates();
        Environment.CurrentDirectory = _folder;

        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddRetentionWorkflows(retention =>
        {
            retention.Journeys.Add<WinBack>();
            retention.Store.UseSqlite("shop.db");
            retention.Templates.FromFolder("Templates");
            retention.Channels.AddPickupEmail("mails");
        });
        using var host = builder.Build();
        var client = host.Services.GetRequiredService<IRetentionClient>();
        var email = new Dictionary<Channel, string> { [Channel.Email] = "ada@example.org" };
        Consent[] yes = [new Consent { Topic = Topic.Marketing, Channel = Channel.Email, Granted = true }];
        await client.SaveCustomersAsync([new Customer { Id = new CustomerId("ada"), FirstName = "Ada", Addresses = email, Consents = yes }]);
        await client.EnrollAsync(WinBack.Name, new CustomerId("ada"));
        await host.Services.GetRequiredService<IRetentionEngine>().RunDueAsync();

        var mail = await File.ReadAllTextAsync(Directory.GetFiles(Path.Combine(_folder, "mails"), "*.eml").Should().ContainSingle().Subject, TestContext.Current.CancellationToken);
        mail.Should().Contain("Subject: We miss you, Ada").And.Contain("ada@example.org");
        var record = await client.ReadCustomerAsync(new CustomerId("ada"), TestContext.Current.CancellationToken);
        record.History.Should().ContainSingle().Which.Moves.Should().Be("offer;think");
    }

    [Fact]
    public async Task Who_buys_after_the_offer_is_not_reminded()
    {
        await using var journey = await JourneyHarness.StartAsync<WinBack>();
        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.AdvanceAsync(TimeSpan.FromDays(4));
        await journey.PurchaseAsync(new CustomerId("ada"));
        await journey.AdvanceAsync(TimeSpan.FromDays(30));
        Assert.Equal(["offer by email"], journey.Sent);
    }

    [Fact]
    public async Task Who_does_not_buy_is_reminded()
    {
        await using var journey = await JourneyHarness.StartAsync<WinBack>();
        await journey.EnrollAsync(Some.Customer("ada"));

        await journey.AdvanceAsync(TimeSpan.FromDays(30));

        journey.Sent.Should().Equal("offer by email", "reminder by email");
    }

    [Fact]
    public void Fifteen_lines_are_fifteen_and_ten_are_ten() =>
        (Lines("var builder = Host"), Lines("[Fact]")).Should().Be((15, 10));

    [Fact]
    public void The_outline_is_that_of_the_journey() =>
        Markdown.Blocks(Text, "text")[0].Should().Be(JourneyDefinition.From<ChurnJourney>().ToOutline());

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        Directory.Delete(_folder, recursive: true);
    }

    private static int Lines(string begin) =>
        Markdown.Blocks(Text, "csharp").Single(block => block.StartsWith(begin, StringComparison.Ordinal)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>Makes the templates that the README lists, where the program looks for them: beside itself.</summary>
    private static void WriteTemplates()
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "Templates")).FullName;
        foreach (var line in Markdown.Blocks(Text, "text")[1].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split("  ", 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            File.WriteAllText(Path.Combine(folder, parts[0]), parts[1] + "\n");
        }
    }
}

[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
