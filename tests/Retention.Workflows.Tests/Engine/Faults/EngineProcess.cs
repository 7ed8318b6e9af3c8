using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Tests.Engine.Faults.Oracle;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>One life of a process: an engine on a store, with its own faults. Disposal kills the process.</summary>
internal sealed class EngineProcess : IAsyncDisposable
{
    private readonly ServiceProvider _provider;
    private readonly IRetentionStore _store;

    private readonly Ledger _ledger;

    internal EngineProcess(TrialSetup setup, IRetentionStore store, FaultInjector faultInjector, ManualTime time, ExternalEffects outside)
    {
        _store = store;
        _ledger = outside.Ledger;
        var isBusy = setup.IsThreaded;
        FaultInjector = faultInjector;
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton<TimeProvider>(time);
        services.AddSingleton(VoucherCodes.Seeded(setup.Seed));
        services.AddRetentionWorkflows(retention =>
        {
            retention.Store.Use(_ => setup.Planted.Store(new FaultyStore(setup.Planted.Beneath(store), faultInjector, outside.Ledger)));
            foreach (var journey in setup.Journeys)
                retention.Journeys.Add(setup.Planted.Journey(journey));
            retention.Templates.Use(new PlainTemplates());
            foreach (var channel in (Channel[])[Channel.Email, Channel.Sms, Channel.Push])
            {
                var faulty = new FaultyChannel(
                    channel, outside, faultInjector, isIdempotent: channel == Channel.Sms && setup.SmsIsIdempotent, isBusy);
                retention.Channels.Add(setup.Planted.Channel(setup.BatchSizeOf(channel) is var size and > 0
                    ? new FaultyBatchChannel(faulty, size, outside, faultInjector) : faulty));
            }

            foreach (var offer in (OfferName[])["ten", "comeback-20"])
                retention.Vouchers.AddOffer(
                    new VoucherOffer { Name = offer, Discount = Discount.Percent(10), MinimumSpend = 20, ValidFor = Period.Days(14) });
            if (setup.HasOwnIssuer)
                retention.Vouchers.UseIssuer(_ => setup.Planted.Issuer(new FaultyIssuer(outside, faultInjector, isBusy)));
            retention.Configure(options =>
            {
                options.Worker.BatchSize = setup.BatchSize;
                options.Delivery.SendConcurrency = setup.SendConcurrency;
                options.Retries.MaxAttempts = setup.MaxAttempts;
                setup.SendingRules.Set(options);
            });
        });
        _provider = services.BuildServiceProvider();
        Engine = _provider.GetRequiredService<IRetentionEngine>();
        Client = _provider.GetRequiredService<IRetentionClient>();
        Operations = _provider.GetRequiredService<IRetentionOperations>();
        Privacy = _provider.GetRequiredService<ICustomerPrivacy>();
        Service = _provider.GetRequiredService<IVoucherService>();
    }

    internal FaultInjector FaultInjector { get; }

    internal IRetentionEngine Engine { get; }

    internal IRetentionClient Client { get; }

    internal IRetentionOperations Operations { get; }

    internal ICustomerPrivacy Privacy { get; }

    internal IVoucherService Service { get; }

    /// <summary>Runs the engine's due work, as far as the faults permit.</summary>
    /// <returns>True if the work was finished.</returns>
    internal async Task<bool> RunAsync()
    {
        try
        {
            FaultInjector.GoOn();
            await Engine.RunDueAsync(FaultInjector.Stop.Token);
            if (FaultInjector.Stop.IsCancellationRequested || FaultInjector.IsDead)
                return false;
            _ledger.CameThrough(FaultInjector.Name);
            return true;
        }
        catch (RetentionStoreException)
        {
            _ledger.Saw(FaultInjector.IsDead ? "a death" : "a store that failed");
            return false;
        }
        catch (OperationCanceledException) when (FaultInjector.Stop.IsCancellationRequested)
        {
            _ledger.Saw("a host that stopped");
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        foreach (var abuse in FaultInjector.Abuses)
            _ledger.Accuse(abuse);
        if (_store is IAsyncDisposable closing)
            await closing.DisposeAsync();
    }
}
