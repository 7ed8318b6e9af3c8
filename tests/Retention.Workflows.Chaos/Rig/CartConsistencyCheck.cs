using Retention.Workflows.Chaos.Worker;
using Retention.Workflows.Storage;
using Retention.Workflows.Tests.Engine.Faults;
using Retention.Workflows.Tests.Engine.Faults.Oracle;

namespace Retention.Workflows.Chaos;

/// <summary>Checks the journey of carts against the events: entries, exits, answers, and the number of notices a customer got.</summary>
internal sealed class CartConsistencyCheck
{
    private readonly JourneyRows _journeyRows;
    private readonly Ledger _ledger;
    private readonly ILookup<CustomerId, (CustomerEvent Event, DateTimeOffset AnsweredAt)> _accepted;
    private readonly IReadOnlyList<Enrollment> _enrollments;

    internal CartConsistencyCheck(JourneyRows journeyRows, Ledger ledger, Shop shop)
    {
        _journeyRows = journeyRows;
        _ledger = ledger;
        _accepted = shop.Accepted.ToLookup(accepted => accepted.Event.Customer);
        _enrollments = [.. journeyRows.Enrollments.Where(enrollment => enrollment.Journey == ChaosShop.CartName)];
    }

    internal IEnumerable<string> Violations() => [.. Entries(), .. Exits(), .. Answers(), .. Notices(), .. AfterExits()];

    /// <summary>Each reported cart is one enrollment, and there are no others.</summary>
    private IEnumerable<string> Entries()
    {
        var carts = _accepted.SelectMany(accepted => accepted).Where(accepted => accepted.Event.Name == EventNames.CartItemAdded)
            .Select(accepted => (accepted.Event.Customer, Cart: accepted.Event.Properties["cart"].ToString())).ToHashSet();
        var entered = _enrollments.Select(enrollment => (enrollment.Customer, Cart: enrollment.EntryKey)).ToHashSet();
        return carts.Except(entered).Select(cart => $"cart {cart.Cart} of {cart.Customer} was reported, and there is no enrollment")
            .Concat(entered.Except(carts).Select(cart => $"{cart.Customer} entered with cart {cart.Cart}, which was never reported"));
    }

    /// <summary>
    /// A purchase ends the enrollment in the transaction that stores the purchase. No enrollment is active once the purchase is answered.
    /// </summary>
    private IEnumerable<string> Exits() =>
        from enrollment in _enrollments
        from bought in _accepted[enrollment.Customer]
        where bought.Event.Name == EventNames.Purchase && bought.Event.OccurredAt > enrollment.EnteredAt
            && (enrollment.EndedAt is null || (enrollment.EndedAt > bought.AnsweredAt && enrollment.Outcome != "bought-cart"))
        select $"{enrollment.Id} continued after {bought.Event.Id}, and ended at {enrollment.EndedAt:O} as {enrollment.Outcome}";

    /// <summary>An answer stored before the timeout resumes the enrollment. Without an answer, the timeout does.</summary>
    private IEnumerable<string> Answers()
    {
        foreach (var enrollment in _enrollments)
        {
            var moves = _journeyRows.History[enrollment.Id].SelectMany(entry => entry.Moves.Split(';').Select(move => (Move: move, entry.At)))
                .ToList();
            var since = enrollment.EnteredAt; // the wait is the first step, and it counts from the event
            var answers = _accepted[enrollment.Customer]
                .Where(accepted => accepted.Event.Name == ChaosShop.Answered && accepted.Event.OccurredAt > since).ToList();
            if (moves.Exists(move => move.Move == "answer:received")
                && !answers.Exists(answer => answer.Event.OccurredAt <= since + ChaosShop.AnswerTime))
                yield return $"{enrollment.Id} received an answer that no customer gave";
            if (moves.Find(move => move.Move == "answer:timed-out") is { Move: not null } gaveUp
                && answers.Exists(answer => answer.Event.OccurredAt < since + ChaosShop.AnswerTime && answer.AnsweredAt < gaveUp.At))
                yield return $"{enrollment.Id} did not receive its answer";
        }
    }

    /// <summary>A message in doubt may have arrived and been withdrawn since; it occupies no slot of the cap.</summary>
    private IEnumerable<string> Notices() => _journeyRows.Messages
        .Where(message => message.Channel == Channel.Push && message.Status is MessageStatus.Sent or MessageStatus.AssumedSent
            && _ledger.Texts.ContainsKey(message.IdempotencyKey))
        .CountBy(message => message.Customer).Where(count => count.Value > ChaosShop.MostNotices)
        .Select(count => $"{count.Key} got {count.Value} notices in a day");

    /// <summary>A message that arrived after an exit was being sent at that moment, and its record says so.</summary>
    private IEnumerable<string> AfterExits()
    {
        var exits = _enrollments.Where(enrollment => enrollment.Status == EnrollmentStatus.Exited)
            .ToDictionary(enrollment => enrollment.Id, enrollment => _journeyRows.History[enrollment.Id][^1].At);
        return _journeyRows.Messages
            .Where(message => exits.TryGetValue(message.Enrollment, out var at) && message.Status == MessageStatus.Sent
                && message.DecidedAt > at && message.Reason != "exited-after-hand-over")
            .Select(message => $"{message.IdempotencyKey} was sent at {message.DecidedAt:O}, after the exit, and was not being sent then");
    }
}
