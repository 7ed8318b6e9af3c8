namespace Retention.Workflows.Tool.Tests;

public sealed class ReplayTests : IDisposable
{
    private readonly TemporaryFolder _folder =
        new TemporaryFolder().With("comeback.json", SampleFiles.Comeback).With("orders.csv", SampleFiles.Orders);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_journey_is_replayed_over_orders_and_reported()
    {
        var run = await ReplayAsync("--offer", "ten=10%,min=20,valid=P30D", "--shop", "Swiftmotion");

        Assert.Equal(0, run.Code);
        Assert.Contains("2 customers, 5 events. 'comeback' goes live on 2025-07-05 and is replayed until 2025-09-20.", run.Output,
            StringComparison.Ordinal);
        Assert.Matches(@"vouchers issued +2\b", run.Output);
        Assert.Matches(@"vouchers redeemed +1\b.*discount 3\.00 CZK", run.Output);
        Assert.Contains("Swiftmotion", _folder.Read("report.html"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no offer 'ten'")]
    [InlineData("'x' is not a number", "--offer", "ten=x")]
    [InlineData("the name is missing", "--offer", "10%")]
    [InlineData("'until=2' is not known", "--offer", "ten=10%,until=2")]
    [InlineData("--from must be before --until", "--offer", "ten=10%", "--from", "2025-09-01", "--until", "2025-08-01")]
    [InlineData("no such time zone", "--offer", "ten=10%", "--time-zone", "Middle/Earth")]
    [InlineData("--templates nowhere: the folder does not exist", "--offer", "ten=10%", "--templates", "nowhere")]
    public async Task A_replay_that_cannot_run_says_why(string message, params string[] options)
    {
        var run = await ReplayAsync(options);

        Assert.Equal(1, run.Code);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.PathOf("report.html")));
    }

    [Fact]
    public async Task A_replay_without_a_history_is_an_error_of_the_command_line()
    {
        var run = await ToolRun.OfAsync("replay", _folder.PathOf("comeback.json"));

        Assert.Equal(2, run.Code);
        Assert.Contains("Name the history", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_short_history_names_its_days()
    {
        _folder.With("orders.csv", string.Join('\n', SampleFiles.Orders.Split('\n')[..3]));

        var run = await ReplayAsync("--offer", "ten=10%");

        Assert.Contains("from 2025-01-05 to 2025-02-05", run.Errors, StringComparison.Ordinal);
        Assert.Contains("--from", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_are_replayed_as_well()
    {
        _folder.With("events.jsonl", """
            {"id":"e1","customer":"cyd","name":"purchase","at":"2025-01-05T10:00:00Z","amount":20,"currency":"CZK"}
            {"id":"e2","customer":"cyd","name":"product-viewed","at":"2025-09-05T10:00:00Z"}
            """);

        var run = await ToolRun.OfAsync(
            "replay", _folder.PathOf("comeback.json"), "--events", _folder.PathOf("events.jsonl"), "--offer", "ten=10%", "--report",
            _folder.PathOf("report.html"));

        Assert.Equal(0, run.Code);
        Assert.Contains("1 customers, 2 events", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_real_purchases_give_the_figures_of_the_sample()
    {
        var orders = RealData.PathOf("cdnow-sample", "purchases.csv");
        var journey = Repository.PathOf("tests", "Retention.Workflows.Tests", "Journeys", "Approved", "churn.json");

        var run = await ToolRun.OfAsync(
            "replay", journey, "--orders", orders, "--offer", "comeback-20=20%,min=20,valid=P14D", "--report",
            _folder.PathOf("report.html"));

        Assert.Equal(0, run.Code);
        Assert.Matches(@"vouchers issued +1,213\b", run.Output);
        Assert.Matches(@"bought after contact +34\b.*1,214\.81 USD", run.Output);
    }

    private Task<ToolRun> ReplayAsync(params string[] options) => ToolRun.OfAsync(
        ["replay", _folder.PathOf("comeback.json"), "--orders", _folder.PathOf("orders.csv"), "--report", _folder.PathOf("report.html"),
            .. options]);
}
