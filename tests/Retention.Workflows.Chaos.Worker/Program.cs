using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Retention.Workflows;
using Retention.Workflows.Chaos.Worker;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

// One worker of the shop: a real host that the test kills, stops and starts again.
var settings = ShopSettings.Parse(args);
var report = new Report();
var crash = new CrashPoint(Environment.GetEnvironmentVariable(CrashPoint.Variable), report);

var builder = Host.CreateEmptyApplicationBuilder(null);
builder.Logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole(console => console.SingleLine = true)
    .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
builder.Services.AddRetentionWorkflows(retention => ChaosShop.Configure(retention, settings));
Decoration.Around<IRetentionStore>(builder.Services, store => new WatchedStore(store, crash, report));
Decoration.Around<IMessageChannel>(builder.Services, channel => new WatchedChannel(channel, crash));
Decoration.Around<IVoucherIssuer>(builder.Services, issuer => new WatchedIssuer(issuer, crash));

using var host = builder.Build();
EndWithTheTest();
await host.RunAsync();

// The test holds the other end of the standard input. When the test is gone, nothing else would stop this process.
static void EndWithTheTest() => new Thread(static () =>
{
    while (Console.In.Read() >= 0)
    {
    }

    Environment.Exit(3);
}) { IsBackground = true }.Start();
