using System.Diagnostics;
using System.Text;

namespace Retention.Workflows.Elsa.Tests.Running;

/// <summary>
/// The sample as a separate process, on SQLite. Killed at any point and started again, it produces the report and the mails of the sample
/// without Elsa.
/// </summary>
public sealed class KilledTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_replay_killed_repeatedly_gives_the_same_result()
    {
        var (whole, folder) = (_folder.PathOf("whole"), _folder.PathOf("killed"));
        var report = await RunAsync(whole, null);
        var killed = 0;
        foreach (var share in (double[])[0.02, 0.2, 0.4, 0.6, 0.8])
        {
            var enough = (int)(share * Messages(whole).Count);
            if (await RunAsync(folder, () => Messages(folder).Count > enough) is null)
                killed++;
        }

        killed.Should().BeGreaterThanOrEqualTo(3);
        (await RunAsync(folder, null)).Should().Be(report).And.Contain("voucher-mail");
        Messages(folder).Should().Equal(Messages(whole), "a file is called after its customer and the key of its message");
    }

    [Fact]
    public async Task The_report_equals_that_of_the_churn_sample()
    {
        var (led, plain) = (_folder.PathOf("led"), _folder.PathOf("plain"));
        var report = await RunAsync(plain, null, "Swiftmotion.Churn");

        (await RunAsync(led, null)).Should().Be(report).And.Contain("voucher-mail");
        Messages(led).Should().Equal(Messages(plain)).And.NotBeEmpty();
    }

    /// <summary>Runs the sample to its end, which gives the report, or until a condition holds.</summary>
    private static async Task<string?> RunAsync(string folder, Func<bool>? enough, string name = "Swiftmotion.Elsa")
    {
        var token = TestContext.Current.CancellationToken;
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var sample = Path.Combine(own.Parent!.Parent!.FullName, name, own.Name, $"{name}.dll");
        using var process = Process.Start(new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", sample, "--customers", "100", "--output", folder])
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(token);
        using (var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2), TimeProvider.System))
        {
            while (enough is not null && !process.HasExited && !enough())
                await timer.WaitForNextTickAsync(token);
        }

        if (enough is not null && !process.HasExited)
            process.Kill();
        await process.WaitForExitAsync(token);
        var text = await output;
        if (process.ExitCode != 0)
            return enough is null ? throw new InvalidOperationException(text) : null;
        var (start, end) =
            (text.IndexOf("Swiftmotion: swiftmotion-churn", StringComparison.Ordinal), text.IndexOf("Mails:", StringComparison.Ordinal));
        return text[start..end];
    }

    private static List<string> Messages(string folder) =>
    [
        .. ((string[])["mails", "texts"]).Select(kind => Path.Combine(folder, kind)).Where(Directory.Exists)
            .SelectMany(kind => Directory.EnumerateFiles(kind, "*", SearchOption.AllDirectories)).Select(file => Path.GetFileName(file))
            .Where(name => !name.EndsWith(".tmp", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];
}
