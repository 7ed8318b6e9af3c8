using System.Globalization;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>The shop's own process: tells the engine what happens, insists until it is answered, and remembers what it was told.</summary>
internal sealed class Shop
{
    private const int Patience = 2_000;

    private readonly TrialSetup _setup;
    private readonly Random _random;
    private readonly ManualTime _time;
    private readonly Outside _outside;
    private readonly Func<bool, Life> _begin;
    private readonly CancellationToken _cancellation;
    private readonly Func<Task>[] _acts;
    private readonly Dictionary<CustomerId, Customer> _customers = [];
    private readonly HashSet<(CustomerId Customer, string Key)> _entered = [];
    private readonly List<CustomerEvent> _accepted = [];
    private readonly Dictionary<string, string> _redeemed = [];
    private readonly HashSet<CustomerId> _moved = [];
    private int _number;
    private int _refusals;

    /// <param name="setup">The trial.</param>
    /// <param name="random">What the shop draws from.</param>
    /// <param name="time">The clock.</param>
    /// <param name="outside">What really happened.</param>
    /// <param name="begin">Begins a life of the shop's process, in fair weather or in any.</param>
    /// <param name="cancellation">Stops the trial.</param>
    internal Shop(TrialSetup setup, Random random, ManualTime time, Outside outside, Func<bool, Life> begin, CancellationToken cancellation)
    {
        _setup = setup;
        _random = random;
        _time = time;
        _outside = outside;
        _begin = begin;
        _cancellation = cancellation;
        Life = begin(true);
        // What else may happen joins here. Erasures too, once the client has them: EraseAsync, of a customer with anything under way.
        _acts =
        [
            BuyNowAsync, BuyNowAsync, BuyLateAsync, BuyAheadAsync, RepeatAsync, ContradictAsync,
            OpenAsync, OpenAsync, RedeemAsync, EnrollAsync, EnrollAsync, EnrollAgainAsync,
            UnsubscribeAsync, ConsentAsync, ResumeAsync, .. _setup.Occurrences is null ? (Func<Task>[])[MoveAsync, ReturnAsync] : [],
        ];
    }

    internal Life Life { get; private set; }

    /// <summary>Customers who were always in reach of the schedule.</summary>
    internal bool HasStayed(CustomerId customer) => !_moved.Contains(customer);

    /// <summary>Something happens.</summary>
    internal Task ActAsync()
    {
        var act = _acts[_random.Next(_acts.Length)];
        _outside.Ledger.Saw(act.Method.Name);
        return act();
    }

    /// <summary>Lets everybody go on who is stuck.</summary>
    internal async Task ResumeAllAsync()
    {
        foreach (var customer in _customers.Keys)
            await ResumeAsync(customer);
    }

    /// <summary>Describes the customers for the first time, with their past.</summary>
    internal async Task OpenDoorsAsync()
    {
        foreach (var customer in Enumerable.Range(0, _setup.Customers).Select(SomeCustomer))
            _customers.Add(customer.Id, customer);
        await Life.Client.SaveCustomersAsync([.. _customers.Values], _cancellation);
        await Life.Client.AppendEventsAsync([.. _customers.Keys.SelectMany(PastOf)], _cancellation);
    }

    /// <summary>Whom the schedule has to take in as things stand.</summary>
    internal async Task<IReadOnlyList<CustomerId>> AudienceAsync()
    {
        var audience = new List<CustomerId>();
        foreach (var customer in _customers.Keys)
        {
            if ((await Life.Client.ExplainEntryAsync(_setup.Journey.Name, customer, _cancellation)).MayEnter)
                audience.Add(customer);
        }

        return audience;
    }

    /// <summary>Starts anew in fair weather.</summary>
    internal async Task StartAnewAsync()
    {
        await Life.DisposeAsync();
        Life = _begin(true);
    }

    /// <summary>What the shop was told and the books do not hold.</summary>
    internal IEnumerable<string> Broken(Books books)
    {
        foreach (var entry in _entered.Except(books.Enrollments.Select(enrollment => (enrollment.Customer, enrollment.EntryKey))))
            yield return $"lost: the enrollment {entry}";
        var known = books.Events.ToLookup(happened => (happened.Customer, happened.Id));
        foreach (var happened in _accepted)
        {
            var kept = known[(happened.Customer, happened.Id)].ToList();
            if (kept.Count != 1 || !kept[0].Equals(happened))
                yield return kept.Count == 0 ? $"lost: event {happened.Id}" : $"lost: event {happened.Id} is there {kept.Count} times, and not as it was accepted";
        }

        var counted = books.Counters.Where(counter => counter.Measure == JourneyMeasures.NotEnrolled).Sum(counter => counter.Count);
        if (counted < _refusals)
            yield return $"lost: {_refusals} customers were told that they may not enter, and {counted} were counted";
        var redeemed = books.Vouchers.Where(voucher => voucher.RedeemedAt is not null).ToDictionary(voucher => voucher.IdempotencyKey, voucher => voucher.RedeemedBy!);
        foreach (var lost in _redeemed.Except(redeemed))
            yield return $"lost: the redemption {lost}";
    }

    private DateTimeOffset Now => _time.GetUtcNow();

    private Task BuyNowAsync() => BuyAsync(Now);

    /// <summary>The order is days old when the engine hears of it.</summary>
    private Task BuyLateAsync() => BuyAsync(Now.AddHours(-_random.Next(1, 200)));

    /// <summary>The till's clock goes ahead.</summary>
    private Task BuyAheadAsync() => BuyAsync(Now.AddMinutes(_random.Next(1, 180)));

    private Task BuyAsync(DateTimeOffset at) => HappenAsync(Some.Purchase(AnyCustomer(), at, 30) with { Id = $"order-{++_number}" });

    /// <summary>The same event once more.</summary>
    private async Task RepeatAsync()
    {
        if (_accepted.Count == 0)
            return;
        var again = _accepted[_random.Next(_accepted.Count)];
        await TellAsync(again with { Lines = [.. again.Lines] }, EventOutcome.Duplicate);
    }

    /// <summary>An event that is there already, with another content.</summary>
    private async Task ContradictAsync()
    {
        if (_accepted.Count == 0)
            return;
        var other = _accepted[_random.Next(_accepted.Count)];
        await TellAsync(other with { OccurredAt = other.OccurredAt.AddMinutes(1) }, EventOutcome.Conflict);
    }

    private async Task OpenAsync()
    {
        var mails = _outside.Delivered.Where(delivery => delivery.Channel == Channel.Email).ToList();
        if (mails.Count == 0)
            return;
        var (key, customer, channel) = mails[_random.Next(mails.Count)];
        var record = await InsistAsync(life => life.Client.ReadCustomerAsync(customer, _cancellation));
        var message = record.Messages.Single(sent => sent.IdempotencyKey == key);
        await HappenAsync(new CustomerEvent
        {
            Id = $"open-{++_number}",
            Customer = customer,
            Name = EventNames.MessageOpened,
            OccurredAt = Now,
            Properties = new PropertyBag([new("enrollment", message.Enrollment.ToString()), new("step", message.Step), new("message", message.Id.ToString()), new("channel", channel.Name)]),
        });
    }

    private async Task RedeemAsync()
    {
        var customer = AnyCustomer();
        var record = await InsistAsync(life => life.Client.ReadCustomerAsync(customer, _cancellation));
        if (record.Vouchers is not [.., var voucher])
            return;
        var order = $"order-{++_number}";
        var answer = await InsistAsync(life => life.Desk.RedeemAsync(
            new RedemptionRequest { Code = voucher.Code, Customer = voucher.Customer, OrderId = order, Total = 50, Currency = "EUR" }, _cancellation));
        if (answer.Outcome == RedemptionOutcome.Redeemed && !_redeemed.TryAdd(voucher.IdempotencyKey, order))
            Accuse($"answers: voucher {voucher.IdempotencyKey} was redeemed by {_redeemed[voucher.IdempotencyKey]} and {order}");
        if (answer.Outcome == RedemptionOutcome.UnknownCode)
            Accuse($"answers: the voucher {voucher.IdempotencyKey} was shown and is unknown");
    }

    private async Task EnrollAsync()
    {
        var customer = AnyCustomer();
        var key = $"cart-{++_number}";
        var answer = await InsistAsync(life => life.Client.EnrollAsync(_setup.Journey.Name, customer, key, _cancellation));
        if (answer.Refusal is null or "already-entered")
            _entered.Add((customer, key));
        else if (_setup.Journey.Enrollment.ReEntry is not AfterExitReEntry || answer.Refusal is not ("already-inside" or "cooling-down"))
            Accuse($"answers: {customer} was refused as {answer.Refusal}");
        if (answer.Refusal is not null)
            _refusals++;
    }

    /// <summary>The same occasion once more.</summary>
    private async Task EnrollAgainAsync()
    {
        if (_entered.Count == 0)
            return;
        var (customer, key) = _entered.ElementAt(_random.Next(_entered.Count));
        var answer = await InsistAsync(life => life.Client.EnrollAsync(_setup.Journey.Name, customer, key, _cancellation));
        _refusals++;
        if (answer.Refusal != "already-entered")
            Accuse($"answers: {customer} had entered with {key}, and the answer is {answer.Refusal ?? "a new enrollment"}");
    }

    private Task ResumeAsync() => ResumeAsync(AnyCustomer());

    private async Task ResumeAsync(CustomerId customer)
    {
        var record = await InsistAsync(life => life.Client.ReadCustomerAsync(customer, _cancellation));
        foreach (var stuck in record.Enrollments.Where(enrollment => enrollment.Status == EnrollmentStatus.Stuck))
            await InsistAsync(life => life.Client.ResumeAsync(stuck.Id, _cancellation));
    }

    private Task UnsubscribeAsync() => DescribeAsync(customer => customer with
    {
        Consents = [.. ((Channel[])[Channel.Email, Channel.Sms]).Select(channel => new Consent { Topic = Topic.Marketing, Channel = channel, Granted = false })],
    });

    private Task ConsentAsync() => DescribeAsync(customer => customer with { Consents = Some.Customer().Consents });

    private Task MoveAsync() => DescribeAsync(customer => customer with { Addresses = new Dictionary<Channel, string>() });

    private Task ReturnAsync() => DescribeAsync(customer => customer with { Addresses = Some.Customer($"{customer.Id}-{++_number}").Addresses });

    private async Task DescribeAsync(Func<Customer, Customer> change)
    {
        var id = AnyCustomer();
        var customer = _customers[id] = change(_customers[id]);
        if (customer.AddressOn(Channel.Email) is null)
            _moved.Add(id);
        await InsistAsync(async life =>
        {
            await life.Client.SaveCustomersAsync([customer], _cancellation);
            return true;
        });
    }

    private async Task HappenAsync(CustomerEvent happened)
    {
        // After a broken connection the shop cannot know whether its first try came through.
        await TellAsync(happened, EventOutcome.Stored);
        _accepted.Add(happened);
    }

    private async Task TellAsync(CustomerEvent happened, EventOutcome expected)
    {
        var tries = 0;
        var answers = await InsistAsync(life =>
        {
            tries++;
            return life.Client.AppendEventsAsync([happened], _cancellation);
        });
        if (answers[0].Outcome != expected && !(expected == EventOutcome.Stored && answers[0].Outcome == EventOutcome.Duplicate && tries > 1))
            Accuse($"answers: event {happened.Id} was answered as {answers[0].Outcome} and not as {expected}");
    }

    /// <summary>Asks until there is an answer, as callers of a service do.</summary>
    private async Task<T> InsistAsync<T>(Func<Life, Task<T>> ask)
    {
        for (var tries = 0; ; tries++)
        {
            var life = Life;
            try
            {
                return await ask(life);
            }
            catch (RetentionStoreException problem)
            {
                if (tries == Patience)
                    throw new HangException($"the shop gets no answer: {problem.Message}");
                if (!life.Weather.IsDead || life != Life)
                    continue;
                Life = _begin(false);
                await life.DisposeAsync();
            }
        }
    }

    private void Accuse(string violation) => _outside.Ledger.Accuse(violation);

    private Customer SomeCustomer(int number)
    {
        string?[] zones = [null, "America/New_York", "Pacific/Auckland", "Europe/Prague"];
        var customer = Some.Customer(string.Create(CultureInfo.InvariantCulture, $"c{number}"), zones[_random.Next(zones.Length)]);
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
            yield return Some.Purchase(customer, Now.AddDays(-days), _random.Next(10, 200));
            days += _random.Next(5, 90);
        }
    }

    /// <summary>Most often, in a simulation, one to whom a message is under way: that is where things cross.</summary>
    private CustomerId AnyCustomer() =>
        _setup.IsSimulated && _random.Next(3) > 0 && _outside.Ledger.Expecting is { Count: > 0 } expecting ? expecting[_random.Next(expecting.Count)] : Anybody();

    private CustomerId Anybody() => new(string.Create(CultureInfo.InvariantCulture, $"c{_random.Next(_setup.Customers)}"));
}
