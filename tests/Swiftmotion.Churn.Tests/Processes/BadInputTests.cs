namespace Swiftmotion.Churn.Tests.Processes;

/// <summary>User errors are reported in one message with file, line and reason, and change nothing.</summary>
[Collection(ProcessTests.Name)]
public sealed class BadInputTests(UninterruptedRun uninterrupted) : IDisposable
{
    private const string Header = "customer_id,order_id,ordered_at,total,currency\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("customer_id,order_id,total\nada,1,10\n", "line 1, ordered_at: the column is missing")]
    [InlineData(Header + "ada,1,2025-01-01T10:00:00Z,10,EUR\nbob,2,01.02.2025,10,EUR\n",
        "line 3, ordered_at: '01.02.2025' is not a time in ISO 8601")]
    [InlineData(Header + "ada,1,2025-01-01T10:00:00Z,10,EUR\nada,2,3024-02-01T10:00:00Z,10,EUR\n", "line 3, ordered_at: is 3024-02-01T10:00:00Z")]
    [InlineData(Header + "ada,1,2025-01-01T10:00:00Z,10,EUR\nada,rw:1,2025-02-01T10:00:00Z,10,EUR\n", "line 3, order_id: begins with rw:")]
    [InlineData(Header + "ada,1,2025-01-01T10:00:00Z,10,EUR\nada,1,2025-01-01T10:00:00Z,11,EUR\n",
        "line 3, order_id: is the number of the order on line 2, too, with another total")]
    [InlineData(Header, ": holds no purchases")]
    [InlineData(Header + "ada,1,2025-01-01T10:00:00Z,10,EUR\nada,2,2025-05-01T10:00:00Z,10,EUR\n", "from 2025-01-01 to 2025-05-01")]
    public async Task Invalid_purchases_are_refused_with_file_line_and_reason(string csv, string reason)
    {
        var file = _folder.With("orders.csv", csv).PathOf("orders.csv");

        await ShouldBeRefusedAsync(["--purchases", file], file, reason);
    }

    [Fact]
    public async Task All_errors_of_a_file_are_reported_at_once()
    {
        var file = _folder.With("orders.csv", Header + "ada,1,yesterday,10,EUR\nbob,2,2025-01-01T10:00:00Z,ten,EUR\n\"cid,3")
            .PathOf("orders.csv");

        await ShouldBeRefusedAsync(["--purchases", file], "line 2, ordered_at", "line 3, total", "line 4");
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_named()
    {
        (await SampleProcess.RunAsync("--purchases", _folder.PathOf("nowhere.csv"), "--output", _folder.PathOf("output")))
            .ShouldBeRefused("nowhere.csv");
        Directory.Exists(_folder.PathOf("output")).Should().BeFalse();
        await ShouldBeRefusedAsync(["--purchases", _folder.Path], _folder.Path);

        var file = _folder.PathOf("latin.csv");
        File.WriteAllBytes(file, [.. "customer_id,order_id,ordered_at,total\nandr"u8, 0xE9, .. ",1,2025-01-01T10:00:00Z,10\n"u8]);
        await ShouldBeRefusedAsync(["--purchases", file], file, "UTF-8");
    }

    [Theory]
    [InlineData("'--frehs' is not an option", "--frehs")]
    [InlineData("--purchases needs a value", "--purchases")]
    [InlineData("--output needs a value", "--output", "")]
    [InlineData("--customers takes a whole number from 1 to 99999, not '0'", "--customers", "0")]
    public async Task An_invalid_command_line_is_refused(string reason, params string[] arguments)
    {
        var exit = await SampleProcess.RunAsync(arguments);

        exit.ShouldBeRefused(reason);
        exit.Output.Should().BeEmpty();
    }

    [Fact]
    public async Task An_output_folder_that_is_a_file_is_refused()
    {
        var file = _folder.With("taken", "something else").PathOf("taken");

        foreach (var output in (string[])[file, Path.Combine(file, "below")])
            (await SampleProcess.RunAsync(UninterruptedRun.On(output))).ShouldBeRefused(file);

        File.ReadAllText(file).Should().Be("something else");
    }

    /// <summary>A refused file creates nothing, and even --fresh removes nothing.</summary>
    private async Task ShouldBeRefusedAsync(string[] arguments, params string[] reasons)
    {
        var before = FolderSnapshot.Of(uninterrupted.Folder);

        (await SampleProcess.RunAsync([.. arguments, "--output", uninterrupted.Folder, "--fresh"])).ShouldBeRefused(reasons);

        FolderSnapshot.ShouldBe(uninterrupted.Folder, before);
    }
}
