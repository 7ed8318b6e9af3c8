using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Retention.Workflows.Chaos.Worker;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Chaos;

/// <summary>
/// The shop's back end, in the test's process. It saves customers and appends their events, and repeats each call until it is answered.
/// </summary>
internal sealed class Shop : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Random _random;
    private readonly List<CustomerId> _withCart = [];
    private ServiceProvider _services;
    private int _events;

    private Shop(ShopSettings settings, Random random)
    {
        Settings = settings;
        _random = random;
        _services = Services(settings);
    }

    /// <summary>The settings, which the workers get as well.</summary>
    internal ShopSettings Settings { get; private set; }

    internal IRetentionStore Store => _services.GetRequiredService<IRetentionStore>();

    /// <summary>The customers who are expected to complete the journey, each of them once.</summary>
    internal List<CustomerId> Customers { get; } = [];

    /// <summary>The events that were confirmed as stored, and the time of confirmation.</summary>
    internal List<(CustomerEvent Event, DateTimeOffset AnsweredAt)> Accepted { get; } = [];

    /// <summary>Answers that must never occur.</summary>
    internal List<string> Problems { get; } = [];

    private IRetentionClient Client => _services.GetRequiredService<IRetentionClient>();

    /// <summary>Creates the shop with its first customers, and publishes its journey. The schedule runs a moment later.</summary>
    internal static async Task<Shop> OpenAsync(ShopSettings settings, int customers, Random random, CancellationToken cancellationToken)
    {
        var shop = new Shop(settings, random);
        var first = Enumerable.Range(0, customers).Select(_ => shop.NewCustomer()).ToList();
        await shop.Client.SaveCustomersAsync(first, cancellationToken);
        await shop._services.DisposeAsync();

        var strikes = TimeProvider.System.GetUtcNow().AddSeconds(2.5);
        shop.Settings =
            settings with { EnrollsAt = TimeOnly.FromTimeSpan(TimeSpan.FromSeconds(Math.Floor(strikes.TimeOfDay.TotalSeconds))) };
        shop._services = Services(shop.Settings);
        await shop.Client.ExplainEntryAsync(ChaosShop.JourneyName, first[0].Id, cancellationToken);
        return shop;
    }

    /// <summary>Customers arrive, buy, ask, fill carts and answer, one after the other, until the shop is stopped.</summary>
    internal async Task LiveAsync(int most, CancellationToken until, CancellationToken cancellationToken)
    {
        while (!until.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(10, 50)), TimeProvider.System, CancellationToken.None);
            var draw = _random.Next(14);
            if (draw < 7 && Customers.Count < most)
                await ComeAsync(cancellationToken);
            else if (draw < 9)
                await AppendAsync(Some.Purchase(
                    _random.Next(2) == 0 ? AnyCustomer() : AnybodyWithCart(), TimeProvider.System.GetUtcNow(), 30), cancellationToken);
            else if (draw < 10)
                await AppendAsync(Reported(ChaosShop.Asked, AnyCustomer()), cancellationToken);
            else if (draw < 13)
                await FillCartAsync(cancellationToken);
            else
                await AppendAsync(Reported(ChaosShop.Answered, AnybodyWithCart()), cancellationToken);
        }
    }

    /// <summary>
    /// True if no work is left: nothing is due, no message is being sent, and no result is waiting for a failing store.
    /// </summary>
    internal async Task<bool> IsQuietAsync(CancellationToken cancellationToken)
    {
        try
        {
            var dueWork = await Store.ReadDueWorkAsync(cancellationToken);
            return dueWork.Partitions.All(partition => partition is { Steps: null, Calls: null, Messages: null, HasAbandoned: false })
                && await InHandAsync(cancellationToken) == 0;
        }
        catch (RetentionStoreException)
        {
            return false;
        }
    }

    /// <summary>Describes the remaining work, for a message.</summary>
    internal async Task<string> DescribeDueWorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            var dueWork = await Store.ReadDueWorkAsync(cancellationToken);
            return $"{await InHandAsync(cancellationToken)} messages in hand, at {dueWork.StoreTime:HH:mm:ss.fff} "
                + string.Join("; ", dueWork.Partitions.Index().Where(entry => entry.Item != default)
                    .Select(
                        entry =>
                            $"{entry.Index}: steps {entry.Item.Steps:HH:mm:ss.fff}, calls {entry.Item.Calls:HH:mm:ss.fff}, messages {entry.Item.Messages:HH:mm:ss.fff}{(entry.Item.HasAbandoned ? ", abandoned" : "")}"));
        }
        catch (RetentionStoreException exception)
        {
            return exception.Message;
        }
    }

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();

    private async Task<int> InHandAsync(CancellationToken cancellationToken)
    {
        var inHand = 0;
        for (var partition = 0; partition < Store.PartitionCount; partition++)
        {
            await using var transaction = await Store.BeginAsync(partition, cancellationToken);
            inHand += (await transaction.Outbox.ReadAllAsync(0, int.MaxValue, cancellationToken))
                .Count(message => message.Status == MessageStatus.Dispatching);
        }

        return inHand;
    }

    private async Task ComeAsync(CancellationToken cancellationToken)
    {
        var customer = NewCustomer();
        await InsistAsync(async () =>
        {
            await Client.SaveCustomersAsync([customer], cancellationToken);
            return true;
        }, cancellationToken);
        // The schedule may have been faster. Then the answer is a refusal, and the customer is enrolled anyway.
        await InsistAsync(
            () => Client.EnrollAsync(ChaosShop.JourneyName, customer.Id, cancellationToken: cancellationToken), cancellationToken);
    }

    private async Task AppendAsync(CustomerEvent @event, CancellationToken cancellationToken)
    {
        @event = @event with { Id = FormattableString.Invariant($"event-{++_events}") };
        var answers = await InsistAsync(() => Client.AppendEventsAsync([@event], cancellationToken), cancellationToken);
        if (answers[0].Outcome == EventOutcome.Conflict)
            Problems.Add($"event {@event.Id} was a conflict");
        Accepted.Add((@event, TimeProvider.System.GetUtcNow()));
    }

    /// <summary>
    /// Fills a new cart, sometimes adds to an existing cart, and sometimes fills a cart of a customer who had a notice today.
    /// </summary>
    private async Task FillCartAsync(CancellationToken cancellationToken)
    {
        var customer = _random.Next(4) == 0 ? AnybodyWithCart() : AnyCustomer();
        _withCart.Add(customer);
        var cart = FormattableString.Invariant($"{customer}-{_random.Next(3)}");
        await AppendAsync(Reported(EventNames.CartItemAdded,
            customer) with { Properties = new PropertyBag([new("cart", cart), new("product", "shoe")]) }, cancellationToken);
    }

    private static CustomerEvent Reported(EventName name, CustomerId customer) =>
        new() { Id = name.Value, Customer = customer, Name = name, OccurredAt = TimeProvider.System.GetUtcNow() };

    /// <summary>A customer who filled a cart recently, so that the event has an effect.</summary>
    private CustomerId AnybodyWithCart() =>
        _withCart.Count == 0 ? AnyCustomer() : _withCart[^_random.Next(1, Math.Min(_withCart.Count, 20) + 1)];

    private Customer NewCustomer()
    {
        var customer = Some.Customer(FormattableString.Invariant($"c{Customers.Count}"));
        Customers.Add(customer.Id);
        return _random.Next(5) == 0
            ? customer with { Addresses = new Dictionary<Channel, string> { [Channel.Email] = customer.AddressOn(Channel.Email)! } }
            : customer;
    }

    private CustomerId AnyCustomer() => Customers[_random.Next(Customers.Count)];

    private async Task<T> InsistAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        for (var started = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                return await ask();
            }
            catch (RetentionStoreException) when (TimeProvider.System.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
            }
        }
    }

    private static ServiceProvider Services(ShopSettings settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddRetentionWorkflows(retention => ChaosShop.Configure(retention, settings with { MaxMegabytes = 0 }));
        return services.BuildServiceProvider();
    }
}
