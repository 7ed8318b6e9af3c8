using Retention.Workflows.Segments;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Testing.Stores;

/// <summary>A call with its arguments, and its result as a text.</summary>
internal sealed record RandomCall(string Name, Func<IPartitionTransaction, CancellationToken, Task<string>> Run);

/// <summary>Generates random calls over few customers, names and times, so that the calls affect the same rows often.</summary>
internal sealed class RandomCalls(Random random)
{
    private List<Enrollment> _enrollments = [];
    private List<OutboxMessage> _messages = [];
    private List<Voucher> _vouchers = [];
    private long _number;

    internal int Length() => random.Next(1, 15);

    internal bool Commits() => random.Next(4) > 0;

    internal object Remember() => (_enrollments.ToList(), _messages.ToList(), _vouchers.ToList());

    internal void GoBackTo(object before) =>
        (_enrollments, _messages, _vouchers) = ((List<Enrollment>, List<OutboxMessage>, List<Voucher>))before;

    internal RandomCall Next() => random.Next(26) switch
    {
        0 => Call("save customers", Some(Customer), static async (t, rows, token) =>
        {
            await t.Customers.SaveAsync(rows, token).ConfigureAwait(false);
            var ids = await t.Customers.ReadIdsAsync(null, 100, token).ConfigureAwait(false);
            var all = await t.Customers.FindAsync(ids, token).ConfigureAwait(false);
            return Text(ids.Select(id => Same.Of(all[id])));
        }),
        1 or 2 or 3 => Call("append events", Some(Event), static async (t, rows, token) =>
            Text(await t.Events.AppendAsync(rows, token).ConfigureAwait(false))),
        4 => Call("count events", Some(Window), static async (t, windows, token) =>
            Text(await t.Events.CountAsync(windows, token).ConfigureAwait(false))),
        5 => Call("read events", Some(Window), static async (t, windows, token) =>
            Text((await t.Events.ReadAsync(windows, token).ConfigureAwait(false)).Select(list => Text(list.Select(Same.Of))))),
        6 => Call("sum purchases", Some(() => new CustomerWindow(CustomerId(), Moment(), Moment())), static async (t, windows, token) =>
            Text((await t.Events.SumPurchasesAsync(windows, token).ConfigureAwait(false))
                .Select(rows => Text(rows.Select(Same.Of))))),
        7 => Call("read totals", (Moment(), Moment(), random.Next(2) == 0 ? CustomerId() : default(CustomerId?), Limit()),
            static async (t, asked, token) =>
                Text((await t.Events.ReadTotalsAsync(asked.Item1, asked.Item2, asked.Item3, asked.Item4, token).ConfigureAwait(false))
                    .Select(Same.Of))),
        8 => Call("read the log", (Name(), Limit()),
            static async (t, asked, token) => Text(await LogAsync(t, asked.Item1, asked.Item2, token).ConfigureAwait(false))),
        9 => Call("save segments", Some(Segment), static async (t, rows, token) =>
        {
            await t.Segments.SaveAsync(rows, token).ConfigureAwait(false);
            return Text(await t.Segments.ReadAsync(null, 100, token).ConfigureAwait(false));
        }),
        10 or 11 => Call("add enrollments", Some(NewEnrollment), static async (t, rows, token) =>
        {
            await t.Enrollments.AddAsync(rows, token).ConfigureAwait(false);
            await t.Enrollments.AppendHistoryAsync([.. rows.Select(
                row => new HistoryEntry { Enrollment = row.Id, At = row.EnteredAt, Moves = $"{row.Step}" })], token).ConfigureAwait(false);
            return Text((await t.Enrollments.ReadByCustomerAsync([.. rows.Select(row => row.Customer)], token).ConfigureAwait(false))
                .Select(Same.Of));
        }),
        12 or 13 => Call("move enrollments", Moved(), static async (t, rows, token) =>
        {
            await t.Enrollments.UpdateAsync(rows, token).ConfigureAwait(false);
            return Text((await t.Enrollments.ReadAllAsync(Rows.Churn, 0, 1_000, token).ConfigureAwait(false)).Select(Same.Of));
        }),
        14 => Call("read due enrollments", (random.Next(2) == 0
            ? EnrollmentStatus.Waiting : EnrollmentStatus.AwaitingCallback, Moment(), Limit()), static async (t, asked, token) =>
            Text((await t.Enrollments.ReadDueAsync(asked.Item1, asked.Item2, asked.Item3, token).ConfigureAwait(false)).Select(Same.Of))
            + Text(await t.Enrollments.CountByStepAsync(Rows.Churn, token).ConfigureAwait(false))),
        15 => Call("add counters", Some(Counter), static async (t, rows, token) =>
        {
            await t.Enrollments.AddCountersAsync(rows, token).ConfigureAwait(false);
            return Text((await t.Enrollments.ReadCountersAsync(Rows.Churn, token).ConfigureAwait(false)).Select(Same.Of)
                .Order(StringComparer.Ordinal));
        }),
        16 => Call("add messages", Some(NewMessage), static async (t, rows, token) =>
        {
            await t.Outbox.AddAsync(rows, token).ConfigureAwait(false);
            return Text(await t.Outbox.ReadByEnrollmentAsync([.. rows.Select(row => row.Enrollment)], token).ConfigureAwait(false));
        }),
        17 => Call("decide messages", Decided(), static async (t, rows, token) =>
        {
            await t.Outbox.UpdateAsync(rows, token).ConfigureAwait(false);
            return Text(await t.Outbox.ReadAllAsync(0, 1_000, token).ConfigureAwait(false))
                + Text((await t.Outbox.ReadAbandonedAsync(1_000, token).ConfigureAwait(false)).OrderBy(row => row.Id.Number));
        }),
        18 => Call("read due messages", (Moment(), Limit()), static async (t, asked, token) =>
            Text(await t.Outbox.ReadDueAsync(asked.Item1, asked.Item2, token).ConfigureAwait(false))),
        19 => Call("read all of a customer", CustomerId(), static async (t, customer, token) =>
            Text((await t.Events.ReadByCustomerAsync(customer, token).ConfigureAwait(false)).Select(Same.Of))),
        20 => random.Next(2) == 0 ? Erasure() : Purge(),
        21 => Call("read what is held", (Moment(), Limit()), static async (t, asked, token) =>
            Text((await t.Enrollments.ReadHeldAsync(Rows.Churn, asked.Item2, token).ConfigureAwait(false)).Select(Same.Of))
            + Text(await t.Outbox.ReadHeldAsync(Rows.Churn, asked.Item2, token).ConfigureAwait(false))
            + Text(await t.Enrollments.CountLateAsync(Rows.Churn, asked.Item1, token).ConfigureAwait(false))
            + await t.Outbox.CountLateAsync(Rows.Churn, asked.Item1, token).ConfigureAwait(false)),
        22 => Call("read what is stuck", Limit(), static async (t, limit, token) =>
            Text((await t.Enrollments.ReadStuckAsync(0, limit, token).ConfigureAwait(false)).Select(Same.Of))
            + Text(await t.Outbox.ReadDeadAsync(0, limit, token).ConfigureAwait(false))
            + await t.Outbox.CountQueuedAsync(limit, token).ConfigureAwait(false)),
        23 => Call("save notifications", Some(Notification), static async (t, rows, token) =>
        {
            await t.Enrollments.SaveNotificationsAsync(rows, token).ConfigureAwait(false);
            return Text(await t.Enrollments.ReadDueNotificationsAsync(Rows.Noon, 5, token).ConfigureAwait(false));
        }),
        24 => Call("remove notifications", Some(() => new EnrollmentId(0, random.Next(1, 9))), static async (t, ids, token) =>
        {
            await t.Enrollments.RemoveNotificationsAsync(ids, token).ConfigureAwait(false);
            return Text(await NotificationsAsync(t, token).ConfigureAwait(false));
        }),
        _ => random.Next(2) == 0
            ? Call("add vouchers", Some(NewVoucher), static async (t, rows, token) =>
            {
                await t.Vouchers.AddAsync(rows, token).ConfigureAwait(false);
                return Text((await t.Vouchers.ReadByCustomerAsync([.. rows.Select(row => row.Customer)], token).ConfigureAwait(false))
                    .Select(Same.Of));
            })
            : Call("redeem vouchers", Redeemed(), static async (t, rows, token) =>
            {
                await t.Vouchers.UpdateAsync(rows, token).ConfigureAwait(false);
                return Text((await t.Vouchers.FindAsync([.. rows.Select(row => row.Code)], token).ConfigureAwait(false)).Values
                    .Select(Same.Of).Order(StringComparer.Ordinal));
            }),
    };

    private static RandomCall Call<T>(string name, T argument, Func<IPartitionTransaction, T, CancellationToken, Task<string>> run) =>
        new(name, (transaction, token) => run(transaction, argument, token));

    private RandomCall Erasure()
    {
        var customers = Enumerable.Range(0, random.Next(1, 3)).Select(_ => CustomerId()).ToList();
        var gone = _enrollments.Where(enrollment => customers.Contains(enrollment.Customer)).Select(enrollment => enrollment.Id)
            .ToHashSet();
        _enrollments.RemoveAll(enrollment => gone.Contains(enrollment.Id));
        _messages.RemoveAll(message => gone.Contains(message.Enrollment));
        _vouchers.RemoveAll(voucher => customers.Contains(voucher.Customer));
        return Call("erase customers", customers, static async (t, asked, token) =>
            $"{await t.Maintenance.EraseAsync(asked, token).ConfigureAwait(false)}\n{await LeftAsync(t, token).ConfigureAwait(false)}");
    }

    // Chunks may be cut anywhere, so only the sum is compared.
    private RandomCall Purge() => Call("purge", (random.Next(3), Moment(), Limit()), static async (t, asked, token) =>
    {
        var removed = 0;
        var chunk = default(PurgeChunk);
        do
        {
            chunk = asked.Item1 switch
            {
                0 => await t.Maintenance.PurgeEnrollmentsAsync(asked.Item2, [], chunk.Position, asked.Item3, token).ConfigureAwait(false),
                1 => await t.Maintenance.PurgeEventsAsync(asked.Item2, chunk.Position, asked.Item3, token).ConfigureAwait(false),
                _ => await t.Maintenance.PurgeVouchersAsync(asked.Item2, chunk.Position, asked.Item3, token).ConfigureAwait(false),
            };
            removed += chunk.Removed;
        }
        while (chunk.Position is not null);
        return $"{removed}\n{await LeftAsync(t, token).ConfigureAwait(false)}";
    });

    private static async Task<string> LeftAsync(IPartitionTransaction t, CancellationToken token)
    {
        var left = Text(await t.Outbox.ReadAllAsync(0, 1_000, token).ConfigureAwait(false));
        foreach (var enrollment in await t.Enrollments.ReadAllAsync(Rows.Churn, 0, 1_000, token).ConfigureAwait(false))
            left += Same.Of(enrollment) + Text(await t.Enrollments.ReadHistoryAsync(enrollment.Id, token).ConfigureAwait(false));
        foreach (var name in (EventName[])["purchase", "refund", "opened"])
            left += Text(await LogAsync(t, name, 3, token).ConfigureAwait(false));
        left += Text(await NotificationsAsync(t, token).ConfigureAwait(false));
        return left + Text(await t.Segments.ReadAsync(null, 100, token).ConfigureAwait(false))
            + Text(await t.Customers.ReadIdsAsync(null, 100, token).ConfigureAwait(false));
    }

    private static async Task<List<string>> LogAsync(IPartitionTransaction transaction, EventName name, int limit, CancellationToken token)
    {
        var ids = new List<string>();
        var page = new EventPage([], 0);
        do
        {
            page = await transaction.Events.ReadLogAsync(name, page.Position, limit, token).ConfigureAwait(false);
            ids.AddRange(page.Events.Select(Same.Of));
        }
        while (page.Events.Count > 0);
        return ids;
    }

    private static Task<IReadOnlyList<EngineNotification>> NotificationsAsync(IPartitionTransaction t, CancellationToken token) =>
        t.Enrollments.ReadDueNotificationsAsync(DateTimeOffset.MaxValue, 1_000, token);

    private List<T> Some<T>(Func<T> make) => [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => make())];

    private Customer Customer() =>
        Rows.Customer(CustomerId().Value) with { LastName = random.Next(3) == 0 ? null : $"name {random.Next(5)}" };

    private CustomerEvent Event()
    {
        var amount = random.Next(4) == 0 ? default(decimal?) : random.Next(-500, 2_000) / 8m;
        return Rows.Event($"e-{random.Next(40)}", CustomerId(), Name().Value, Moment(), amount,
            random.Next(8) switch { 0 => null, 1 when random.Next(6) == 0 => "CZK", _ => "EUR" });
    }

    private EventWindow Window() => new(CustomerId(), Name(), Moment(), Moment());

    private CustomerSegment Segment() => Rows.Segment(CustomerId(), (RfmSegment)random.Next(12),
        random.Next(2) == 0 ? null : new RfmScore(random.Next(1, 6), random.Next(1, 6), random.Next(1, 6)));

    private Enrollment NewEnrollment()
    {
        var enrollment = Move(Rows.Enrollment(++_number, CustomerId(), $"{random.Next(200)}"));
        _enrollments.Add(enrollment);
        return enrollment;
    }

    private List<Enrollment> Moved() => [.. Some(() => Pick(_enrollments, () => Rows.Enrollment(999_999, Rows.Ada))).Select(Move)];

    private Enrollment Move(Enrollment enrollment)
    {
        var status = (EnrollmentStatus)random.Next(6);
        return enrollment with
        {
            Version = random.Next(1, 3),
            Step = random.Next(5) == 0 ? null : $"step-{random.Next(4)}",
            Status = status,
            DueAt = status is EnrollmentStatus.Waiting or EnrollmentStatus.AwaitingCallback ? Moment() : null,
            IsHeld = random.Next(3) == 0,
            Attempt = random.Next(3),
            Outcome = random.Next(2) == 0 ? null : "completed",
            State = random.Next(2) == 0 ? EnrollmentState.Empty : new EnrollmentState { VoucherCode = "V" }.WithReached("offer", Moment()),
            EndedAt = status is EnrollmentStatus.Completed or EnrollmentStatus.Exited ? Moment() : null,
        };
    }

    private EngineNotification Notification() =>
        new() { Enrollment = new EnrollmentId(0, random.Next(1, 9)), DueAt = Moment(), Attempt = random.Next(3) };

    private OutboxMessage NewMessage()
    {
        var message = Decide(Rows.Message(++_number) with { Enrollment = new EnrollmentId(0, random.Next(1, 5)) });
        _messages.Add(message);
        return message;
    }

    private List<OutboxMessage> Decided() => [.. Some(() => Pick(_messages, () => Rows.Message(999_999))).Select(Decide)];

    private OutboxMessage Decide(OutboxMessage message) => message with
    {
        Status = (MessageStatus)random.Next(8),
        DueAt = random.Next(4) == 0 ? null : Moment(),
        IsHeld = random.Next(3) == 0,
        Worker = random.Next(2) == 0 ? null : 1_000 + random.Next(3),
        Reason = random.Next(2) == 0 ? null : "no-consent",
    };

    private Voucher NewVoucher()
    {
        // A key belongs to an enrollment, and therefore to one customer.
        var key = random.Next(300);
        var voucher = Rows.Voucher($"C-{random.Next(300)}", $"k-{key}",
            new CustomerId($"{(char)('a' + (key % 6))}{(key % 3 == 0 ? "B" : "")}")) with { IssuedAt = Moment() };
        _vouchers.Add(voucher);
        return voucher;
    }

    private List<Voucher> Redeemed() =>
        [.. Some(() => Pick(_vouchers, () => Rows.Voucher("unknown", "unknown", Rows.Ada)) with { RedeemedAt = Moment(),
            RedeemedBy = $"order {random.Next(9)}" })];

    private JourneyCounter Counter() =>
        Rows.Counter(random.Next(-2, 9), random.Next(-9, 99) / 16m, $"detail {random.Next(4)}") with { Version = random.Next(1, 3) };

    private CustomerId CustomerId() => new($"{(char)('a' + random.Next(6))}{(random.Next(3) == 0 ? "B" : "")}");

    private EventName Name() => random.Next(4) switch { 0 => "refund", 1 => "opened", _ => "purchase" };

    private DateTimeOffset Moment() => Rows.Noon.AddMilliseconds(random.Next(-6, 7));

    private int Limit() => random.Next(1, 8);

    private T Pick<T>(List<T> from, Func<T> otherwise) => from.Count == 0 ? otherwise() : from[random.Next(from.Count)];

    private static string Text<T>(IEnumerable<T> rows) => string.Join('\n', rows) + "\n--\n";
}
