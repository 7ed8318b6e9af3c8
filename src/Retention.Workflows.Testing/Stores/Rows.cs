using Retention.Workflows.Segments;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Testing.Stores;

/// <summary>Rows for the contract: valid, with plain values where the rule does not need special ones.</summary>
internal static class Rows
{
    internal static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    internal static JourneyName Churn { get; } = new("swiftmotion-churn");

    internal static CustomerId Ada { get; } = new("ada");

    internal static CustomerId Bob { get; } = new("bob");

    internal static Customer Customer(string id) => new() { Id = new CustomerId(id), FirstName = "Somebody" };

    internal static CustomerEvent Event(
        string id, CustomerId customer, string name, DateTimeOffset at, decimal? amount = null, string? currency = null) => new()
    {
        Id = id,
        Customer = customer,
        Name = name,
        OccurredAt = at,
        Amount = amount,
        Currency = currency,
    };

    internal static CustomerEvent Bought(string id, CustomerId customer, DateTimeOffset at, decimal total, string currency = "EUR") =>
        CustomerEvent.Of(id, new Purchase(customer, at, total, currency));

    internal static Enrollment Enrollment(long number, CustomerId customer, string key = "2026-03") => new()
    {
        Id = new EnrollmentId(0, number),
        Journey = Churn,
        Version = 1,
        Customer = customer,
        EntryKey = key,
        EnteredAt = Noon,
        Status = EnrollmentStatus.Waiting,
        Step = "think",
        DueAt = Noon.AddDays(10),
    };

    internal static OutboxMessage Message(
        long number, MessageStatus status = MessageStatus.Queued, DateTimeOffset? due = null, long? worker = null) => new()
    {
        Id = new MessageId(0, number),
        Enrollment = new EnrollmentId(0, 1),
        Journey = Churn,
        Version = 1,
        Step = "offer",
        Customer = Ada,
        Channel = Channel.Email,
        QueuedAt = Noon,
        DueAt = due ?? (status == MessageStatus.Queued ? Noon : null),
        Status = status,
        Worker = worker,
    };

    internal static Voucher Voucher(string code, string key, CustomerId customer) => new()
    {
        Code = code,
        Customer = customer,
        IdempotencyKey = key,
        Journey = Churn,
        Offer = new VoucherOffer { Name = "comeback-20", Discount = Discount.Percent(20), MinimumSpend = 20, CodePrefix = "SWIFT" },
        IssuedAt = Noon,
        ExpiresAt = Noon.AddDays(30),
    };

    internal static CustomerSegment Segment(CustomerId customer, RfmSegment segment, RfmScore? score) => new()
    {
        Customer = customer,
        Segment = segment,
        Score = score,
        Model = 7,
        Since = Noon,
    };

    internal static JourneyCounter Counter(long count, decimal amount = 0, string detail = "email") => new()
    {
        Journey = Churn,
        Version = 1,
        Day = new DateOnly(2026, 3, 10),
        Step = "offer",
        Measure = JourneyMeasures.Sent,
        Detail = detail,
        Count = count,
        Amount = amount,
    };
}
