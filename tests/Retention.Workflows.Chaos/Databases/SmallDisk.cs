using System.ComponentModel;
using System.Diagnostics;

namespace Retention.Workflows.Chaos;

/// <summary>A disk of some megabytes that can be filled up and cleared. It takes Linux and its administrator.</summary>
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

    /// <summary>Makes a folder that belongs to who owns another one.</summary>
    internal string FolderLike(string owned)
    {
        var folder = _folder.PathOf("owned");
        Directory.CreateDirectory(folder);
        if (!Run("chown", "--reference", owned, folder))
            throw new InvalidOperationException("A folder could not be given away.");
        return folder;
    }

    /// <summary>Takes all the room that is left.</summary>
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
                // No room for a block of this size; a smaller one may fit.
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
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
