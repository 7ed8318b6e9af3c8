using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Privacy;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Journeys;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>
/// Decides whether messages may be sent now, inside the transaction that marks them. Checks run in a fixed order; the first refusal is the
/// reason.
/// </summary>
/// <remarks>An instance serves one transaction. A message that may be sent takes its slot under the caps at once.</remarks>
internal sealed class SendPolicy
{
    private readonly Batch _batch;
    private readonly IReadOnlyDictionary<EnrollmentId, Enrollment> _enrollments;
    private readonly IReadOnlyDictionary<CustomerId, Customer> _customers;
    private readonly IReadOnlyDictionary<string, Voucher> _vouchers;
    private readonly IReadOnlyDictionary<MessageId, KnownAddress> _addresses;
    private readonly ILookup<string, Suppression> _suppressed;
    private readonly FrequencyCapCounter _caps;

    private SendPolicy(
        Batch batch,
        IReadOnlyDictionary<EnrollmentId, Enrollment> enrollments,
        IReadOnlyDictionary<CustomerId, Customer> customers,
        IReadOnlyDictionary<string, Voucher> vouchers,
        IReadOnlyDictionary<MessageId, KnownAddress> addresses,
        ILookup<string, Suppression> suppressed,
        FrequencyCapCounter caps)
    {
        _batch = batch;
        _enrollments = enrollments;
        _customers = customers;
        _vouchers = vouchers;
        _addresses = addresses;
        _suppressed = suppressed;
        _caps = caps;
    }

    /// <summary>Reads the data for the checks, for a chunk of messages together.</summary>
    internal static async Task<SendPolicy> OpenAsync(
        Batch batch, Fallbacks steps, IReadOnlyList<PendingSend> candidates, CancellationToken cancellationToken)
    {
        var transaction = batch.Transaction;
        CustomerId[] ids = [.. candidates.Select(pending => pending.Message.Customer).Distinct()];
        string[] codes = [.. candidates.Select(pending => pending.Message.VoucherCode).OfType<string>().Distinct()];
        var customers = await batch.CustomersAsync(ids, cancellationToken).ConfigureAwait(false);
        var addresses = new Dictionary<MessageId, KnownAddress>();
        foreach (var pending in candidates)
        {
            if (AddressOf(batch, pending.Message, customers) is { } known)
                addresses[pending.Message.Id] = known;
        }

        var keys = addresses.Values.Select(known => known.Key).ToHashSet();
        return new SendPolicy(
            batch,
            await transaction.Enrollments.FindAsync(
                [.. candidates.Select(pending => pending.Message.Enrollment).Distinct()], cancellationToken).ConfigureAwait(false),
            customers,
            codes.Length == 0
                ? new Dictionary<string, Voucher>() : await transaction.Vouchers.FindAsync(codes, cancellationToken).ConfigureAwait(false),
            addresses,
            (keys.Count == 0 ? [] : await transaction.Suppressions.FindAsync(keys, cancellationToken).ConfigureAwait(false))
                .ToLookup(suppression => suppression.Address),
            await FrequencyCapCounter.OpenAsync(batch, steps, customers, keys, cancellationToken).ConfigureAwait(false));
    }

    internal Customer? CustomerOf(OutboxMessage message) => _customers.GetValueOrDefault(message.Customer);

    /// <summary>The address that a message goes to, in its canonical form; null if there is none.</summary>
    internal string? AddressOf(OutboxMessage message) => _addresses.GetValueOrDefault(message.Id)?.Form.Address;

    internal Enrollment? EnrollmentOf(OutboxMessage message) => _enrollments.GetValueOrDefault(message.Enrollment);

    /// <summary>Decides about one message. The caller takes the slot of a message that may be sent.</summary>
    internal SendDecision Evaluate(OutboxMessage message, SendStep step)
    {
        var enrollment = EnrollmentOf(message);
        if (enrollment is null or { Status: EnrollmentStatus.Exited })
            return SendDecision.Refused(RefusalReasons.Exited);
        if (enrollment.State.ExitUndecided)
            return SendDecision.Postponed(
                _batch.Now + Backoff.After(1, message.IdempotencyKey, _batch.Settings.Options), RefusalReasons.ExitUndecided);
        if (CustomerOf(message) is not { } customer)
            return SendDecision.Refused(RefusalReasons.UnknownCustomer);
        if (_addresses.GetValueOrDefault(message.Id) is not { } address)
            return SendDecision.RefusedOnChannel(RefusalReasons.NoAddress);
        if (address.Form.Problem is not null)
            return SendDecision.RefusedOnChannel(RefusalReasons.InvalidAddress);
        if (step.Topic != Topic.Transactional && !customer.HasConsent(step.Topic, message.Channel))
            return SendDecision.RefusedOnChannel(RefusalReasons.NoConsent);
        if (_suppressed[address.Key].FirstOrDefault(entry => entry.Topic is null || entry.Topic == step.Topic) is not null)
            return SendDecision.RefusedOnChannel(RefusalReasons.Suppressed);

        var zone = TimeZones.For(customer.TimeZone, _batch.Settings.Zone);
        if (_caps.FullUntil(message, address.Key, step.Topic, zone) is { } room)
        {
            return step.DeferUpTo is { } defer && room < LocalTime.Add(message.QueuedAt, defer, zone)
                ? SendDecision.Postponed(room, RefusalReasons.Capped)
                : SendDecision.RefusedOnChannel(RefusalReasons.Capped);
        }

        if (QuietUntil(message, step, zone) is { } end)
            return SendDecision.Postponed(end, RefusalReasons.QuietHours);
        var voucher = message.VoucherCode is { } code ? _vouchers.GetValueOrDefault(code) : null;
        if (voucher?.RedeemedAt is not null)
            return SendDecision.Refused(RefusalReasons.VoucherRedeemed);
        // a missing voucher expired long ago and was purged
        if (voucher is null ? message.VoucherCode is not null : voucher.ExpiresAt < _batch.Now)
            return SendDecision.Refused(RefusalReasons.VoucherExpired);
        return SendDecision.Passed;
    }

    /// <summary>Takes a slot under the caps.</summary>
    internal void Take(OutboxMessage message, SendStep step) => _caps.Take(message, _addresses[message.Id].Key, step.Topic);

    /// <summary>Releases the slot of a message that was sent before and is refused now.</summary>
    internal void Release(OutboxMessage message) => _caps.Release(message, _addresses.GetValueOrDefault(message.Id)?.Key);

    /// <summary>Stores the slots that were taken and released at addresses of several customers.</summary>
    internal Task SaveAsync(CancellationToken cancellationToken) => _caps.SaveAsync(cancellationToken);

    /// <summary>
    /// Returns the end of quiet hours, spread over some minutes by the message's key, so that messages do not leave all at once.
    /// </summary>
    private DateTimeOffset? QuietUntil(OutboxMessage message, SendStep step, TimeZoneInfo zone)
    {
        if (step.Topic == Topic.Transactional)
            return null;
        DateTimeOffset? end = null;
        foreach (var hours in _batch.Settings.Options.QuietHours)
        {
            if (hours.EndOf(message.Channel, _batch.Now, zone) is { } until && !(end > until))
                end = until;
        }

        foreach (var days in _batch.Settings.Options.QuietDays)
        {
            if (days.EndOf(message.Channel, _batch.Now, zone) is { } until && !(end > until))
                end = until;
        }

        return end + Backoff.Spread(message.IdempotencyKey);
    }

    private static KnownAddress? AddressOf(Batch batch, OutboxMessage message, IReadOnlyDictionary<CustomerId, Customer> customers) =>
        customers.GetValueOrDefault(message.Customer)?.AddressOn(message.Channel) is { } address
            ? new KnownAddress(batch.Settings.Addresses.Normalize(message.Channel, address),
                SuppressionKey.Of(batch.Settings, message.Channel, address))
            : null;

    /// <param name="Form">The address that a message goes to.</param>
    /// <param name="Key">Its key in the suppression list.</param>
    private sealed record KnownAddress(NormalizedAddress Form, string Key);
}

/// <summary>The decision of the send policy about a message.</summary>
/// <param name="Refusal">The reason why it is not sent; null if it may be sent or has to wait.</param>
/// <param name="IsOfChannel">True if another channel may accept the message.</param>
/// <param name="PostponedUntil">The time until which it waits; null if it does not wait.</param>
/// <param name="Reason">The reason why it waits; null if it does not wait.</param>
internal readonly record struct SendDecision(string? Refusal, bool IsOfChannel, DateTimeOffset? PostponedUntil, string? Reason)
{
    internal static SendDecision Passed => default;

    internal static SendDecision Refused(string reason) => new(reason, false, null, null);

    internal static SendDecision RefusedOnChannel(string reason) => new(reason, true, null, null);

    internal static SendDecision Postponed(DateTimeOffset until, string reason) => new(null, false, until, reason);
}
