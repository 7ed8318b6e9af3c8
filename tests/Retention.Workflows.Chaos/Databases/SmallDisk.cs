using System.ComponentModel;
using System.Diagnostics;

namespace Retention.Workflows.Chaos;

/// <summary>A disk of a few megabytes that a test can fill and clear. It needs Linux and root rights.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private SmallDisk()
    {
    }

    internal string Path => _folder.Path;

    private string Ballast => _folder.PathOf("ballast");

    internal static SmallDisk? TryMount(int megabytes)
    {
        var disk = new SmallDisk();
        if (Run("mount", "-t", "tmpfs", "-o", FormattableString.Invariant($"size={megabytes}m,mode=0777"), "tmpfs", disk.Path))
            return disk;
        disk._folder.Dispose();
        return null;
    }

    /// <summary>Creates a folder with the same owner as another folder.</summary>
    internal string FolderLike(string owned)
    {
        var folder = _folder.PathOf("owned");
        Directory.CreateDirectory(folder);
        if (!Run("chown", "--reference", owned, folder))
            throw new InvalidOperationException("The owner of a folder could not be changed.");
        return folder;
    }

    /// <summary>Fills all free space.</summary>
    internal void Fill()
    {
        using var ballast = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var block = 1 << 20; block >= 4096; block /= 4)
        {
            try
            {
                while (true)
                    ballast.Write(new byte[block]);
            }
            catch (IOException)
            {
                // No space for a block of this size; a smaller one may fit.
            }
        }
    }

    internal void MakeRoom() => File.Delete(Ballast);

    public void Dispose()
    {
        if (!Run("umount", Path))
            Run("umount", "--lazy", Path);
        _folder.Dispose();
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
        catch (Win32Exception)
        {
            return false;
        }
    }
}
