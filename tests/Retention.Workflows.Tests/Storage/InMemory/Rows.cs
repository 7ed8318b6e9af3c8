using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Tests.Storage.InMemory;

/// <summary>Rows for tests of the in-memory store.</summary>
internal static class Rows
{
    internal static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    internal static Customer Customer(string id) => new() { Id = new CustomerId(id), FirstName = "Ada" };

    internal static CustomerEvent Event(
        string id, string customer, EventName name, DateTimeOffset at, decimal? amount = null, string? currency = null) => new()
    {
        Id = id,
        Customer = new CustomerId(customer),
        Name = name,
        OccurredAt = at,
        Amount = amount,
        Currency = currency,
    };

    internal static CustomerEvent Bought(string id, string customer, DateTimeOffset at, decimal amount, string currency = "EUR") =>
        Event(id, customer, EventNames.Purchase, at, amount, currency);

    internal static Enrollment Enrollment(long number, DateTimeOffset? due, string customer = "c-1", string key = "once") => new()
    {
        Id = new EnrollmentId(0, number),
        Journey = new JourneyName("churn"),
        Version = 1,
        Customer = new CustomerId(customer),
        EntryKey = key,
        EnteredAt = Noon,
        Status = EnrollmentStatus.Waiting,
        Step = "think",
        DueAt = due,
    };

    internal static OutboxMessage Message(long number, MessageStatus status, DateTimeOffset? due = null, long? worker = null) => new()
    {
        Id = new MessageId(0, number),
        Enrollment = new EnrollmentId(0, 1),
        Journey = new JourneyName("churn"),
        Version = 1,
        Step = "offer",
        Customer = new CustomerId("c-1"),
        Channel = Channel.Email,
        QueuedAt = Noon,
        DueAt = due,
        Status = status,
        Worker = worker,
    };

    internal static Voucher Voucher(string code, string key, string customer = "c-1") => new()
    {
        Code = code,
        Customer = new CustomerId(customer),
        IdempotencyKey = key,
        Journey = new JourneyName("churn"),
        Offer = new VoucherOffer { Name = "comeback-20", Discount = Discount.Percent(20) },
        IssuedAt = Noon,
        ExpiresAt = Noon.AddDays(10),
    };

    internal static JourneyCounter Counter(long count, decimal amount = 0, string detail = "email") => new()
    {
        Journey = new JourneyName("churn"),
        Version = 1,
        Day = new DateOnly(2026, 3, 10),
        Step = "offer",
        Measure = JourneyMeasures.Sent,
        Detail = detail,
        Count = count,
        Amount = amount,
    };
}
