using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Retention.Workflows.PostgreSql;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Peers;

/// <summary>
/// This library through its public interface: a client, and the hosted worker with its default options. Settings as docs/operations.md
/// advises: several partitions for each worker that there will ever be (here one or two), threads that sleep; and a channel that takes many
/// messages in a call.
/// </summary>
internal sealed class OursContender : Contender
{
    private static readonly EventName SignedUp = new("signed-up");

    private readonly InstantChannel _channel = new();
    private PeerDatabase _database = null!;
    private IHost? _host;
    private JourneyName _journey;
    private long _sentBefore;
    private int _expected;

    internal override string Name => "Retention.Workflows";

    internal override string LeavesOut => "";

    internal override int SurelyASecond => 2000;

    internal override async Task StartAsync(PeerDatabase database, int journeys)
    {
        _database = database;
        await StartHostAsync(new TimeOnly(0, 0));
        foreach (var chunk in Enumerable.Range(1, journeys).Chunk(20_000))
            await Client.SaveCustomersAsync([.. chunk.Select(Describe)]);
    }

    // A journey is published when its host starts, and the instant is a part of it. So each group of customers has a journey of its own.
    internal override async Task PrepareAsync(DateTimeOffset resume)
    {
        await StopHostAsync();
        _sentBefore = _channel.Sent;
        await StartHostAsync(TimeOnly.FromTimeSpan(resume.UtcDateTime.TimeOfDay));
    }

    internal override async Task EnrollAsync(Customers customers, DateTimeOffset resume)
    {
        _expected = customers.Count;
        var now = TimeProvider.System.GetUtcNow();
        foreach (var chunk in customers.Numbers.Chunk(20_000))
        {
            await Client.AppendEventsAsync([.. chunk.Select(number => new CustomerEvent
            {
                Id = $"sign-up-{number}",
                Customer = new CustomerId(Customers.Id(number)),
                Name = SignedUp,
                OccurredAt = now,
            })]);
        }
    }

    internal override async Task<long> WaitingAsync() => _channel.Sent - _sentBefore < _expected ? 0
        : (await Operations.ReadJourneysAsync()).Single(journey => journey.Journey == _journey)
            .Steps.Where(static step => step.Step == "think").Sum(static step => step.Count);

    internal override Task BuyAsync(Customers customers) => Client.AppendEventsAsync(
        [.. customers.Buyers.Select(number => CustomerEvent.Of(
            $"order-{number}", new Purchase(new CustomerId(Customers.Id(number)), TimeProvider.System.GetUtcNow(), 50, "EUR")))]);

    internal override async Task<long> EndedAsync() =>
        _channel.Sent - _sentBefore < _expected + (_expected * 4L / 5) - 1 ? 0 : await ReadEndedAsync();

    internal override async Task<Outcome> OutcomeAsync() => new(
        await ReadEndedAsync(),
        await CountAsync(JourneyMeasures.Sent, "offer"),
        await CountAsync(JourneyMeasures.VoucherIssued),
        await CountAsync(JourneyMeasures.Sent, "voucher-mail"));

    public override async ValueTask DisposeAsync() => await StopHostAsync();

    private IRetentionClient Client => _host!.Services.GetRequiredService<IRetentionClient>();

    private IRetentionOperations Operations => _host!.Services.GetRequiredService<IRetentionOperations>();

    private static JourneyDefinition Define(JourneyName name, TimeOnly resume) => JourneyDefinition.Build(name, journey =>
    {
        journey.Enroll.On(SignedUp).ReEntry(ReEntry.Once);
        journey.Steps
            .SendEmail("offer", template: "offer")
            .WaitUntil("think", resume)
            .ExitIf("bought", Customer.PurchasedSince("think"))
            .IssueVoucher("voucher", offer: "ten")
            .SendEmail("voucher-mail", template: "voucher");
    });

    private static Customer Describe(int number) => new()
    {
        Id = new CustomerId(Customers.Id(number)),
        FirstName = "Ada",
        Addresses = new Dictionary<Channel, string> { [Channel.Email] = $"{Customers.Id(number)}@shop.example" },
        Consents = [new Consent { Topic = Topic.Marketing, Channel = Channel.Email, Granted = true }],
    };

    // A journey whose last step sends ends with its last message, in the transaction that stores the message's result.
    private async Task<long> ReadEndedAsync() =>
        await CountAsync(JourneyMeasures.Ended) + await CountAsync(JourneyMeasures.Sent, "voucher-mail");

    private async Task<long> CountAsync(string measure, string? step = null)
    {
        var sum = 0L;
        foreach (var journey in await Operations.ReadJourneysAsync())
        {
            sum += (await Operations.ReadCountersAsync(journey.Journey))
                .Where(counter => counter.Measure == measure && (step is null || counter.Step == step)).Sum(static counter => counter.Count);
        }

        return sum;
    }

    private async Task StartHostAsync(TimeOnly resume)
    {
        _journey = new JourneyName($"until-{resume:HH-mm-ss}");
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.Services.AddRetentionWorkflows(retention =>
        {
            retention.Store.UsePostgreSql(_database.Connection, static postgres => postgres.Partitions = 8);
            retention.Journeys.Add(Define(_journey, resume));
            retention.Templates.Use(new PlainTemplates());
            retention.Channels.Add(_channel);
            retention.Vouchers.AddOffer(new VoucherOffer { Name = "ten", Discount = Discount.Percent(10) });
        });
        _host = builder.Build();
        await _host.StartAsync();
    }

    private async Task StopHostAsync()
    {
        if (_host is null)
            return;
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        _host = null;
    }
}
