using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Retention.Workflows;
using Retention.Workflows.Hosting;
using Retention.Workflows.Replay;
using Retention.Workflows.Vouchers;
using Xunit;

namespace PackedTests;

/// <summary>
/// A shop's own process: a host on a SQLite file, with templates from a folder and e-mails and text messages written to folders. The test
/// moves the clock, which starts on Thursday, 8 January 2026, at 08:00 UTC.
/// </summary>
internal sealed class ShopHost : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("packed-tests-");
    private readonly Action<RetentionBuilder> _configure;
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 1, 8, 8, 0, 0, TimeSpan.Zero));
    private IHost _host;

    private ShopHost(Action<RetentionBuilder> configure, IReadOnlyDictionary<string, string> templates)
    {
        _configure = configure;
        Directory.CreateDirectory(In("templates"));
        foreach (var (name, content) in templates)
            File.WriteAllText(Path.Combine(In("templates"), name), content);
        _host = Build();
    }

    public IRetentionClient Client => _host.Services.GetRequiredService<IRetentionClient>();

    public IVoucherService Vouchers => _host.Services.GetRequiredService<IVoucherService>();

    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>The written e-mails, in the order of their dates.</summary>
    public IReadOnlyList<ShopMail> Mails =>
        [.. Files("mails", "*.eml").Select(ShopMail.Parse).OrderBy(mail => mail.SentAt).ThenBy(mail => mail.To, StringComparer.Ordinal)];

    /// <summary>The numbers that got a text message, in ascending order.</summary>
    public IReadOnlyList<string> TextedNumbers =>
        [.. Files("texts", "*.txt").Select(text => ShopMail.Header(text, "To")).Order(StringComparer.Ordinal)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IRetentionEngine Engine => _host.Services.GetRequiredService<IRetentionEngine>();

    /// <summary>Starts the shop. Each template is a file name and its content.</summary>
    public static async Task<ShopHost> StartAsync(Action<RetentionBuilder> configure, IReadOnlyDictionary<string, string> templates)
    {
        var shop = new ShopHost(configure, templates);
        await shop.Engine.RunDueAsync(Token);
        return shop;
    }

    /// <summary>Ends the process and starts another one on the same files.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        _host = Build();
        await Engine.RunDueAsync(Token);
    }

    /// <summary>Saves customers as the shop's back end does.</summary>
    public async Task SaveAsync(params Customer[] customers)
    {
        var results = await Client.SaveCustomersAsync(customers, Token);
        Assert.All(results, result => Assert.Equal(CustomerOutcome.Stored, result.Outcome));
    }

    /// <summary>Appends an event, then executes what is due.</summary>
    public async Task HappenAsync(CustomerEvent @event)
    {
        var result = Assert.Single(await Client.AppendEventsAsync([@event], Token));
        Assert.Equal(EventOutcome.Stored, result.Outcome);
        await Engine.RunDueAsync(Token);
    }

    /// <summary>Moves the clock; what becomes due meanwhile is executed at its own time.</summary>
    public async Task AdvanceAsync(TimeSpan span)
    {
        var target = Now + span;
        await Engine.RunDueAsync(Token);
        while (await Engine.NextDueAsync(Token) is { } due && due <= target)
        {
            _time.MoveTo(due > Now ? due : Now.AddMilliseconds(1));
            await Engine.RunDueAsync(Token);
        }

        _time.MoveTo(target);
        await Engine.RunDueAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Delete(recursive: true);
    }

    private IHost Build()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddRetentionWorkflows(retention =>
        {
            retention.Store.UseSqlite(In("shop.db"));
            retention.Templates.FromFolder(In("templates"));
            retention.Channels.AddPickupEmail(In("mails"));
            retention.Channels.AddPickupSms(In("texts"));
            _configure(retention);
        });
        return builder.Build();
    }

    private async Task StopAsync()
    {
        await _host.StopAsync(Token);
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);

    private IEnumerable<string> Files(string folder, string pattern) =>
        Directory.Exists(In(folder)) ? Directory.GetFiles(In(folder), pattern).Select(File.ReadAllText) : [];
}

/// <summary>An e-mail as the pickup folder keeps it.</summary>
internal sealed record ShopMail(string To, string Subject, DateTimeOffset SentAt, string Text)
{
    public static ShopMail Parse(string mail) => new(
        Header(mail, "To"),
        Header(mail, "Subject"),
        DateTimeOffset.ParseExact(Header(mail, "Date"), "ddd, dd MMM yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture),
        mail[(mail.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..].Replace("=\r\n", "", StringComparison.Ordinal));

    public static string Header(string message, string name) =>
        message.Split('\n').First(line => line.StartsWith(name + ": ", StringComparison.Ordinal))[(name.Length + 2)..].Trim();
}
