using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>Weeks of a shop's life in virtual time and bad weather, then good weather until all is quiet, and the audit.</summary>
internal sealed class Trial
{
    private const int Patience = 2_000;

    private readonly TrialSetup _setup;
    private readonly CancellationToken _cancellation;
    private readonly Random _random;
    private readonly ManualTime _time;
    private readonly Outside _outside = new();
    private readonly Life?[] _lives;
    private readonly HashSet<(CustomerId Customer, string Key)> _entered = [];
    private readonly List<CustomerEvent> _accepted = [];
    private readonly Dictionary<string, string> _redeemed = [];
    private readonly List<string> _abuses = [];
    private Life _shop;
    private int _weathers;
    private int _acts;

    private Trial(TrialSetup setup, CancellationToken cancellation)
    {
        _setup = setup;
        _cancellation = cancellation;
        _random = new Random(setup.Seed);
        _time = new ManualTime(setup.Start.AddHours(-1));
        _lives = new Life?[setup.Engines];
        _shop = Begin(Weather.Fair);
    }

    /// <summary>Runs a trial to its end.</summary>
    /// <returns>What is wrong, a sentence each; nothing when all is well.</returns>
    internal static async Task<IReadOnlyList<string>> RunAsync(TrialSetup setup, CancellationToken cancellation)
    {
        var trial = new Trial(setup, cancellation);
        var audience = await trial.PrepareAsync();
        await trial.EnterAsync();
        for (var hop = 0; hop < setup.Hops; hop++)
            await trial.HopAsync();
        await trial.CalmAsync();
        return await trial.AuditAsync(audience);
    }

    /// <summary>The shop as it is before the weather turns: customers, their past, and segments as of today.</summary>
    /// <returns>Whom the schedule has to take in.</returns>
    private async Task<IReadOnlyList<CustomerId>> PrepareAsync()
    {
        var customers = Enumerable.Range(0, _setup.Customers).Select(SomeCustomer).ToList();
        await _shop.Client.SaveCustomersAsync(customers, _cancellation);
        await _shop.Client.AppendEventsAsync([.. customers.SelectMany(customer => PastOf(customer.Id))], _cancellation);
        await _shop.Engine.RunDueAsync(_cancellation);
        var audience = new List<CustomerId>();
        foreach (var customer in customers)
        {
            if ((await _shop.Client.ExplainEntryAsync(_setup.Journey.Name, customer.Id, _cancellation)).MayEnter)
                audience.Add(customer.Id);
        }

        return audience;
    }

    /// <summary>The schedule strikes, and the engines are started again and again until one of them came through.</summary>
    private async Task EnterAsync()
    {
        _time.MoveTo(_setup.Start);
        for (var tries = 0; !(await WorkAsync(tries: 1)).Any(done => done); tries++)
        {
            if (tries == Patience)
                throw new InvalidOperationException("The engine makes no progress.");
        }
    }

    /// <summary>Time passes, things happen, and the engines do what they can; some die.</summary>
    private async Task HopAsync()
    {
        _time.Advance(_setup.LongestHop * _random.NextDouble());
        var acts = _random.Next(4);
        if (_setup.Engines == 1)
        {
            for (var act = 0; act < acts; act++)
                await ActAsync();
            await WorkAsync(tries: 3);
        }
        else
        {
            await Task.WhenAll(Task.Run(() => WorkAsync(tries: 3), _cancellation), Task.Run(() => ActsAsync(acts * 3), _cancellation));
        }

        if (_random.Next(10) == 0)
            await EndAsync(_random.Next(_lives.Length));
    }

    private async Task<bool[]> WorkAsync(int tries) => _setup.Engines == 1
        ? [await WorkAsync(0, tries)]
        : await Task.WhenAll(Enumerable.Range(0, _setup.Engines).Select(engine => Task.Run(() => WorkAsync(engine, tries), _cancellation)));

    private async Task<bool> WorkAsync(int engine, int tries)
    {
        for (var attempt = 0; attempt < tries; attempt++)
        {
            var life = _lives[engine] ??= Begin(NextWeather());
            if (await life.RunAsync())
                return true;
            if (life.Weather.IsDead)
                await EndAsync(engine);
        }

        return false;
    }

    private async Task ActsAsync(int acts)
    {
        for (var act = 0; act < acts; act++)
            await ActAsync();
    }

    private Task ActAsync() => _random.Next(4) switch
    {
        0 => BuyAsync(),
        1 => OpenAsync(),
        2 => RedeemAsync(),
        _ => EnrollAsync(),
    };

    private Task BuyAsync() => HappenAsync(Some.Purchase(AnyCustomer(), _time.GetUtcNow(), 30) with { Id = $"order-{++_acts}" });

    private async Task OpenAsync()
    {
        var mails = _outside.Delivered.Where(delivery => delivery.Channel == Channel.Email).ToList();
        if (mails.Count == 0)
            return;
        var (key, channel) = mails[_random.Next(mails.Count)];
        EnrollmentId.TryParse(key.Split('/')[0], out var enrollment).Should().BeTrue();
        var store = _setup.Open();
        await store.InitializeAsync(_cancellation);
        OutboxMessage message;
        await using (var transaction = await store.BeginAsync(enrollment.Partition, _cancellation))
            message = (await transaction.Outbox.ReadOfAsync([enrollment], _cancellation)).Single(sent => sent.IdempotencyKey == key);
        await CloseAsync(store);
        await HappenAsync(new CustomerEvent
        {
            Id = $"open-{++_acts}",
            Customer = message.Customer,
            Name = EventNames.MessageOpened,
            OccurredAt = _time.GetUtcNow(),
            Properties = new PropertyBag([new("enrollment", enrollment.ToString()), new("step", message.Step), new("message", message.Id.ToString()), new("channel", channel.Name)]),
        });
    }

    private async Task RedeemAsync()
    {
        var customer = AnyCustomer();
        var record = await InsistAsync(shop => shop.Client.ReadCustomerAsync(customer, _cancellation));
        if (record.Vouchers is not [.., var voucher])
            return;
        var order = $"order-{++_acts}";
        var answer = await InsistAsync(shop => shop.Desk.RedeemAsync(
            new RedemptionRequest { Code = voucher.Code, Customer = voucher.Customer, OrderId = order, Total = 50, Currency = "EUR" }, _cancellation));
        if (answer.Outcome == RedemptionOutcome.Redeemed && !_redeemed.TryAdd(voucher.IdempotencyKey, order))
            _abuses.Add($"voucher {voucher.IdempotencyKey} was redeemed by {_redeemed[voucher.IdempotencyKey]} and {order}");
    }

    private async Task EnrollAsync()
    {
        var customer = AnyCustomer();
        var key = $"cart-{++_acts}";
        var answer = await InsistAsync(shop => shop.Client.EnrollAsync(_setup.Journey.Name, customer, key, _cancellation));
        if (answer.Refusal is null or "already-entered")
            _entered.Add((customer, key));
    }

    private async Task HappenAsync(CustomerEvent happened)
    {
        var outcomes = await InsistAsync(shop => shop.Client.AppendEventsAsync([happened], _cancellation));
        if (outcomes[0] == AppendOutcome.Conflict)
            _abuses.Add($"event {happened.Id} was a conflict");
        _accepted.Add(happened);
    }

    /// <summary>The shop's own process asks until it is answered, as callers of a service do.</summary>
    private async Task<T> InsistAsync<T>(Func<Life, Task<T>> ask)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await ask(_shop);
            }
            catch (RetentionStoreException) when (tries < Patience)
            {
                if (!_shop.Weather.IsDead)
                    continue;
                await CollectAsync(_shop);
                _shop = Begin(NextWeather());
            }
        }
    }

    /// <summary>The weather clears: everybody starts anew, and time passes from one due moment to the next.</summary>
    private async Task CalmAsync()
    {
        for (var engine = 0; engine < _lives.Length; engine++)
            await EndAsync(engine);
        await CollectAsync(_shop);
        _shop = Begin(Weather.Fair);
        await _shop.Engine.RunDueAsync(_cancellation);
        while (await _shop.Engine.NextDueAsync(_cancellation) is { } due && due <= _setup.Until)
        {
            _time.MoveTo(due > _time.GetUtcNow() ? due : _time.GetUtcNow().AddMilliseconds(1));
            await _shop.Engine.RunDueAsync(_cancellation);
        }
    }

    private async Task<IReadOnlyList<string>> AuditAsync(IReadOnlyList<CustomerId> audience)
    {
        await CollectAsync(_shop);
        var store = _setup.Open();
        var books = await Books.ReadAsync(store, _setup.Journey, _cancellation);
        await CloseAsync(store);
        var wrong = new List<string>(_abuses);
        wrong.AddRange(new Audit(books, _setup.Journey, _outside, new HashSet<Channel>(_setup.SmsIsIdempotent ? [Channel.Sms] : []), _time.GetUtcNow()).Violations());
        wrong.AddRange(books.Enrollments.Where(enrollment => enrollment.EndedAt is null && enrollment.EnteredAt < _time.GetUtcNow() - _setup.LongestPassage)
            .Select(enrollment => $"{enrollment.Id} has not ended: at {enrollment.Step}, due {enrollment.DueAt:O}"));

        var scheduled = books.Enrollments.Where(enrollment => !enrollment.EntryKey.StartsWith("cart-", StringComparison.Ordinal)).CountBy(enrollment => enrollment.Customer).ToDictionary();
        wrong.AddRange(audience.Where(customer => _setup.Occurrences is { } times ? scheduled.GetValueOrDefault(customer) != times : !scheduled.ContainsKey(customer))
            .Select(customer => $"the schedule took {customer} in {scheduled.GetValueOrDefault(customer)} times"));
        wrong.AddRange(_entered.Except(books.Enrollments.Select(enrollment => (enrollment.Customer, enrollment.EntryKey))).Select(entry => $"the enrollment {entry} was lost"));
        var known = books.Events.Select(happened => (happened.Customer, happened.Id)).ToHashSet();
        wrong.AddRange(_accepted.Where(happened => !known.Contains((happened.Customer, happened.Id))).Select(happened => $"event {happened.Id} was lost"));
        var redeemed = books.Vouchers.Where(voucher => voucher.RedeemedAt is not null).ToDictionary(voucher => voucher.IdempotencyKey, voucher => voucher.RedeemedBy!);
        wrong.AddRange(_redeemed.Except(redeemed).Select(lost => $"the redemption {lost} was lost"));
        return wrong;
    }

    private Customer SomeCustomer(int number)
    {
        string?[] zones = [null, "America/New_York", "Pacific/Auckland", "Europe/Prague"];
        var customer = Some.Customer($"c{number}", zones[_random.Next(zones.Length)]);
        return _random.Next(8) switch
        {
            0 => customer with { Addresses = new Dictionary<Channel, string> { [Channel.Sms] = "+420601000000" } },
            1 => customer with { Consents = [] },
            2 => customer with { Addresses = new Dictionary<Channel, string> { [Channel.Email] = "somebody@shop.example" } },
            _ => customer,
        };
    }

    private IEnumerable<CustomerEvent> PastOf(CustomerId customer)
    {
        var days = _random.Next(10, 500);
        for (var order = 0; order <= _random.Next(8); order++)
        {
            yield return Some.Purchase(customer, _time.GetUtcNow().AddDays(-days), _random.Next(10, 200));
            days += _random.Next(5, 90);
        }
    }

    private CustomerId AnyCustomer() => new($"c{_random.Next(_setup.Customers)}");

    private Weather NextWeather() => new((_setup.Seed * 10_000) + Interlocked.Increment(ref _weathers));

    private Life Begin(Weather weather) => new(_setup, _setup.Open(), weather, _time, _outside);

    private async Task EndAsync(int engine)
    {
        if (Interlocked.Exchange(ref _lives[engine], null) is { } life)
            await CollectAsync(life);
    }

    private async Task CollectAsync(Life life)
    {
        await life.DisposeAsync();
        lock (_abuses)
            _abuses.AddRange(life.Weather.Abuses);
    }

    private static async Task CloseAsync(IRetentionStore store)
    {
        if (store is IAsyncDisposable closing)
            await closing.DisposeAsync();
    }
}
