using System.Diagnostics;
using System.Text;

namespace Swiftmotion.AbandonedCart.Tests;

/// <summary>The sample as a separate process.</summary>
public sealed class ProcessTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_run_over_a_generated_shop_sends_nothing_and_prints_the_same_report()
    {
        var output = _folder.PathOf("shop");
        var first = await RunAsync("--customers", "120", "--output", output);
        first.ShouldBeDone();
        first.Output.Should().Contain("swiftmotion-abandoned-cart").And.Contain("Vouchers issued").And.Contain("cart-10");
        File.ReadAllText(Path.Combine(output, "report.html")).Should().Contain("your-cart");
        var messages = Messages(output);
        messages.Should().NotBeEmpty();
        File.Delete(messages[0]);

        var again = await RunAsync("--customers", "120", "--output", output);
        again.ShouldBeDone();
        again.Report.Should().Be(first.Report);
        Messages(output).Should().Equal(messages[1..], "what was sent is not sent again");

        (await RunAsync("--customers", "121", "--output", output)).ShouldBeRefused("holds another replay", "--fresh");
        var fresh = await RunAsync("--customers", "120", "--output", output, "--fresh");
        fresh.Report.Should().Be(first.Report);
        Messages(output).Should().Equal(messages);
    }

    [Fact]
    public async Task Real_sessions_are_replayed()
    {
        var file = RealData.PathOf("otto-sessions", "events.jsonl");

        var exit = await RunAsync("--events", file, "--output", _folder.PathOf("otto"));

        exit.ShouldBeDone();
        exit.Output.Should().Contain("20 customers, 862 events").And.Contain("10 purchases");
        Messages(_folder.PathOf("otto")).Should().NotBeEmpty();
    }

    [Theory]
    [InlineData(
        """{"id":"1","customer":"a","name":"cart-item-added","at":"2999-01-01T00:00:00Z"}""", "line 1, at: is 2999-01-01T00:00:00Z")]
    [InlineData("""{"id":"1","customer":"a","name":"cart-item-added","at":"2024-01-01T00:00:00Z","properties":{"a b":1}}""",
        "line 1, properties: contain an invalid key")]
    [InlineData(
        """{"id":"1","customer":"a","name":"x","at":"2024-01-01T00:00:00Z"}<>{"id":"1","customer":"a","name":"y","at":"2024-01-01T00:00:00Z"}""", "line 2, id: event '1' of the same customer is already on line 1")]
    [InlineData("", "holds no events")]
    public async Task Invalid_events_are_refused_with_file_line_and_reason(string lines, string reason)
    {
        var file = _folder.With("clicks.jsonl", lines.Replace("<>", "\n", StringComparison.Ordinal)).PathOf("clicks.jsonl");

        (await RunAsync("--events", file, "--output", _folder.PathOf("output"))).ShouldBeRefused(file, reason);

        Directory.Exists(_folder.PathOf("output")).Should().BeFalse();
    }

    [Theory]
    [InlineData("'--frehs' is not an option", "--frehs")]
    [InlineData("--events needs a value", "--events")]
    [InlineData("--sessions takes a whole number from 1", "--sessions", "0")]
    public async Task An_invalid_command_line_is_refused(string reason, params string[] arguments) =>
        (await RunAsync(arguments)).ShouldBeRefused(reason);

    private static string[] Messages(string output) =>
        [.. Directory.EnumerateFiles(output, "*.*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is ".eml" or ".txt")
            .Order(StringComparer.Ordinal)];

    private static async Task<Exit> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["exec", Path.Combine(AppContext.BaseDirectory, "Swiftmotion.AbandonedCart.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(
            TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken)
                .WaitAsync(Patience, TimeProvider.System, TestContext.Current.CancellationToken);
            return new Exit(process.ExitCode, (await output).ReplaceLineEndings("\n"), await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private sealed record Exit(int Code, string Output, string Errors)
    {
        /// <summary>The report, without the lines before it and the paths below it.</summary>
        internal string Report => Output[Output.IndexOf(
            "Swiftmotion: swiftmotion-abandoned-cart", StringComparison.Ordinal)..Output.IndexOf("Messages: ", StringComparison.Ordinal)];

        internal void ShouldBeDone() => (Code, Errors).Should().Be((0, ""), "output was {0}", Output);

        internal void ShouldBeRefused(params string[] words)
        {
            Code.Should().Be(1, "output was {0}{1}", Output, Errors);
            Errors.Should().NotContain("   at ").And.NotContain("Unhandled exception").And.NotContain("(Parameter '").And.ContainAll(words);
        }
    }
}
