using System.Diagnostics;

namespace Swiftmotion.Churn.Tests.Processes;

/// <summary>A full disk: one error message, and the next run with free space gives the same result.</summary>
[Collection(ProcessTests.Name)]
public sealed class FullDiskTests(UninterruptedRun uninterrupted) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Folder => _folder.PathOf("shop");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_full_disk_is_an_error_and_the_next_run_with_free_space_completes()
    {
        Directory.CreateDirectory(Folder);
        if (!Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", Folder))
            Assert.Skip("A small disk cannot be mounted here: that takes a Linux machine and its administrator.");
        try
        {
            foreach (var size in (string[])["1m", "2500k"])
            {
                Run("mount", "-o", $"remount,size={size}", Folder);
                (await SampleProcess.RunAsync(UninterruptedRun.On(Folder))).ShouldBeRefused("no space left");
            }

            Run("mount", "-o", "remount,size=100m", Folder).Should().BeTrue();
            await uninterrupted.ShouldBeReachedAsync(Folder);
        }
        finally
        {
            Run("umount", Folder).Should().BeTrue();
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
