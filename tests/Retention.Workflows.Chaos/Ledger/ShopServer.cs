using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Retention.Workflows.Chaos;

/// <summary>The text message provider and the shop's voucher system over HTTP on the loopback. The same key gets the same answer.</summary>
internal sealed class ShopServer : IAsyncDisposable
{
    private readonly Ledger _ledger;
    private readonly HttpListener _listener;
    private readonly Task _serving;
    private int _codes;

    internal ShopServer(Ledger ledger)
    {
        _ledger = ledger;
        (_listener, Port) = Listen();
        _serving = ServeAsync();
    }

    internal int Port { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving.ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    private async Task ServeAsync()
    {
        while (true)
            _ = AnswerAsync(await _listener.GetContextAsync());
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            var key = context.Request.Headers["Idempotency-Key"]!;
            var customer = context.Request.Headers["Customer"]!;
            var now = TimeProvider.System.GetUtcNow();
            var answer = "";
            if (context.Request.Url!.AbsolutePath == "/texts")
                _ledger.Texts.AddOrUpdate(key, _ => new LedgerText(now, customer, new Channel(context.Request.Headers["Channel"]!), 1),
                    (_, text) => text with { HandOvers = text.HandOvers + 1 });
            else
                answer = _ledger.Vouchers.AddOrUpdate(
                    key, _ => NewVoucher(now, customer), (_, voucher) => voucher with { Asked = voucher.Asked + 1 }).Code;
            await context.Response.OutputStream.WriteAsync(Encoding.ASCII.GetBytes(answer));
            context.Response.Close();
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or IOException)
        {
            // The caller has died meanwhile.
        }
    }

    private LedgerVoucher NewVoucher(DateTimeOffset now, string customer) =>
        new(now, customer, FormattableString.Invariant($"SHOP-{Interlocked.Increment(ref _codes)}"), 1);

    private static (HttpListener Listener, int Port) Listen()
    {
        for (var tries = 0; ; tries++)
        {
            var listener = new HttpListener();
            var port = FreePort();
            listener.Prefixes.Add(FormattableString.Invariant($"http://127.0.0.1:{port}/"));
            try
            {
                listener.Start();
                return (listener, port);
            }
            catch (HttpListenerException) when (tries < 10)
            {
                listener.Close();
            }
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
