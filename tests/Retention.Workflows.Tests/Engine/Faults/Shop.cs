using System.Globalization;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Tests.Engine.Faults.Oracle;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>The shop's own process: appends events, repeats each call until it is answered, and remembers the answers.</summary>
internal sealed class Shop
{
    private const int Patience = 2_000;

    private readonly TrialSetup _setup;
    private readonly Random _random;
    private readonly ManualTime _time;
    private readonly ExternalEffects _outside;
    private readonly Func<bool, EngineProcess> _begin;
    private readonly CancellationToken _cancellation;
    private readonly Func<Task>[] _acts;
    private readonly Dictionary<CustomerId, Customer> _customers = [];
    private readonly HashSet<(CustomerId Customer, string Key)> _entered = [];
    private readonly List<CustomerEvent> _accepted = [];
    private readonly Dictionary<string, string> _redeemed = [];
    private readonly HashSet<CustomerId> _moved = [];
    private readonly HashSet<CustomerId> _gone = [];
    private readonly HashSet<CustomerId> _erased = [];
    private readonly Dictionary<CustomerId, string> _carts = [];
    private int _number;
    private int _refusals;

    /// <param name="setup">The trial.</param>
    /// <param name="random">The random source of the shop.</param>
    /// <param name="time">The clock.</param>
    /// <param name="outside">The record of real actions.</param>
    /// <param name="begin">Begins a life of the shop's process, with or without faults.</param>
    /// <param name="cancellation">Stops the trial.</param>
    internal Shop(TrialSetup setup, Random random, ManualTime time, ExternalEffects outside, Func<bool, EngineProcess> begin, CancellationToken cancellation)
    {
        _setup = setup;
        _random = random;
        _time = time;
        _outside = outside;
        _begin = begin;
        _cancellation = cancellation;
        EngineProcess = begin(true);
        _acts =
        [
            BuyNowAsync, BuyNowAsync, BuyLateAsync, BuyAheadAsync, RepeatAsync, ContradictAsync,
            OpenAsync, OpenAsync, RedeemAsync, EnrollAsync, EnrollAsync, EnrollAgainAsync,
            WithdrawConsentAsync, ConsentAsync, ResumeAsync,
            .. _setup.Occurrences is null ? (Func<Task>[])[MoveAsync, ReturnAsync] : [],
            .. _setup.Pauses ? (Func<Task>[])[PauseAsync, ResumeJourneyAsync, ResumeJourneyAsync] : [],
            .. _setup.IsSimulated ? (Func<Task>[])[FollowLinkAsync, FollowLinkAsync, UnsubscribeAsync, BounceAsync, ComplainAsync,
                MakeUpAsync, EraseAsync, RememberLateAsync] : [],
            .. _setup.Others.Count > 0 ? (Func<Task>[])[FillCartAsync, FillCartAsync, FillCartAsync, FillCartLateAsync, EmptyCartAsync,
                ReviewAsync, ReviewAsync, ReviewLateAsync] : [],
        ];
    }

    internal EngineProcess EngineProcess { get; private set; }

    /// <summary>True for customers who were in the schedule's audience at all times.</summary>
    internal bool HasStayed(CustomerId customer) => !_moved.Contains(customer) && !_gone.Contains(customer);

    /// <summary>Performs one random action.</summary>
    internal Task ActAsync()
    {
        var act = _acts[_random.Next(_acts.Length)];
        _outside.Ledger.Saw(act.Method.Name);
        return act();
    }

    /// <summary>Resumes all stuck enrollments.</summary>
    internal async Task ResumeAllAsync()
    {
        foreach (var customer in _customers.Keys)
            await ResumeAsync(customer);
    }

    /// <summary>Lets every journey go on that is paused.</summary>
    internal async Task ResumeJourneysAsync()
    {
        foreach (var journey in _setup.Journeys)
            await InsistAsync(life => life.Operations.ResumeAsync(journey.Name, cancellationToken: _cancellation));
    }

    /// <summary>Saves the customers for the first time, with their history.</summary>
    internal async Task OpenDoorsAsync()
    {
        foreach (var customer in Enumerable.Range(0, _setup.Customers).Select(number => CustomerGenerator.Make(number, _random, _setup.HasPushTokens)))
            _customers.Add(customer.Id, customer);
        await EngineProcess.Client.SaveCustomersAsync([.. _customers.Values], _cancellation);
        await EngineProcess.Client.AppendEventsAsync(
            [.. _customers.Keys.SelectMany(customer => CustomerGenerator.PastOf(customer, _random, Now))], _cancellation);
    }

    /// <summary>The customers whom the schedule must enroll at present.</summary>
    internal async Task<IReadOnlyList<CustomerId>> AudienceAsync()
    {
        var audience = new List<CustomerId>();
        foreach (var customer in _customers.Keys)
        {
            if ((await EngineProcess.Client.ExplainEntryAsync(_setup.Journey.Name, customer, _cancellation)).MayEnter)
                audience.Add(customer);
        }

        return audience;
    }

    /// <summary>Starts anew without faults.</summary>
    internal async Task StartAnewAsync()
    {
        await EngineProcess.DisposeAsync();
        EngineProcess = _begin(true);
    }

    /// <summary>Confirmed calls whose effect the store lacks.</summary>
    internal IEnumerable<string> Broken(JourneyRows journeyRows)
    {
        foreach (var entry in _entered.Where(entry => !_gone.Contains(entry.Customer))
            .Except(journeyRows.Enrollments.Select(enrollment => (enrollment.Customer, enrollment.EntryKey))))
            yield return $"lost: the enrollment {entry}";
        var known = journeyRows.Events.ToLookup(@event => (@event.Customer, @event.Id));
        foreach (var @event in _accepted.Where(@event => !_gone.Contains(@event.Customer)))
        {
            var kept = known[(@event.Customer, @event.Id)].ToList();
            if (kept.Count != 1 || !kept[0].Equals(@event))
                yield return kept.Count == 0
                    ? $"lost: event {@event.Id}" : $"lost: event {@event.Id} is there {kept.Count} times, and not as it was accepted";
        }

        var counted = journeyRows.Counters.Where(counter => counter.Measure == JourneyMeasures.NotEnrolled).Sum(counter => counter.Count);
        if (counted < _refusals)
            yield return $"lost: {_refusals} customers were refused, and {counted} were counted";
        var redeemed = journeyRows.Vouchers.Where(voucher => voucher.RedeemedAt is not null)
            .ToDictionary(voucher => voucher.IdempotencyKey, voucher => voucher.RedeemedBy!);
        var erased = _outside.Ledger.Erased.Values.SelectMany(person => person.Vouchers.Keys).ToHashSet();
        foreach (var lost in _redeemed.Where(entry => !erased.Contains(entry.Key)).Except(redeemed))
            yield return $"lost: the redemption {lost}";
    }

    private DateTimeOffset Now => _time.GetUtcNow();

    private Task BuyNowAsync() => BuyAsync(Now);

    /// <summary>A purchase that the engine receives days later.</summary>
    private Task BuyLateAsync() => BuyAsync(Now.AddHours(-_random.Next(1, 200)));

    /// <summary>A purchase from a till whose clock is ahead.</summary>
    private Task BuyAheadAsync() => BuyAsync(Now.AddMinutes(_random.Next(1, 180)));

    private Task BuyAsync(DateTimeOffset at) => HappenAsync(Some.Purchase(AnyCustomer(), at, 30) with { Id = $"order-{++_number}" });

    /// <summary>Appends the same event again.</summary>
    private async Task RepeatAsync()
    {
        if (_accepted.Count == 0)
            return;
        var again = _accepted[_random.Next(_accepted.Count)];
        await TellAsync(again with { Lines = [.. again.Lines] }, EventOutcome.Duplicate);
    }

    /// <summary>Appends an existing event id with other content.</summary>
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
        var (key, customer, channel, _) = mails[_random.Next(mails.Count)];
        if (_gone.Contains(customer))
            return;
        var record = await InsistAsync(life => life.Client.ReadCustomerAsync(customer, _cancellation));
        if (record.Messages.SingleOrDefault(sent => sent.IdempotencyKey == key) is not { } message)
        {
            // The customer may have been erased meanwhile.
            if (!_gone.Contains(customer))
                Accuse($"answers: {customer} was sent {key}, and nobody knows it");
            return;
        }

        await HappenAsync(new CustomerEvent
        {
            Id = $"open-{++_number}",
            Customer = customer,
            Name = EventNames.MessageOpened,
            OccurredAt = Now,
            Properties = new PropertyBag([new("enrollment", message.Enrollment.ToString()), new("step", message.Step),
                new("message", message.Id.ToString()), new("channel", channel.Name)]),
        });
    }

    private async Task RedeemAsync()
    {
        var customer = AnyCustomer();
        var record = await InsistAsync(life => life.Client.ReadCustomerAsync(customer, _cancellation));
        if (record.Vouchers is not [.., var voucher])
            return;
        var order = $"order-{++_number}";
        var answer = await InsistAsync(life => life.Service.RedeemAsync(
            new RedemptionRequest { Code = voucher.Code, Customer = voucher.Customer, OrderId = order, Total = 50, Currency = "EUR" },
            _cancellation));
        if (answer.Outcome == RedemptionOutcome.Redeemed && !_redeemed.TryAdd(voucher.IdempotencyKey, order))
            Accuse($"answers: voucher {voucher.IdempotencyKey} was redeemed by {_redeemed[voucher.IdempotencyKey]} and {order}");
        if (answer.Outcome == RedemptionOutcome.UnknownCode && !_gone.Contains(customer))
            Accuse($"answers: the voucher {voucher.IdempotencyKey} was shown and is unknown");
    }

    private Task EnrollAsync() => VisitAsync(AnyCustomer(), async customer =>
    {
        var key = $"cart-{++_number}";
        var answer = await InsistAsync(life => life.Client.EnrollAsync(_setup.Journey.Name, customer, key, _cancellation));
        if (IsErasedMeanwhile(customer, answer))
            return;
        if (answer.Refusal is null or "already-entered")
            _entered.Add((customer, key));
        else if (answer.Refusal == "paused" && _setup.Pauses)
            _outside.Ledger.Saw("an entry that is refused because the journey is paused");
        else if (_setup.Journey.Enrollment.ReEntry is not AfterExitReEntry || answer.Refusal is not ("already-inside" or "cooling-down"))
            Accuse($"answers: {customer} was refused as {answer.Refusal}");
        if (answer.Refusal is not null)
            _refusals++;
    });

    /// <summary>Enrolls again with the same entry key.</summary>
    private async Task EnrollAgainAsync()
    {
        if (_entered.Count == 0)
            return;
        var (entered, key) = _entered.ElementAt(_random.Next(_entered.Count));
        await VisitAsync(entered, async customer =>
        {
            var answer = await InsistAsync(life => life.Client.EnrollAsync(_setup.Journey.Name, customer, key, _cancellation));
            if (IsErasedMeanwhile(customer, answer))
                return;
            _refusals++;
            if (answer.Refusal != "already-entered" && !(answer.Refusal == "paused" && _setup.Pauses))
                Accuse($"answers: {customer} had entered with {key}, and the answer is {answer.Refusal ?? "a new enrollment"}");
        });
    }

    /// <summary>For a customer erased during the call, nothing is written, not even a count.</summary>
    private bool IsErasedMeanwhile(CustomerId customer, EnrollResult answer) => answer.Refusal == "erased" && _gone.Contains(customer);

    private async Task PauseAsync()
    {
        var journey = AnyJourney();
        await InsistAsync(life => life.Operations.PauseAsync(journey, "simulated", _cancellation));
    }

    private async Task ResumeJourneyAsync()
    {
        var (journey, hours) = (AnyJourney(), _random.Next(5));
        await InsistAsync(life => life.Operations.ResumeAsync(journey, Period.Hours(hours), _cancellation));
    }

    private JourneyName AnyJourney() => _setup.Journeys[_random.Next(_setup.Journeys.Count)].Name;

    private Task ResumeAsync() => ResumeAsync(AnyCustomer());

    private async Task ResumeAsync(CustomerId customer)
    {
        var record = await InsistAsync(life => life.Client.ReadCustomerAsync(customer, _cancellation));
        foreach (var stuck in record.Enrollments.Where(enrollment => enrollment.Status == EnrollmentStatus.Stuck))
            await InsistAsync(life => life.Operations.ResumeAsync(stuck.Id, _cancellation));
    }

    /// <summary>Follows the unsubscribe link of a message, often one that was followed before.</summary>
    private async Task FollowLinkAsync()
    {
        var links = _outside.Links.ToList();
        if (links.Count == 0)
            return;
        var (reader, token) = links[_random.Next(links.Count)];
        await VisitAsync(reader, async customer =>
        {
            if (!await InsistAsync(life => life.Privacy.UnsubscribeAsync(token, _cancellation)))
                Accuse($"answers: the link of {customer} was not known");
        });
    }

    private Task UnsubscribeAsync() => HappenAsync(EventOf("unsubscribed", EventNames.Unsubscribed, Now, ("channel", AnyChannel().Name)));

    private Task ComplainAsync() => HappenAsync(EventOf("complaint", EventNames.MessageComplained, Now, ("channel", AnyChannel().Name)));

    /// <summary>A mail bounces, sometimes hours before the shop learns of it.</summary>
    private Task BounceAsync() => HappenAsync(EventOf(
        "bounce", EventNames.MessageBounced, Now.AddHours(-_random.Next(2) * _random.Next(100)), ("channel", AnyChannel().Name),
        ("class", _random.Next(4) == 0 ? "hard" : "soft")));

    /// <summary>The customer subscribes again.</summary>
    private Task MakeUpAsync() => VisitAsync(AnyCustomer(), customer =>
    {
        var channel = AnyChannel();
        var topic = _random.Next(2) == 0 ? Topic.Marketing : default(Topic?);
        return InsistAsync(life => life.Privacy.UnsuppressAsync(customer, channel, topic, _cancellation));
    });

    private Task FillCartAsync() => FillCartAsync(Now);

    private Task FillCartLateAsync() => FillCartAsync(Now.AddHours(-_random.Next(1, 40)));

    private Task FillCartAsync(DateTimeOffset at)
    {
        var customer = AnyCustomer();
        if (_random.Next(3) == 0 || !_carts.TryGetValue(customer, out var cart))
            _carts[customer] = cart = $"basket-{++_number}";
        return HappenAsync(
            EventOf("added", EventNames.CartItemAdded, at, ("cart", cart), ("product", "socks")) with { Customer = customer });
    }

    private Task EmptyCartAsync() => HappenAsync(EventOf("cart", EventNames.CartUpdated,
        Now) with { Lines = _random.Next(2) == 0 ? [] : [new OrderLine { Product = new ProductId("shoes"), UnitPrice = 50 }] });

    private Task ReviewAsync() => HappenAsync(EventOf("review", FaultJourneys.Review, Now));

    private Task ReviewLateAsync() => HappenAsync(EventOf("review", FaultJourneys.Review, Now.AddMinutes(-_random.Next(2_000))));

    private CustomerEvent EventOf(string kind, EventName name, DateTimeOffset at, params (string Key, string Value)[] properties) => new()
    {
        Id = $"{kind}-{++_number}",
        Customer = AnyCustomer(),
        Name = name,
        OccurredAt = at,
        Properties = new PropertyBag(properties.Select(property => KeyValuePair.Create(property.Key, (PropertyValue)property.Value))),
    };

    private Channel AnyChannel() => _random.Next(3) switch { 0 => Channel.Sms, 1 => Channel.Push, _ => Channel.Email };

    /// <summary>Erases a customer, whatever is in progress.</summary>
    private async Task EraseAsync()
    {
        var customer = AnyCustomer();
        // At most a third, so that some remain; also a customer of another call in progress.
        if (_gone.Count > _setup.Customers / 3 || !_gone.Add(customer))
            return;
        await InsistAsync(life => life.Privacy.EraseAsync(customer, _cancellation));
        _erased.Add(customer);
    }

    /// <summary>Appends a late event of an erased customer.</summary>
    private async Task RememberLateAsync()
    {
        if (_gone.Count == 0)
            return;
        var late = EventOf("late", _random.Next(2) == 0 ? EventNames.Purchase : EventNames.CartItemAdded, Now.AddHours(-_random.Next(20)),
            ("cart", $"basket-{++_number}")) with { Customer = _gone.ElementAt(_random.Next(_gone.Count)) };
        var isErased = _erased.Contains(late.Customer);
        var answers = await InsistAsync(life => life.Client.AppendEventsAsync([late], _cancellation));
        if (isErased && answers[0].Outcome != EventOutcome.Erased)
            Accuse($"answers: {late.Customer} was erased, and event {late.Id} was answered as {answers[0].Outcome}");
    }

    private Task WithdrawConsentAsync() => DescribeAsync(customer => customer with
    {
        Consents = [.. ((Channel[])[Channel.Email, Channel.Sms, Channel.Push])
            .Select(channel => new Consent { Topic = Topic.Marketing, Channel = channel, Granted = false })],
    });

    private Task ConsentAsync() => DescribeAsync(customer => customer with { Consents = Some.Customer().Consents });

    private Task MoveAsync() => DescribeAsync(customer => customer with { Addresses = new Dictionary<Channel, string>(), PushTokens = [] });

    private Task ReturnAsync() =>
        DescribeAsync(customer => CustomerGenerator.WithAddresses(
            customer, $"{customer.Id}-{++_number}", _setup.HasPushTokens ? _random.Next(4) : 0));

    private Task DescribeAsync(Func<Customer, Customer> change) => VisitAsync(AnyCustomer(), async id =>
    {
        var customer = _customers[id] = change(_customers[id]);
        if (customer.AddressOn(Channel.Email) is null)
            _moved.Add(id);
        await InsistAsync(async life =>
        {
            await life.Client.SaveCustomersAsync([customer], _cancellation);
            return true;
        });
    });

    private Task HappenAsync(CustomerEvent @event) => VisitAsync(@event.Customer, async _ =>
    {
        // After a broken connection the shop cannot know whether its first call succeeded.
        await InsistAsync(@event, EventOutcome.Stored);
        _accepted.Add(@event);
    });

    private Task TellAsync(CustomerEvent @event, EventOutcome expected) => VisitAsync(@event.Customer, _ => InsistAsync(@event, expected));

    /// <summary>Performs an action for a customer who has not been erased.</summary>
    private Task VisitAsync(CustomerId customer, Func<CustomerId, Task> act) =>
        _gone.Contains(customer) ? Task.CompletedTask : act(customer);

    private async Task InsistAsync(CustomerEvent @event, EventOutcome expected)
    {
        var tries = 0;
        var answers = await InsistAsync(life =>
        {
            tries++;
            return life.Client.AppendEventsAsync([@event], _cancellation);
        });
        if (answers[0].Outcome != expected && !_gone.Contains(@event.Customer)
            && !(expected == EventOutcome.Stored && answers[0].Outcome == EventOutcome.Duplicate && tries > 1))
            Accuse($"answers: event {@event.Id} was answered as {answers[0].Outcome} and not as {expected}");
    }

    /// <summary>Repeats a call until it is answered, as callers of a service do.</summary>
    private async Task<T> InsistAsync<T>(Func<EngineProcess, Task<T>> ask)
    {
        for (var tries = 0; ; tries++)
        {
            var life = EngineProcess;
            try
            {
                return await ask(life);
            }
            catch (RetentionStoreException problem)
            {
                if (tries == Patience)
                    throw new HangException($"the shop gets no answer: {problem.Message}");
                if (!life.FaultInjector.IsDead || life != EngineProcess)
                    continue;
                EngineProcess = _begin(false);
                await life.DisposeAsync();
            }
        }
    }

    private void Accuse(string violation) => _outside.Ledger.Accuse(violation);

    /// <summary>In a simulation, mostly a customer with a message being sent, since conflicts occur there.</summary>
    private CustomerId AnyCustomer() =>
        _setup.IsSimulated && _random.Next(3) > 0 && _outside.Ledger.Expecting is { Count: > 0 } expecting
            ? expecting[_random.Next(expecting.Count)] : Anybody();

    private CustomerId Anybody() => new(string.Create(CultureInfo.InvariantCulture, $"c{_random.Next(_setup.Customers)}"));
}
