using Retention.Workflows.Customers;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Events;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Exits;

/// <summary>
/// Takes orders out of the log: those that are fully paid back, and those that the shop withdraws. A goal that the order reached is open
/// again, its counters lose it, and the vouchers that it redeemed are given back. The events of vouchers are recorded in the batch.
/// </summary>
internal sealed class OrderWithdrawal(JourneyPrograms programs)
{
    private static readonly EventName[] Names =
        [EventNames.Purchase, EventNames.WithdrawnPurchase, EventNames.Refund, EventNames.WithdrawnRefund];

    /// <summary>Reads the purchases and refunds of customers, withdrawn ones included.</summary>
    internal static async Task<ILookup<CustomerId, CustomerEvent>> ReadAsync(
        Batch batch, IReadOnlyCollection<CustomerId> customers, CancellationToken cancellationToken)
    {
        var found = customers.Count == 0 ? [] : await batch.Transaction.Events.ReadAsync(
            [.. customers.SelectMany(customer => Names.Select(
                name => new EventWindow(customer, name, DateTimeOffset.MinValue, DateTimeOffset.MaxValue)))],
            cancellationToken).ConfigureAwait(false);
        return found.SelectMany(events => events).ToLookup(@event => @event.Customer);
    }

    /// <summary>The order that a refund pays back; null if it names none.</summary>
    internal static string? OrderOf(CustomerEvent @event) =>
        @event.Name == EventNames.Refund || @event.Name == EventNames.WithdrawnRefund
            ? MessageEvents.Property(@event, MessageEvents.Order) is { Length: > 0 } order ? order : null
            : null;

    internal static bool IsPurchase(CustomerEvent @event) =>
        @event.Name == EventNames.Purchase || @event.Name == EventNames.WithdrawnPurchase;

    /// <summary>Withdraws the orders that their refunds pay back in full.</summary>
    /// <returns>The withdrawn purchases.</returns>
    internal async Task<IReadOnlyList<CustomerEvent>> SettleAsync(
        Batch batch, IReadOnlyCollection<CustomerEvent> stored, CancellationToken cancellationToken)
    {
        CustomerId[] customers = [.. stored.Where(@event => OrderOf(@event) is not null || @event.Name == EventNames.Purchase)
            .Select(@event => @event.Customer).Distinct()];
        var withNames = await RefundsAsync(batch, customers, cancellationToken).ConfigureAwait(false);
        if (withNames.Count == 0)
            return [];
        var known = await ReadAsync(batch, withNames, cancellationToken).ConfigureAwait(false);
        var withdrawn = new List<CustomerEvent>();
        foreach (var customer in withNames)
        {
            await WithdrawLateRefundsAsync(batch, customer, [.. known[customer]], cancellationToken).ConfigureAwait(false);
            foreach (var purchase in known[customer].Where(@event => @event.Name == EventNames.Purchase && @event.Amount > 0))
            {
                List<CustomerEvent> refunds = [.. known[customer].Where(
                    @event => OrderOf(@event) == purchase.Id && @event.Currency == purchase.Currency)];
                if (refunds.Count == 0 || -refunds.Sum(refund => refund.Amount ?? 0) < purchase.Amount)
                    continue;
                withdrawn.Add(purchase);
                await WithdrawAsync(
                    batch, purchase, refunds, known[customer].Except(withdrawn), cancellationToken).ConfigureAwait(false);
                await OrderVouchers.ReleaseAsync(
                    batch, customer, purchase.Id, isRefunded: true, cancellationToken).ConfigureAwait(false);
            }
        }

        return withdrawn;
    }

    /// <summary>Withdraws the refunds of orders that were withdrawn before: they pay back what does not count any more.</summary>
    private static async Task WithdrawLateRefundsAsync(
        Batch batch, CustomerId customer, IReadOnlyList<CustomerEvent> known, CancellationToken cancellationToken)
    {
        var gone = known.Where(@event => @event.Name == EventNames.WithdrawnPurchase).Select(@event => @event.Id)
            .ToHashSet(StringComparer.Ordinal);
        List<string> late = [.. known.Where(@event => @event.Name == EventNames.Refund && OrderOf(@event) is { } order && gone.Contains(order))
            .Select(@event => @event.Id)];
        if (late.Count > 0)
            await batch.Transaction.Events.WithdrawAsync(customer, late, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Withdraws an order of a customer with its refunds.</summary>
    /// <returns>The withdrawn purchase; null if the customer has no such order that counts.</returns>
    internal async Task<CustomerEvent?> WithdrawAsync(
        Batch batch, CustomerId customer, string order, CancellationToken cancellationToken)
    {
        var known = (await ReadAsync(batch, [customer], cancellationToken).ConfigureAwait(false))[customer].ToList();
        if (known.Find(@event => @event.Name == EventNames.Purchase && @event.Id == order) is not { } purchase)
            return null;
        await WithdrawAsync(batch, purchase, [.. known.Where(@event => OrderOf(@event) == order)],
            known.Where(@event => @event != purchase), cancellationToken).ConfigureAwait(false);
        await OrderVouchers.ReleaseAsync(batch, customer, order, isRefunded: false, cancellationToken).ConfigureAwait(false);
        return purchase;
    }

    private async Task WithdrawAsync(
        Batch batch, CustomerEvent purchase, IReadOnlyList<CustomerEvent> refunds, IEnumerable<CustomerEvent> others,
        CancellationToken cancellationToken)
    {
        List<CustomerEvent> left = [.. others.Where(@event => @event.Name == EventNames.Purchase).OrderBy(@event => @event.OccurredAt)];
        var zones = await batch.ZonesAsync([purchase.Customer], cancellationToken).ConfigureAwait(false);
        await batch.Transaction.Events.WithdrawAsync(
            purchase.Customer, [purchase.Id, .. refunds.Select(refund => refund.Id)], cancellationToken).ConfigureAwait(false);
        var enrollments =
            await batch.Transaction.Enrollments.ReadByCustomerAsync([purchase.Customer], cancellationToken).ConfigureAwait(false);
        List<Enrollment> converted = [.. enrollments.Where(enrollment => IsConvertedBy(purchase, enrollment))];
        var contacts = await Contacts.ReadAsync(batch, converted, cancellationToken).ConfigureAwait(false);
        var currency = await batch.CurrencyAsync(cancellationToken).ConfigureAwait(false);
        var reopened = new List<Enrollment>();
        foreach (var enrollment in converted)
        {
            var program = await programs.FindAsync(enrollment.Journey, enrollment.Version, cancellationToken).ConfigureAwait(false);
            if (program?.Definition.Goal?.Event != EventNames.Purchase)
                continue;
            GoalsAndExits.CountGoal(batch, program, enrollment, purchase, currency, contacts, -1);

            // The customer's next purchase within the goal's time reaches it instead.
            reopened.Add(left.Where(@event => @event.OccurredAt > enrollment.EnteredAt).Aggregate(
                enrollment with { ConvertedAt = null, State = enrollment.State with { ConvertedBy = null } },
                (open, @event) => GoalsAndExits.ApplyGoal(batch, program, open, @event, zones[purchase.Customer], currency, contacts)));
        }

        if (reopened.Count > 0)
            await batch.Transaction.Enrollments.UpdateAsync(reopened, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>True if the purchase reached the enrollment's goal. Without the event's id, which earlier builds did not store, the time
    /// tells.
    /// </summary>
    private static bool IsConvertedBy(CustomerEvent purchase, Enrollment enrollment) => enrollment.State.ConvertedBy is { } id
        ? id == purchase.Id : enrollment.ConvertedAt == purchase.OccurredAt;

    /// <summary>The customers with a refund that names an order.</summary>
    private static async Task<IReadOnlyList<CustomerId>> RefundsAsync(
        Batch batch, CustomerId[] customers, CancellationToken cancellationToken)
    {
        if (customers.Length == 0)
            return [];
        var refunds = await batch.Transaction.Events.ReadAsync(
            [.. customers.Select(customer => new EventWindow(
                customer, EventNames.Refund, DateTimeOffset.MinValue, DateTimeOffset.MaxValue))], cancellationToken).ConfigureAwait(false);
        return [.. customers.Where((_, index) => refunds[index].Any(refund => OrderOf(refund) is not null))];
    }
}
