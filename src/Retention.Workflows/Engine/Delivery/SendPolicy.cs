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
    private readonly IReadOnlyDictionary<MessageId, IReadOnlyList<KnownAddress>> _addresses;
    private readonly ILookup<string, Suppression> _suppressed;
    private readonly FrequencyCapCounter _caps;

    private SendPolicy(
        Batch batch,
        IReadOnlyDictionary<EnrollmentId, Enrollment> enrollments,
        IReadOnlyDictionary<CustomerId, Customer> customers,
        IReadOnlyDictionary<string, Voucher> vouchers,
        IReadOnlyDictionary<MessageId, IReadOnlyList<KnownAddress>> addresses,
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
        var addresses = candidates.Select(pending => pending.Message).DistinctBy(message => message.Id)
            .ToDictionary(message => message.Id, message => AddressesOf(batch, message, customers));
        var keys = addresses.Values.SelectMany(known => known).Select(known => known.Recipient.Key).ToHashSet();
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

    /// <summary>
    /// The customer's first address that can be used, in its canonical form; null if there is none. The links of a message belong to it.
    /// </summary>
    internal string? FirstAddressOf(OutboxMessage message) =>
        _addresses[message.Id].FirstOrDefault(address => address.Problem is null)?.Recipient.Address;

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
        var addresses = _addresses[message.Id];
        if (addresses.Count == 0)
            return SendDecision.RefusedOnChannel(RefusalReasons.NoAddress);
        List<Recipient> recipients = [.. addresses.Where(address => address.Problem is null).Select(address => address.Recipient)];
        if (recipients.Count == 0)
            return SendDecision.RefusedOnChannel(RefusalReasons.InvalidAddress);
        if (step.Topic != Topic.Transactional && !customer.HasConsent(step.Topic, message.Channel))
            return SendDecision.RefusedOnChannel(RefusalReasons.NoConsent);
        recipients.RemoveAll(recipient => _suppressed[recipient.Key].Any(entry => entry.Topic is null || entry.Topic == step.Topic));
        if (recipients.Count == 0)
            return SendDecision.RefusedOnChannel(RefusalReasons.Suppressed);

        var zone = TimeZones.For(customer.TimeZone, _batch.Settings.Zone);
        var full = recipients.ConvertAll(
            recipient => (Recipient: recipient, Until: _caps.FullUntil(message, recipient.Key, step.Topic, zone)));
        if (full.All(entry => entry.Until is not null))
        {
            var room = full.Min(entry => entry.Until!.Value);
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
        return SendDecision.Passed([.. full.Where(entry => entry.Until is null).Select(entry => entry.Recipient)]);
    }

    /// <summary>Takes a slot under the caps, one for all addresses of the customer.</summary>
    internal void Take(OutboxMessage message, SendDecision decision, SendStep step) =>
        _caps.Take(message, decision.Recipients.Select(recipient => recipient.Key), step.Topic);

    /// <summary>Releases the slot of a message that was sent before and is refused now.</summary>
    internal void Release(OutboxMessage message) => _caps.Release(message, _addresses[message.Id].Select(address => address.Recipient.Key));

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

    private static IReadOnlyList<KnownAddress> AddressesOf(
        Batch batch, OutboxMessage message, IReadOnlyDictionary<CustomerId, Customer> customers)
    {
        var stored = customers.GetValueOrDefault(message.Customer)?.AddressesOn(message.Channel) ?? [];
        return [.. stored.Select(Known).DistinctBy(address => address.Recipient.Key)];

        KnownAddress Known(string address)
        {
            var form = batch.Settings.Addresses.Normalize(message.Channel, address);
            return new KnownAddress(new Recipient(form.Address ?? address, SuppressionKey.Of(batch.Settings, message.Channel, address),
                IsOneOfSeveral: stored.Count > 1), form.Problem);
        }
    }

    /// <param name="Recipient">An address of the customer.</param>
    /// <param name="Problem">Why it cannot be used; null if it can.</param>
    private sealed record KnownAddress(Recipient Recipient, string? Problem);
}

/// <summary>The decision of the send policy about a message.</summary>
/// <param name="Refusal">The reason why it is not sent; null if it may be sent or has to wait.</param>
/// <param name="IsOfChannel">True if another channel may accept the message.</param>
/// <param name="PostponedUntil">The time until which it waits; null if it does not wait.</param>
/// <param name="Reason">The reason why it waits; null if it does not wait.</param>
/// <param name="Recipients">The addresses that it may be sent to; empty if it is refused or has to wait.</param>
internal readonly record struct SendDecision(
    string? Refusal, bool IsOfChannel, DateTimeOffset? PostponedUntil, string? Reason, IReadOnlyList<Recipient> Recipients)
{
    internal static SendDecision Passed(IReadOnlyList<Recipient> recipients) => new(null, false, null, null, recipients);

    internal static SendDecision Refused(string reason) => new(reason, false, null, null, []);

    internal static SendDecision RefusedOnChannel(string reason) => new(reason, true, null, null, []);

    internal static SendDecision Postponed(DateTimeOffset until, string reason) => new(null, false, until, reason, []);
}
