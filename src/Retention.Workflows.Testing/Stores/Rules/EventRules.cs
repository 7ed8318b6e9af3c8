using Retention.Workflows.Storage;

namespace Retention.Workflows.Testing.Stores.Rules;

internal static class EventRules
{
    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } =
    [
        An_event_comes_back_as_it_was_appended,
        The_same_event_twice_is_stored_once,
        The_same_id_with_different_content_is_a_conflict_and_changes_nothing,
        The_same_id_twice_in_one_call_is_compared_with_the_first,
        Each_of_many_events_in_one_call_gets_its_own_result,
        The_same_id_of_another_customer_is_another_event,
        The_log_is_read_in_the_order_of_appending_a_page_at_a_time,
        The_log_continues_where_the_last_page_ended,
        Events_that_happen_once_are_in_the_log_like_others,
        A_withdrawn_purchase_is_not_read_counted_or_summed,
        A_withdrawn_event_that_comes_again_is_a_duplicate,
        A_withdrawal_that_is_rolled_back_changes_nothing,
    ];

    private static async Task An_event_comes_back_as_it_was_appended(StoreTrial trial)
    {
        CustomerEvent[] events =
        [
            Everything,
            Rows.Event("bare", Rows.Ada, "purchase", Rows.Noon),
            Rows.Event("amount-only", Rows.Ada, "purchase", Rows.Noon.AddSeconds(1), amount: 0),
            Rows.Event("currency-only", Rows.Ada, "purchase", Rows.Noon.AddSeconds(2), currency: "CZK"),
            Rows.Event("least", Rows.Ada, "purchase", Rows.Noon.AddSeconds(3), 0.0001m, "EUR"),
            Rows.Event("most", Rows.Ada, "purchase", Rows.Noon.AddSeconds(4), 99_999_999_999.9999m, "EUR"),
            Rows.Event("most-negative", Rows.Ada, "purchase", Rows.Noon.AddSeconds(5), -99_999_999_999.9999m, "EUR"),
            Rows.Event("long ago", Rows.Ada, "purchase", new DateTimeOffset(1, 1, 1, 0, 0, 1, TimeSpan.Zero)),
            Rows.Event("far ahead", Rows.Ada, "purchase", new DateTimeOffset(9999, 12, 31, 23, 59, 59, 999, TimeSpan.Zero)),
            Rows.Event("epoch", Rows.Ada, "purchase", DateTimeOffset.UnixEpoch),
            Rows.Event("between milliseconds", Rows.Ada, "purchase", Rows.Noon.AddMinutes(1).AddTicks(19_999)),
            Rows.Event("elsewhere", Rows.Ada, "purchase", new DateTimeOffset(2026, 3, 10, 23, 30, 0, TimeSpan.FromHours(-5))),
        ];
        await trial.WriteAsync(t => t.Events.AppendAsync(events, trial.Token)).ConfigureAwait(false);

        var read = (await trial.ReadAsync(
            t => t.Events.ReadAsync([EventWindowRules.Always(Rows.Ada, "purchase")], trial.Token)).ConfigureAwait(false))[0];
        Expect.Sequence(events.OrderBy(@event => @event.OccurredAt).ThenBy(@event => @event.Id, StringComparer.Ordinal).Select(Same.Of),
            read.Select(Same.Of), "Events of a window");
        Expect.That(read.All(@event => @event.OccurredAt.Offset == TimeSpan.Zero), "Instants must be returned in UTC.");
        var logged = await trial.ReadAsync(t => t.Events.ReadLogAsync("purchase", 0, 100, trial.Token)).ConfigureAwait(false);
        Expect.Sequence(events.Select(Same.Of), logged.Events.Select(Same.Of), "Events of the log");
    }

    private static async Task Events_that_happen_once_are_in_the_log_like_others(StoreTrial trial)
    {
        CustomerEvent[] appended = [Rows.Event("seen", Rows.Ada, "page-viewed", Rows.Noon), Everything];
        CustomerEvent[] added = [.. Enumerable.Range(0, 20).Select(number =>
            Everything with { Id = $"once-{number}", OccurredAt = Rows.Noon.AddHours(number) })];
        await trial.WriteAsync(async t =>
        {
            await t.Events.AppendAsync(appended, trial.Token).ConfigureAwait(false);
            await t.Events.AddAsync([], trial.Token).ConfigureAwait(false);
            await t.Events.AddAsync(added, trial.Token).ConfigureAwait(false);
        }).ConfigureAwait(false);

        CustomerEvent[] all = [.. added.Append(Everything).OrderBy(@event => @event.OccurredAt)
            .ThenBy(@event => @event.Id, StringComparer.Ordinal)];
        var window = EventWindowRules.Always(Everything.Customer, Everything.Name.Value);
        Expect.Sequence(all.Select(Same.Of), (await trial.ReadAsync(
            t => t.Events.ReadAsync([window], trial.Token)).ConfigureAwait(false))[0].Select(Same.Of), "Events of a window");
        Expect.Sequence(
            [all.Length], await trial.ReadAsync(t => t.Events.CountAsync([window], trial.Token)).ConfigureAwait(false), "Events counted");
        var logged = await trial.ReadAsync(t => t.Events.ReadLogAsync(Everything.Name, 0, 100, trial.Token)).ConfigureAwait(false);
        Expect.Sequence(
            [Everything.Id, .. added.Select(@event => @event.Id)], logged.Events.Select(@event => @event.Id), "Events of the log");
        await trial.WriteAsync(t => t.Maintenance.EraseAsync([Everything.Customer], trial.Token)).ConfigureAwait(false);
        Expect.Equal(0, (await trial.ReadAsync(
            t => t.Events.ReadByCustomerAsync(Everything.Customer, trial.Token)).ConfigureAwait(false)).Count, "Events after the erasure");
    }

    private static async Task A_withdrawn_purchase_is_not_read_counted_or_summed(StoreTrial trial)
    {
        CustomerEvent[] events =
        [
            Rows.Event("kept", Rows.Ada, "purchase", Rows.Noon, 30, "EUR"),
            Rows.Event("gone", Rows.Ada, "purchase", Rows.Noon.AddHours(1), 50, "EUR"),
            Rows.Event("paid-back", Rows.Ada, "refund", Rows.Noon.AddHours(2), -50, "EUR"),
            Rows.Event("seen", Rows.Ada, "page-viewed", Rows.Noon.AddHours(3)),
        ];
        await trial.WriteAsync(t => t.Events.AppendAsync(events, trial.Token)).ConfigureAwait(false);
        await trial.WriteAsync(
            t => t.Events.WithdrawAsync(Rows.Ada, ["gone", "paid-back", "seen", "unknown"], trial.Token)).ConfigureAwait(false);

        string[] names = ["purchase", "refund", "withdrawn-purchase", "withdrawn-refund", "page-viewed"];
        EventWindow[] windows = [.. names.Select(name => EventWindowRules.Always(Rows.Ada, name))];
        Expect.Sequence([1, 0, 1, 1, 1],
            await trial.ReadAsync(t => t.Events.CountAsync(windows, trial.Token)).ConfigureAwait(false), "Events by name");
        var read = await trial.ReadAsync(t => t.Events.ReadAsync(windows, trial.Token)).ConfigureAwait(false);
        Expect.Sequence(["kept", "gone", "paid-back", "seen"], read.SelectMany(found => found).Select(found => found.Id), "Events read");
        var sum = (await trial.ReadAsync(t => t.Events.SumPurchasesAsync(
            [new(Rows.Ada, DateTimeOffset.MinValue, DateTimeOffset.MaxValue)], trial.Token)).ConfigureAwait(false))[0].Single();
        Expect.Equal(1, sum.Purchases, "Purchases that count");
        Expect.Equal(30m, sum.Spent, "The sum");
        Expect.Equal(Rows.Noon, sum.LastPurchaseAt, "The last purchase");
        var logged = await trial.ReadAsync(t => t.Events.ReadLogAsync("purchase", 0, 100, trial.Token)).ConfigureAwait(false);
        Expect.Sequence(["kept"], logged.Events.Select(found => found.Id), "The log of purchases");
        var all = await trial.ReadAsync(t => t.Events.ReadByCustomerAsync(Rows.Ada, trial.Token)).ConfigureAwait(false);
        Expect.Equal(4, all.Count, "Events of the customer");
    }

    private static async Task A_withdrawn_event_that_comes_again_is_a_duplicate(StoreTrial trial)
    {
        var gone = Rows.Event("gone", Rows.Ada, "purchase", Rows.Noon, 50, "EUR");
        await trial.WriteAsync(t => t.Events.AppendAsync([gone], trial.Token)).ConfigureAwait(false);
        await trial.WriteAsync(t => t.Events.WithdrawAsync(Rows.Ada, ["gone", "gone"], trial.Token)).ConfigureAwait(false);
        await trial.WriteAsync(t => t.Events.WithdrawAsync(Rows.Ada, ["gone"], trial.Token)).ConfigureAwait(false);

        Expect.Sequence([AppendOutcome.Duplicate], await AppendAsync(trial, gone).ConfigureAwait(false), "The same event again");
        Expect.Sequence([AppendOutcome.Conflict], await AppendAsync(trial, gone with { Amount = 51 }).ConfigureAwait(false),
            "The same id with another amount");
    }

    private static async Task A_withdrawal_that_is_rolled_back_changes_nothing(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Events.AppendAsync(
            [Rows.Event("kept", Rows.Ada, "purchase", Rows.Noon, 50, "EUR")], trial.Token)).ConfigureAwait(false);
        var undone = await trial.BeginAsync().ConfigureAwait(false);
        await using (undone.ConfigureAwait(false))
            await undone.Events.WithdrawAsync(Rows.Ada, ["kept"], trial.Token).ConfigureAwait(false);

        Expect.Sequence([1, 0], await trial.ReadAsync(t => t.Events.CountAsync(
            [EventWindowRules.Always(Rows.Ada, "purchase"), EventWindowRules.Always(Rows.Ada, "withdrawn-purchase")],
            trial.Token)).ConfigureAwait(false), "Events by name");
    }

    private static async Task The_same_event_twice_is_stored_once(StoreTrial trial)
    {
        var again = Everything with
        {
            OccurredAt = Everything.OccurredAt.ToOffset(TimeSpan.FromHours(2)).AddTicks(1),
            Amount = 120.0000m,
            Properties = new PropertyBag(Everything.Properties.Reverse()),
        };
        Expect.Sequence([AppendOutcome.Stored], await AppendAsync(trial, Everything).ConfigureAwait(false), "The first time");
        Expect.Sequence([AppendOutcome.Duplicate], await AppendAsync(trial, Everything).ConfigureAwait(false), "The second time");
        Expect.Sequence([AppendOutcome.Duplicate], await AppendAsync(trial, again).ConfigureAwait(false),
            "The same event in another form (120.0000 for 120, the same instant at another offset, properties in another order)");

        var counts = await trial.ReadAsync(
            t => t.Events.CountAsync([EventWindowRules.Always(Rows.Ada, "purchase")], trial.Token)).ConfigureAwait(false);
        Expect.Sequence([1], counts, "Events stored");
    }

    private static async Task The_same_id_with_different_content_is_a_conflict_and_changes_nothing(StoreTrial trial)
    {
        CustomerEvent[] others =
        [
            Everything with { Name = "refund" },
            Everything with { OccurredAt = Everything.OccurredAt.AddMilliseconds(1) },
            Everything with { Amount = 120.0001m },
            Everything with { Amount = null },
            Everything with { Currency = "CZK" },
            Everything with { Currency = null },
            Everything with { Properties = PropertyBag.Empty },
            Everything with { Properties = new PropertyBag(
                Everything.Properties.Select(entry => entry.Key == "one" ? new(entry.Key, new PropertyValue("1")) : entry)) },
            Everything with { Lines = [] },
            Everything with { Lines = [.. Everything.Lines.Reverse()] },
            Everything with { Lines = [.. Everything.Lines.Select(line => line with { UnitPrice = null })] },
        ];
        await AppendAsync(trial, Everything).ConfigureAwait(false);
        foreach (var other in others)
            Expect.Sequence([AppendOutcome.Conflict], await AppendAsync(trial, other).ConfigureAwait(false), $"Appending {Same.Of(other)}");

        var logged = await trial.ReadAsync(t => t.Events.ReadAsync(
            [EventWindowRules.Always(Rows.Ada, "purchase"), EventWindowRules.Always(Rows.Ada, "refund")],
            trial.Token)).ConfigureAwait(false);
        Expect.Sequence([Same.Of(Everything)], logged.SelectMany(events => events).Select(Same.Of), "Events after conflicts");
    }

    private static async Task The_same_id_twice_in_one_call_is_compared_with_the_first(StoreTrial trial)
    {
        var bare = Rows.Event("other", Rows.Ada, "purchase", Rows.Noon);
        var outcomes =
            await AppendAsync(trial, Everything, Everything, Everything with { Amount = 1 }, bare, Everything, bare).ConfigureAwait(false);
        Expect.Sequence(
            [AppendOutcome.Stored, AppendOutcome.Duplicate, AppendOutcome.Conflict, AppendOutcome.Stored, AppendOutcome.Duplicate,
                AppendOutcome.Duplicate],
            outcomes,
            "Outcomes in one call");
    }

    private static async Task Each_of_many_events_in_one_call_gets_its_own_result(StoreTrial trial)
    {
        CustomerEvent[] many = [.. Enumerable.Range(0, 29)
            .Select(number => Rows.Event($"e-{number}", Rows.Ada, "purchase", Rows.Noon.AddMinutes(number)))];
        await AppendAsync(trial, many[3], many[8], many[17] with { Amount = 1 }).ConfigureAwait(false);
        CustomerEvent[] call = [.. many, many[4], many[28] with { Amount = 2 }];

        var expected = call.Select((_, place) =>
            place switch { 3 or 8 or 29 => AppendOutcome.Duplicate, 17 or 30 => AppendOutcome.Conflict, _ => AppendOutcome.Stored });
        Expect.Sequence(expected, await AppendAsync(trial, call).ConfigureAwait(false), "A call of many events");
        var logged = await trial.ReadAsync(t => t.Events.ReadLogAsync("purchase", 0, 100, trial.Token)).ConfigureAwait(false);
        Expect.Sequence(
            [many[3], many[8], many[17] with { Amount = 1 }, .. many.Where((_, place) => place is not (3 or 8 or 17))], logged.Events,
            "The log after a call of many events");
    }

    private static async Task The_same_id_of_another_customer_is_another_event(StoreTrial trial)
    {
        var outcomes = await AppendAsync(trial, Everything, Everything with { Customer = Rows.Bob, Amount = 5 },
            Everything with { Id = "ORDER-1" }).ConfigureAwait(false);
        Expect.Sequence(
            [AppendOutcome.Stored, AppendOutcome.Stored, AppendOutcome.Stored], outcomes, "The same id of two customers, and in capitals");
    }

    private static async Task The_log_is_read_in_the_order_of_appending_a_page_at_a_time(StoreTrial trial)
    {
        // Times run against the order of appending; names alternate.
        var events = Enumerable.Range(0, 20)
            .Select(number => Rows.Event($"e-{number}", number % 3 == 0 ? Rows.Ada : Rows.Bob,
                number % 2 == 0 ? "purchase" : "being-warmed-up", Rows.Noon.AddHours(-number)))
            .ToArray();
        await AppendAsync(trial, events[..7]).ConfigureAwait(false);
        await AppendAsync(trial, events[5..]).ConfigureAwait(false);
        var expected = events.Where(@event => @event.Name == EventNames.Purchase).Select(@event => @event.Id).ToArray();

        foreach (var limit in (int[])[1, 3, 10, 100])
        {
            var read = new List<string>();
            var position = 0L;
            while (true)
            {
                var from = position;
                var page =
                    await trial.ReadAsync(t => t.Events.ReadLogAsync(EventNames.Purchase, from, limit, trial.Token)).ConfigureAwait(false);
                Expect.That(page.Events.Count <= limit, $"A page of {limit} has {page.Events.Count} events.");
                if (page.Events.Count == 0)
                {
                    Expect.Equal(from, page.Position, "The position after an empty page");
                    break;
                }

                Expect.That(page.Position > from, "Positions must increase.");
                read.AddRange(page.Events.Select(@event => @event.Id));
                position = page.Position;
            }

            Expect.Sequence(expected, read, $"The log in pages of {limit}");
        }
    }

    private static async Task The_log_continues_where_the_last_page_ended(StoreTrial trial)
    {
        await AppendAsync(trial, Rows.Bought("order-1", Rows.Ada, Rows.Noon, 1)).ConfigureAwait(false);
        var first = await trial.ReadAsync(t => t.Events.ReadLogAsync(EventNames.Purchase, 0, 10, trial.Token)).ConfigureAwait(false);
        await AppendAsync(trial, Rows.Bought("order-1", Rows.Ada, Rows.Noon, 1),
            Rows.Bought("order-2", Rows.Bob, Rows.Noon.AddYears(-1), 2)).ConfigureAwait(false);
        var second =
            await trial.ReadAsync(t => t.Events.ReadLogAsync(EventNames.Purchase, first.Position, 10, trial.Token)).ConfigureAwait(false);
        Expect.Sequence(["order-2"], second.Events.Select(@event => @event.Id), "Events after the last page");
    }

    private static async Task<IReadOnlyList<AppendOutcome>> AppendAsync(StoreTrial trial, params CustomerEvent[] events)
    {
        IReadOnlyList<AppendOutcome> outcomes = [];
        await trial.WriteAsync(
            async t => outcomes = await t.Events.AppendAsync(events, trial.Token).ConfigureAwait(false)).ConfigureAwait(false);
        return outcomes;
    }

    private static CustomerEvent Everything { get; } = new()
    {
        Id = "order-1",
        Customer = Rows.Ada,
        Name = EventNames.Purchase,
        OccurredAt = Rows.Noon,
        Amount = 120m,
        Currency = "EUR",
        Properties = new PropertyBag(
            new Dictionary<string, PropertyValue> { ["coupon"] = "Ž\"20\"😀", ["one"] = 1, ["ratio"] = 0.125m, ["online"] = true }),
        Lines =
        [
            new OrderLine { Product = new ProductId("shoe \"42\""), Quantity = 1, UnitPrice = 59.90m },
            new OrderLine { Product = new ProductId("sock"), Quantity = 3 },
            new OrderLine { Product = new ProductId("sock"), Quantity = 2_000_000_000, UnitPrice = 0.0001m },
        ],
    };
}
