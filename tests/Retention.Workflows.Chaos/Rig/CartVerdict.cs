using Retention.Workflows.Chaos.Worker;
using Retention.Workflows.Storage;
using Retention.Workflows.Tests.Engine.Faults;

namespace Retention.Workflows.Chaos;

/// <summary>Whether the journey of carts did what events asked of it: who entered, who left, who was waited for, and how often somebody got a notice.</summary>
internal sealed class CartVerdict
{
    private readonly Books _books;
    private readonly Ledger _ledger;
    private readonly ILookup<CustomerId, (CustomerEvent Happened, DateTimeOffset AnsweredAt)> _accepted;
    private readonly IReadOnlyList<Enrollment> _enrollments;

    internal CartVerdict(Books books, Ledger ledger, Shop shop)
    {
        _books = books;
        _ledger = ledger;
        _accepted = shop.Accepted.ToLookup(accepted => accepted.Happened.Customer);
        _enrollments = [.. books.Enrollments.Where(enrollment => enrollment.Journey == ChaosShop.CartName)];
    }

    internal IEnumerable<string> Violations() => [.. Entries(), .. Exits(), .. Answers(), .. Notices(), .. AfterExits()];

    /// <summary>Each cart that was told of is one enrollment, and there are no others.</summary>
    private IEnumerable<string> Entries()
    {
        var carts = _accepted.SelectMany(accepted => accepted).Where(accepted => accepted.Happened.Name == EventNames.CartItemAdded)
            .Select(accepted => (accepted.Happened.Customer, Cart: accepted.Happened.Properties["cart"].ToString())).ToHashSet();
        var entered = _enrollments.Select(enrollment => (enrollment.Customer, Cart: enrollment.EntryKey)).ToHashSet();
        return carts.Except(entered).Select(cart => $"cart {cart.Cart} of {cart.Customer} was told of, and nobody entered")
            .Concat(entered.Except(carts).Select(cart => $"{cart.Customer} entered with cart {cart.Cart}, of which nobody told"));
    }

    /// <summary>Who buys leaves in the transaction that stores the purchase, so nobody was under way when it was answered.</summary>
    private IEnumerable<string> Exits() =>
        from enrollment in _enrollments
        from bought in _accepted[enrollment.Customer]
        where bought.Happened.Name == EventNames.Purchase && bought.Happened.OccurredAt > enrollment.EnteredAt
            && (enrollment.EndedAt is null || (enrollment.EndedAt > bought.AnsweredAt && enrollment.Outcome != "bought-cart"))
        select $"{enrollment.Id} went on after {bought.Happened.Id}, and ended at {enrollment.EndedAt:O} as {enrollment.Outcome}";

    /// <summary>An answer that was stored before the time was up was heard; where none was, nothing was heard.</summary>
    private IEnumerable<string> Answers()
    {
        foreach (var enrollment in _enrollments)
        {
            var moves = _books.History[enrollment.Id].SelectMany(entry => entry.Moves.Split(';').Select(move => (Move: move, entry.At))).ToList();
            var since = moves.Find(move => move.Move == "answer").At;
            var answers = _accepted[enrollment.Customer].Where(accepted => accepted.Happened.Name == ChaosShop.Answered && accepted.Happened.OccurredAt > since).ToList();
            if (moves.Exists(move => move.Move == "answer:received") && !answers.Exists(answer => answer.Happened.OccurredAt <= since + ChaosShop.AnswerTime))
                yield return $"{enrollment.Id} heard an answer, and nobody had answered";
            if (moves.Find(move => move.Move == "answer:timed-out") is { Move: not null } gaveUp && answers.Exists(answer => answer.Happened.OccurredAt < since + ChaosShop.AnswerTime && answer.AnsweredAt < gaveUp.At))
                yield return $"{enrollment.Id} was answered, and did not hear it";
        }
    }

    /// <summary>One whose fate was never known may have arrived and was taken back since: it holds no place.</summary>
    private IEnumerable<string> Notices() => _books.Messages
        .Where(message => message.Channel == Channel.Push && message.Status is MessageStatus.Sent or MessageStatus.AssumedSent && _ledger.Texts.ContainsKey(message.IdempotencyKey))
        .CountBy(message => message.Customer).Where(count => count.Value > ChaosShop.MostNotices)
        .Select(count => $"{count.Key} got {count.Value} notices in a day");

    /// <summary>What arrived after an exit was in hand at that moment, which the message says.</summary>
    private IEnumerable<string> AfterExits()
    {
        var exits = _enrollments.Where(enrollment => enrollment.Status == EnrollmentStatus.Exited).ToDictionary(enrollment => enrollment.Id, enrollment => enrollment.EndedAt);
        return _books.Messages
            .Where(message => exits.TryGetValue(message.Enrollment, out var at) && message.Status == MessageStatus.Sent && message.DecidedAt > at && message.Reason != "exited-after-hand-over")
            .Select(message => $"{message.IdempotencyKey} was sent at {message.DecidedAt:O}, after the exit, and was not in hand then");
    }
}
