using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using IOPath = System.IO.Path;

namespace Retention.Workflows.Tests.Shared;

/// <summary>
/// A PostgreSQL server for tests: in a temporary folder, on loopback, deleted afterwards, also when the test process is killed.
/// </summary>
internal sealed class PostgreSqlServer : IDisposable
{
    private const string Password = "only-for-tests";

    // Declared before WhyNot, whose initializer reads it.
    private static string? Binaries { get; } = FindBinaries();

    private static string? User { get; } = FindUser();

    private readonly string _folder = Directory.CreateTempSubdirectory("retention-pg-").FullName;
    private readonly Process _guard;
    private bool _disposed;

    private PostgreSqlServer(string settings)
    {
        Port = FreePort();
        if (Environment.IsPrivilegedProcess)
            Run("chown", [User!, _folder], asServer: false);
        File.WriteAllText(IOPath.Combine(_folder, "password"), Password);
        Run(Tool("initdb"), ["-D", Data, "-U", "postgres", "--auth=scram-sha-256", $"--pwfile={IOPath.Combine(_folder, "password")}",
            "--encoding=UTF8", "--locale=C", "--no-sync"]);
        File.AppendAllText(IOPath.Combine(Data, "postgresql.conf"), string.Create(CultureInfo.InvariantCulture, $"""

            listen_addresses = '127.0.0.1'
            port = {Port}
            unix_socket_directories = ''
            max_connections = 200
            shared_buffers = 64MB
            fsync = on
            log_min_messages = error
            {settings}
            """));
        Start();
        _guard = Guard();
    }

    /// <summary>The reason why no server can be started here; null when one can.</summary>
    internal static string? WhyNot { get; } = Binaries is null
        ? "There are no PostgreSQL server programs (initdb, pg_ctl) here: apt-get install postgresql."
        : Environment.IsPrivilegedProcess && User is null
        ? "PostgreSQL does not run as root, and there is no user 'postgres' or 'nobody' to run it as."
        : null;

    internal int Port { get; }

    internal string Host => "127.0.0.1";

    /// <summary>A connection string to a database; by default as the superuser.</summary>
    internal string ConnectionString(string database = "postgres", string user = "postgres", string? password = null) =>
        string.Create(
            CultureInfo.InvariantCulture, $"Host={Host};Port={Port};Username={user};Password={password ?? Password};Database={database}");

    /// <summary>Creates a server and starts it.</summary>
    /// <param name="settings">Additional lines for postgresql.conf.</param>
    internal static PostgreSqlServer Create(string settings = "") =>
        WhyNot is null ? new PostgreSqlServer(settings) : throw new InvalidOperationException(WhyNot);

    internal void Start() => Control("start", "-l", IOPath.Combine(_folder, "log"));

    /// <summary>Ends all sessions, writes everything and stops.</summary>
    internal void StopFast() => Control("stop", "-m", "fast");

    /// <summary>Stops like a crash: nothing is written, and the next start recovers.</summary>
    internal void StopImmediately() => Control("stop", "-m", "immediate");

    internal void Restart() => Control("restart", "-m", "fast", "-l", IOPath.Combine(_folder, "log"));

    /// <summary>The text of the server's log.</summary>
    internal string Log() => File.ReadAllText(IOPath.Combine(_folder, "log"));

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _guard.Kill(entireProcessTree: true);
        _guard.WaitForExit();
        _guard.Dispose();
        if (File.Exists(IOPath.Combine(Data, "postmaster.pid")))
            StopImmediately();
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => IOPath.Combine(_folder, "data");

    private static string? FindBinaries()
    {
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").OrderByDescending(static folder => int.TryParse(
                IOPath.GetFileName(folder), out var version) ? version : 0).Select(static folder => IOPath.Combine(folder, "bin"))
            : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(IOPath.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return installed.Concat(path).FirstOrDefault(
            static folder => File.Exists(IOPath.Combine(folder, "initdb")) && File.Exists(IOPath.Combine(folder, "pg_ctl")));
    }

    private static string? FindUser() => !File.Exists("/etc/passwd") ? null : File.ReadLines("/etc/passwd")
        .Select(static line => line.Split(':')[0]).Where(static user => user is "postgres" or "nobody")
        .OrderDescending(StringComparer.Ordinal).FirstOrDefault();

    private static string Tool(string name) => IOPath.Combine(Binaries!, name);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Control(string verb, params string[] arguments) => Run(Tool("pg_ctl"), [verb, "-D", Data, "-w", "-t", "60", .. arguments]);

    /// <summary>Starts a process that stops the server when this process ends without stopping it.</summary>
    private Process Guard() => Process.Start(new ProcessStartInfo("sh",
    [
        "-c",
        $"while kill -0 {Environment.ProcessId} 2>/dev/null; do sleep 2; done; kill -QUIT $(head -1 '{Data}/postmaster.pid'); sleep 1; rm -rf '{_folder}'",
    ])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        RedirectStandardInput = true,
    })!;

    private void Run(string program, IReadOnlyList<string> arguments, bool asServer = true)
    {
        string[] command = asServer && Environment.IsPrivilegedProcess
            ? ["runuser", "-u", User!, "--", program, .. arguments] : [program, .. arguments];
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"{IOPath.GetFileName(program)} {arguments[0]} failed: {error.GetAwaiter().GetResult()} {output}");
    }
}
