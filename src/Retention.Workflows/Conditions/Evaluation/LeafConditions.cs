using System.Globalization;
using Retention.Workflows.Customers;
using Retention.Workflows.Events;
using Retention.Workflows.Journeys;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Conditions.Evaluation;

/// <summary>Evaluates the conditions that need facts, one method for each kind.</summary>
internal sealed class LeafConditions(IFactSource facts, ConditionRegistry registry, TimeZoneInfo shopZone, DateTimeOffset now)
{
    private readonly ConditionWindows _windows = new(now);
    private readonly CustomerZones _shopZoneForAll = new(shopZone);

    internal Task<Answers> EvaluateAsync(
        Condition condition, IReadOnlyList<ConditionSubject> subjects, CancellationToken cancellationToken) => condition switch
    {
        SegmentCondition segment => SegmentAsync(segment, subjects, cancellationToken),
        EventCountCondition count => CountAsync(count, subjects, cancellationToken),
        LastPurchaseCondition last => LastPurchaseAsync(last, subjects, cancellationToken),
        TotalSpentCondition spent => TotalSpentAsync(spent, subjects, cancellationToken),
        OpenedCondition opened => OpenedAsync(opened, subjects, cancellationToken),
        CartTotalCondition total => CartAsync(subjects, total.Accepts, CartTotalCondition.Describe, cancellationToken),
        CartHoldsCondition holds => CartAsync(subjects, holds.Accepts, CartHoldsCondition.Describe, cancellationToken),
        AttributeCondition attribute => CustomerAsync(
            subjects,
            customer => attribute.Filter.Accepts(customer.Attributes),
            customer => customer.Attributes.TryGetValue(attribute.Filter.Key, out var value)
                ? $"{attribute.Filter.Key} is {value}"
                : $"no attribute {attribute.Filter.Key}",
            cancellationToken),
        AddressCondition address => CustomerAsync(
            subjects,
            customer => customer.AddressOn(address.Channel) is not null,
            customer => customer.AddressOn(address.Channel) is null ? "no address" : "an address is known",
            cancellationToken),
        ConsentCondition consent => CustomerAsync(
            subjects,
            customer => customer.HasConsent(consent.Topic, consent.Channel),
            customer => customer.HasConsent(consent.Topic, consent.Channel) ? "agreed" : "no consent",
            cancellationToken),
        CustomCondition custom => CustomAsync(custom, subjects, cancellationToken),
        _ => throw new InvalidOperationException($"Unknown condition {condition.GetType().Name}."),
    };

    private async Task<Answers> SegmentAsync(
        SegmentCondition condition, IReadOnlyList<ConditionSubject> subjects, CancellationToken cancellationToken)
    {
        var segments = await facts.SegmentsAsync(Ids(subjects), cancellationToken).ConfigureAwait(false);
        return Answers.Of(
            subjects.Count,
            index => condition.Segments.Contains(segments.GetValueOrDefault(subjects[index].Customer)?.Segment ?? RfmSegment.Prospect),
            index => segments.GetValueOrDefault(subjects[index].Customer) is { } segment
                ? string.Create(CultureInfo.InvariantCulture, $"{segment.Segment.ToName()} since {segment.Since:yyyy-MM-dd}")
                : RfmSegment.Prospect.ToName());
    }

    private async Task<Answers> CountAsync(
        EventCountCondition condition, IReadOnlyList<ConditionSubject> subjects, CancellationToken cancellationToken)
    {
        var asked = await WindowsAsync(condition.Window, condition.Event, subjects, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<int> counts;
        if (condition.Filters.Count == 0)
        {
            counts = await facts.CountAsync(asked, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            var events = await facts.ReadAsync(asked, cancellationToken).ConfigureAwait(false);
            counts = [.. events.Select(found => found.Count(@event => condition.Filters.All(filter => filter.Accepts(@event.Properties))))];
        }

        return Answers.Of(subjects.Count, index => condition.Count.Accepts(counts[index]),
            index => string.Create(CultureInfo.InvariantCulture, $"{counts[index]} {condition.Event}"));
    }

    private async Task<Answers> LastPurchaseAsync(
        LastPurchaseCondition condition, IReadOnlyList<ConditionSubject> subjects, CancellationToken cancellationToken)
    {
        var zones = await facts.ZonesAsync(Ids(subjects), cancellationToken).ConfigureAwait(false);
        var bought = await facts.LastPurchasesAsync(
            [.. subjects.Select(subject => new CustomerMoment(subject.Customer, now))], cancellationToken).ConfigureAwait(false);
        return Answers.Of(
            subjects.Count,
            index =>
                bought[index] is { } last && last > _windows.Ago(condition.Period, zones[subjects[index].Customer]) == condition.IsWithin,
            index => bought[index] is { } last ? string.Create(CultureInfo.InvariantCulture, $"on {last:yyyy-MM-dd}") : "never bought");
    }

    private async Task<Answers> TotalSpentAsync(
        TotalSpentCondition condition, IReadOnlyList<ConditionSubject> subjects, CancellationToken cancellationToken)
    {
        var asked = await WindowsAsync(condition.Window, EventNames.Purchase, subjects, cancellationToken).ConfigureAwait(false);
        var totals = await facts.SumPurchasesAsync([.. asked.Select(
            window => new CustomerWindow(window.Customer, window.After, window.Until))], cancellationToken).ConfigureAwait(false);
        var currency = await facts.CurrencyAsync(cancellationToken).ConfigureAwait(false);
        return Answers.Of(
            subjects.Count,
            index => Spent(totals[index], currency).Amount >= condition.AtLeast,
            index => Spent(totals[index], currency).Because);
    }

    /// <summary>
    /// Amounts in another currency than the shop's are left out. If the shop's currency is not known, the customer's most used one counts.
    /// </summary>
    private static (decimal Amount, string Because) Spent(IReadOnlyList<PurchaseTotals> rows, string? shopCurrency)
    {
        var purchases = new CustomerPurchases(rows);
        var currency = shopCurrency ?? purchases.MostUsed;
        var amount = purchases.In(currency)?.Spent ?? 0;
        var others = string.Concat(purchases.Outside(currency).Select(
            other => string.Create(CultureInfo.InvariantCulture, $"; {other.Spent:0.####} {other.Currency} left out")));
        return (amount, string.Create(
            CultureInfo.InvariantCulture, $"spent {amount:0.####}{(currency is null ? "" : " ")}{currency}{others}"));
    }

    private async Task<Answers> OpenedAsync(
        OpenedCondition condition, IReadOnlyList<ConditionSubject> subjects, CancellationToken cancellationToken)
    {
        var signs = await MessageEventsAsync(
            OpenSigns.Names, Window.SinceEnrolled, condition, subjects, cancellationToken).ConfigureAwait(false);
        var unsure = Enumerable.Range(0, subjects.Count).Where(index => signs[index].Any(OpenSigns.IsUnsure)).ToList();
        var left = await MessageEventsAsync(OpenSigns.LeavingNames, Window.Ever, condition, [.. unsure.Select(index => subjects[index])],
            cancellationToken).ConfigureAwait(false);
        var leavings = unsure.Zip(left).ToDictionary(pair => pair.First, pair => pair.Second);
        var found = new int[subjects.Count];
        for (var index = 0; index < found.Length; index++)
        {
            found[index] = signs[index].Count(sign => OpenSigns.Of(sign, leavings.GetValueOrDefault(index) ?? [], signs[index]) switch
            {
                OpenEvidence.Human => true,
                OpenEvidence.Unknown => !condition.HumanOnly,
                _ => false,
            });
        }

        return Answers.Of(subjects.Count, index => found[index] > 0,
            index => string.Create(CultureInfo.InvariantCulture, $"{found[index]} matching opens and clicks"));
    }

    /// <summary>The events with the given names about the message of the condition's step.</summary>
    private async Task<List<CustomerEvent>[]> MessageEventsAsync(
        IReadOnlyList<EventName> names, Window window, OpenedCondition condition, IReadOnlyList<ConditionSubject> subjects,
        CancellationToken cancellationToken)
    {
        var found = new List<CustomerEvent>[subjects.Count];
        for (var index = 0; index < found.Length; index++)
            found[index] = [];
        if (subjects.Count == 0)
            return found;
        foreach (var name in names)
        {
            var asked = await WindowsAsync(window, name, subjects, cancellationToken).ConfigureAwait(false);
            var events = await facts.ReadAsync(asked, cancellationToken).ConfigureAwait(false);
            for (var index = 0; index < found.Length; index++)
                found[index].AddRange(events[index].Where(@event => IsOf(@event, condition, subjects[index])));
        }

        return found;
    }

    private async Task<Answers> CartAsync(
        IReadOnlyList<ConditionSubject> subjects, Func<Cart, bool> holds, Func<Cart, string> because, CancellationToken cancellationToken)
    {
        var carts = await facts.CartsAsync(
            [.. subjects.Select(subject => new CustomerMoment(subject.Customer, now))], cancellationToken).ConfigureAwait(false);
        return Answers.Of(subjects.Count, index => holds(carts[index]), index => because(carts[index]));
    }

    private async Task<Answers> CustomAsync(
        CustomCondition condition, IReadOnlyList<ConditionSubject> subjects, CancellationToken cancellationToken)
    {
        var predicate = registry.Find(condition);
        var customers = await facts.CustomersAsync(Ids(subjects), cancellationToken).ConfigureAwait(false);
        CustomerQuestion[] questions =
        [
            .. subjects.Select(subject => subject.Customer).Distinct().Where(customers.ContainsKey)
                .Select(id => new CustomerQuestion(customers[id], condition.Arguments, now)),
        ];
        var results = questions.Length == 0 ? []
            : predicate.CallsOutside ? (OutsideAnswers.Current ?? new OutsideAnswers()).Of(condition, questions)
            : await predicate.AskAsync(questions, cancellationToken).ConfigureAwait(false);
        var holds = questions.Zip(results).ToDictionary(pair => pair.First.Customer.Id, pair => pair.Second);
        return Answers.Of(
            subjects.Count,
            index => holds.GetValueOrDefault(subjects[index].Customer),
            index => holds.ContainsKey(subjects[index].Customer) ? "the host's own predicate" : "the customer is not known");
    }

    /// <summary>Evaluates a condition on the customer record. A customer without a record satisfies nothing.</summary>
    private async Task<Answers> CustomerAsync(IReadOnlyList<ConditionSubject> subjects, Func<Customer, bool> holds,
        Func<Customer, string> because, CancellationToken cancellationToken)
    {
        var customers = await facts.CustomersAsync(Ids(subjects), cancellationToken).ConfigureAwait(false);
        return Answers.Of(
            subjects.Count,
            index => customers.TryGetValue(subjects[index].Customer, out var customer) && holds(customer),
            index => customers.TryGetValue(subjects[index].Customer, out var customer) ? because(customer) : "the customer is not known");
    }

    private async Task<EventWindow[]> WindowsAsync(
        Window window, EventName name, IReadOnlyList<ConditionSubject> subjects, CancellationToken cancellationToken)
    {
        var zones = ConditionWindows.NeedsZones(window)
            ? await facts.ZonesAsync(Ids(subjects), cancellationToken).ConfigureAwait(false)
            : _shopZoneForAll;
        var asked = new EventWindow[subjects.Count];
        for (var index = 0; index < asked.Length; index++)
        {
            var stretch = _windows.Of(window, subjects[index], zones);
            asked[index] = new EventWindow(stretch.Customer, name, stretch.After, stretch.Until);
        }

        return asked;
    }

    private static bool IsOf(CustomerEvent @event, OpenedCondition condition, ConditionSubject subject) =>
        @event.Properties.TryGetValue(MessageEvents.Enrollment, out var enrollment)
            && enrollment.ToString() == subject.Enrollment?.EnrollmentKey
        && @event.Properties.TryGetValue(MessageEvents.Step, out var step) && step.ToString() == condition.Step;

    private static CustomerId[] Ids(IReadOnlyList<ConditionSubject> subjects)
    {
        var ids = new CustomerId[subjects.Count];
        for (var index = 0; index < ids.Length; index++)
            ids[index] = subjects[index].Customer;
        return ids;
    }
}
