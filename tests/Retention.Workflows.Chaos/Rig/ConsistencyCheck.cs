using System.Security.Cryptography;
using System.Text;
using Retention.Workflows.Chaos.Worker;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;
using Retention.Workflows.Tests.Engine.Faults;
using Retention.Workflows.Tests.Engine.Faults.Oracle;

namespace Retention.Workflows.Chaos;

/// <summary>Compares the system's store with the ledger, and lists every contradiction.</summary>
internal sealed class ConsistencyCheck
{
    private readonly JourneyRows _journeyRows;
    private readonly Ledger _ledger;
    private readonly Shop _shop;
    private readonly IReadOnlyList<JourneyDefinition> _journeys;
    private readonly ILookup<string, LedgerMail> _mails;
    private readonly Dictionary<string, AmbiguityPolicy> _policies;
    private readonly Dictionary<string, JourneyName> _journeyOf;
    private readonly Dictionary<(JourneyName, CustomerId), int> _enrollmentCounts;

    internal ConsistencyCheck(JourneyRows journeyRows, Ledger ledger, Shop shop)
    {
        _journeyRows = journeyRows;
        _ledger = ledger;
        _shop = shop;
        _journeys = ChaosShop.Journeys(shop.Settings.EnrollsAt);
        _policies = _journeys.SelectMany(journey => JourneyRows.StepsOf(journey.Steps)).OfType<SendStep>()
            .ToDictionary(step => step.Name, step => step.OnAmbiguous);
        _journeyOf = _journeys.SelectMany(journey =>
            JourneyRows.StepsOf(journey.Steps).OfType<SendStep>().Select(step => (step.Template, journey.Name))).DistinctBy(pair => pair.Template)
            .ToDictionary(pair => pair.Template.Value, pair => pair.Name);
        _enrollmentCounts = journeyRows.Enrollments.CountBy(enrollment => (enrollment.Journey, enrollment.Customer)).ToDictionary();
        var keys = journeyRows.Messages.ToDictionary(message => Hash(message.IdempotencyKey), message => message.IdempotencyKey);
        _mails = ledger.Mails.ToLookup(mail => keys.GetValueOrDefault(mail.Key) ?? $"unknown/{mail.Key}");
    }

    internal long Ambiguous => _journeyRows.Counters.Where(counter => counter.Measure == JourneyMeasures.Ambiguous).Sum(counter => counter.Count);

    /// <summary>Mails that were sent again, as the step allows.</summary>
    internal int Resent => _mails.Where(mail => PolicyOf(mail.Key) == AmbiguityPolicy.Resend).Sum(mail => mail.Count() - 1);

    internal int DuplicateMails => DuplicatesByAddress().Count();

    internal int DuplicateVouchers =>
        _journeyRows.Vouchers.GroupBy(voucher => (voucher.Customer, voucher.IdempotencyKey.Split('/')[1])).Sum(group => group.Count() - 1)
        + _ledger.Vouchers.GroupBy(voucher => (voucher.Value.Customer, voucher.Key.Split('/')[1])).Sum(group => group.Count() - 1);

    internal int Undelivered => UndeliveredKeys().Count();

    /// <summary>All violations, one sentence each.</summary>
    internal IEnumerable<string> Violations() =>
        [.. _shop.Problems, .. Enrollments(), .. Events(), .. new CartConsistencyCheck(_journeyRows, _ledger, _shop).Violations(), .. Duplicates(),
            .. UndeliveredKeys().Select(key => $"{key} is to be resent until it has arrived, and did not arrive"), .. Audited()];

    /// <summary>Every customer entered the scheduled journey once, and every enrollment ended.</summary>
    private IEnumerable<string> Enrollments()
    {
        var entered = _journeyRows.Enrollments.Where(enrollment => enrollment.Journey == ChaosShop.JourneyName)
            .CountBy(enrollment => enrollment.Customer).ToDictionary();
        foreach (var customer in _shop.Customers.Where(customer => entered.GetValueOrDefault(customer) != 1))
            yield return $"customer {customer} has {entered.GetValueOrDefault(customer)} enrollments";
        foreach (var open in _journeyRows.Enrollments.Where(enrollment => enrollment.EndedAt is null))
            yield return $"{open.Id} has not ended: {open.Status} at {open.Step}, due {open.DueAt:O}, attempt {open.Attempt}, {open.Outcome}";
    }

    private IEnumerable<string> Events()
    {
        var known = _journeyRows.Events.Select(@event => (@event.Customer, @event.Id)).ToHashSet();
        return _shop.Accepted.Where(accepted => !known.Contains((accepted.Event.Customer, accepted.Event.Id)))
            .Select(accepted => $"event {accepted.Event.Id} was lost");
    }

    private IEnumerable<string> Duplicates()
    {
        foreach (var (recipient, subject) in DuplicatesByAddress())
            yield return $"{recipient} got a mail twice that nobody may resend: {subject}";
        if (DuplicateVouchers is var vouchers and > 0)
            yield return $"{vouchers} vouchers were issued twice";
    }

    /// <summary>
    /// Compares what the recipient sees, so that a mail counts as a duplicate even with another key. Each enrollment sends one mail of a
    /// kind.
    /// </summary>
    private IEnumerable<(string Recipient, string Subject)> DuplicatesByAddress() => _mails
        .Where(mail => PolicyOf(mail.Key) == AmbiguityPolicy.AssumeSent)
        .SelectMany(mail => mail)
        .GroupBy(mail => (mail.Recipient, mail.Subject))
        .Where(group => group.Count() > _enrollmentCounts.GetValueOrDefault(
            (_journeyOf.GetValueOrDefault(group.Key.Subject), new CustomerId(group.Key.Recipient.Split('@')[0]))))
        .Select(group => group.Key);

    private IEnumerable<string> UndeliveredKeys() => _journeyRows.Messages
        .Where(message => message.Channel == Channel.Email && PolicyOf(message.IdempotencyKey) == AmbiguityPolicy.Resend)
        .Where(message => message.Status is not (MessageStatus.Withdrawn or MessageStatus.Refused)
            && (message.Status != MessageStatus.Sent || !_mails.Contains(message.IdempotencyKey)))
        .Select(message => message.IdempotencyKey);

    private IEnumerable<string> Audited()
    {
        var customers = _journeyRows.Messages.ToDictionary(message => message.IdempotencyKey, message => message.Customer);
        var outside = new ExternalEffects(new Retention.Workflows.Tests.Engine.Faults.Oracle.Ledger(
            _journeys, TimeProvider.System, isThreaded: false, SendingRules.None, new RetentionOptions().Retries.MaxAttempts));
        foreach (var mail in _mails.SelectMany(group => group.Select(_ => group.Key)))
            outside.Delivered.Enqueue((mail, customers.GetValueOrDefault(mail), Channel.Email, ""));
        foreach (var (key, text) in _ledger.Texts)
            outside.Delivered.Enqueue((key, customers.GetValueOrDefault(key), text.Channel, ""));
        foreach (var (key, voucher) in _ledger.Vouchers)
            outside.Issued[key] = voucher.Code;
        return new Audit(_journeyRows, _journeys, outside, new HashSet<Channel> { Channel.Sms, Channel.Push }, TimeProvider.System.GetUtcNow())
            .Violations();
    }

    private AmbiguityPolicy PolicyOf(string key) => _policies.GetValueOrDefault(key.Split('/')[1]);

    /// <summary>The hash from which the mail channel derives its message ids.</summary>
    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));
}
