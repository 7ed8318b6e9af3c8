using System.Diagnostics;
using System.Text.Json;
using Npgsql;

namespace Retention.Workflows.Peers;

/// <summary>A script in a process of its own. It enrolls what it is told on its standard input.</summary>
internal abstract class NodePeer : Peer
{
    private Process? _process;

    internal sealed override TimeSpan Processor
    {
        get
        {
            _process!.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    private protected abstract string[] Script { get; }

    private protected sealed override async Task StartAsync()
    {
        var (folder, node) = await NpmFolder.InstalledAsync();
        _process = Process.Start(new ProcessStartInfo(node, [Script[0], Address(), .. Script[1..]])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["NODE_ENV"] = "production" },
        })!;
        await ExpectAsync("ready");
    }

    internal sealed override async Task EnrollAsync(Customers customers, DateTimeOffset resume)
    {
        await _process!.StandardInput.WriteLineAsync(JsonSerializer.Serialize(
            new { first = customers.First, count = customers.Count, resume = resume.ToUnixTimeMilliseconds() }));
        await _process.StandardInput.FlushAsync();
        await ExpectAsync("done");
    }

    public sealed override async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    // Scripts may write other lines.
    private async Task ExpectAsync(string answer)
    {
        while (await _process!.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == answer)
                return;
        }

        throw new InvalidOperationException($"{Script[0]} ended before it said '{answer}'.");
    }

    private string Address()
    {
        var settings = new NpgsqlConnectionStringBuilder(Database.Connection);
        return $"postgres://{settings.Username}:{Uri.EscapeDataString(settings.Password!)}@{settings.Host}:{settings.Port}/{settings.Database}";
    }
}
