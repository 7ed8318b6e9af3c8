namespace Retention.Workflows.Testing.Stores.Rules;

internal static class CustomerRules
{
    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } =
    [
        A_customer_comes_back_as_it_was_saved,
        Push_tokens_come_back_in_their_order,
        A_customer_saved_again_is_replaced_completely,
        Unknown_customers_are_omitted,
        Time_zones_are_read_alone_if_there_are_any,
        Ids_are_compared_exactly,
        Pages_of_ids_are_complete_disjoint_and_always_in_the_same_order,
    ];

    // Ids that careless comparisons confuse: case, spaces, accents, digits, characters beyond the basic multilingual plane.
    private static readonly string[] TrickyIds =
        ["a", "A", "a ", " a", "b", "B", "10", "9", "010", "é", "e\u0301", "ß", "ss", "I", "i", "ı", "İ", "%", "_", "'", "\"", "\\", "a/b",
            "\u4f60", "\ue000", "\uffee", "😀", "𝒂", "z"];

    private static async Task A_customer_comes_back_as_it_was_saved(StoreTrial trial)
    {
        Customer[] customers =
        [
            Everything,
            new() { Id = Rows.Bob },
            new() { Id = new CustomerId("empty-texts"), FirstName = "", LastName = "", Locale = "", TimeZone = "", PostalCode = "" },
            new() { Id = new CustomerId("leap-day"), Birthday = new DateOnly(2024, 2, 29) },
            new() { Id = new CustomerId("long"), LastName = new string('x', 5_000) + "ž" },
        ];
        await trial.WriteAsync(t => t.Customers.SaveAsync(customers, trial.Token)).ConfigureAwait(false);

        var found = await trial.ReadAsync(
            t => t.Customers.FindAsync([.. customers.Select(customer => customer.Id)], trial.Token)).ConfigureAwait(false);
        foreach (var customer in customers)
        {
            Expect.That(found.ContainsKey(customer.Id), $"Customer {customer.Id} is not found.");
            Expect.Equal(Same.Of(customer), Same.Of(found[customer.Id]), "A customer");
        }
    }

    private static async Task Push_tokens_come_back_in_their_order(StoreTrial trial)
    {
        var single = new Dictionary<Channel, string> { [Channel.Push] = "a" };
        Customer[] customers =
        [
            new() { Id = new CustomerId("only-one"), PushTokens = ["phone"] },
            new() { Id = new CustomerId("in-order"), PushTokens = ["tablet", "phone", "Phone"] },
            new() { Id = new CustomerId("single"), Addresses = single },
            new() { Id = new CustomerId("beside-mail"), PushTokens = ["b", "a"],
                Addresses = new Dictionary<Channel, string> { [Channel.Email] = "ada@example.org", ["push-to-talk"] = "a" } },
            new()
            {
                Id = new CustomerId("many"),
                PushTokens = [.. Enumerable.Range(0, 20).Select(number => $"{number}:{new string('x', 200)}")],
            },
            new() { Id = new CustomerId("odd"), PushTokens = ["\"quoted\" \\ 😀", "[\"a\",\"b\"]", "{}", "%", "null"] },
        ];
        await trial.WriteAsync(t => t.Customers.SaveAsync(customers, trial.Token)).ConfigureAwait(false);
        await ExpectAsync(customers).ConfigureAwait(false);

        Customer[] changed =
        [
            new() { Id = customers[0].Id, Addresses = single },
            new() { Id = customers[1].Id },
            new() { Id = customers[2].Id, PushTokens = ["a", "b"] },
        ];
        await trial.WriteAsync(t => t.Customers.SaveAsync(changed, trial.Token)).ConfigureAwait(false);
        await ExpectAsync(changed).ConfigureAwait(false);

        async Task ExpectAsync(IReadOnlyList<Customer> expected)
        {
            var found = await trial.ReadAsync(
                t => t.Customers.FindAsync([.. expected.Select(customer => customer.Id)], trial.Token)).ConfigureAwait(false);
            foreach (var customer in expected)
            {
                Expect.Equal(Same.Of(customer), Same.Of(found[customer.Id]), "A customer with push tokens");
                Expect.Sequence(customer.AddressesOn(Channel.Push), found[customer.Id].AddressesOn(Channel.Push), "Push addresses");
            }
        }
    }

    private static async Task A_customer_saved_again_is_replaced_completely(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Customers.SaveAsync([Everything], trial.Token)).ConfigureAwait(false);
        var bare = new Customer { Id = Everything.Id, LastName = "Byron" };
        await trial.WriteAsync(
            t => t.Customers.SaveAsync([Rows.Customer("ada") with { FirstName = "Passing" }, bare], trial.Token)).ConfigureAwait(false);

        var found = await trial.ReadAsync(t => t.Customers.FindAsync([bare.Id], trial.Token)).ConfigureAwait(false);
        Expect.Equal(Same.Of(bare), Same.Of(found[bare.Id]), "A customer that was saved twice");
        Expect.Equal(1, await AllRows.CountAsync(trial).ConfigureAwait(false), "Customers");
    }

    private static async Task Unknown_customers_are_omitted(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Customers.SaveAsync([Rows.Customer("ada")], trial.Token)).ConfigureAwait(false);
        var found = await trial.ReadAsync(t => t.Customers.FindAsync([Rows.Bob, Rows.Ada, Rows.Ada], trial.Token)).ConfigureAwait(false);
        Expect.Sequence([Rows.Ada], found.Keys, "Customers found");
    }

    private static async Task Time_zones_are_read_alone_if_there_are_any(StoreTrial trial)
    {
        var carl = new CustomerId("carl");
        await trial.WriteAsync(t => t.Customers.SaveAsync(
            [Rows.Customer("ada") with { TimeZone = "Europe/Prague" }, Rows.Customer("bob"),
                Rows.Customer("carl") with { TimeZone = "Asia/Tokyo" }], trial.Token)).ConfigureAwait(false);
        await trial.WriteAsync(
            t => t.Customers.SaveAsync([Rows.Customer("ada") with { TimeZone = "Europe/Berlin" }], trial.Token)).ConfigureAwait(false);

        var zones = await trial.ReadAsync(t => t.Customers.FindTimeZonesAsync(
            [Rows.Ada, Rows.Bob, carl, Rows.Ada, new CustomerId("nobody")], trial.Token)).ConfigureAwait(false);
        Expect.SameSet(["ada: Europe/Berlin", "carl: Asia/Tokyo"], zones.Select(entry => $"{entry.Key}: {entry.Value}"), "Time zones");
    }

    private static async Task Ids_are_compared_exactly(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Customers.SaveAsync(
            [.. TrickyIds.Select(id => Rows.Customer(id) with { LastName = "of " + id })], trial.Token)).ConfigureAwait(false);
        var found = await trial.ReadAsync(
            t => t.Customers.FindAsync([.. TrickyIds.Select(id => new CustomerId(id))], trial.Token)).ConfigureAwait(false);
        Expect.Equal(TrickyIds.Length, found.Count, "Different customers");
        foreach (var id in TrickyIds)
            Expect.Equal("of " + id, found[new CustomerId(id)].LastName, $"The name of customer '{id}'");
    }

    private static async Task Pages_of_ids_are_complete_disjoint_and_always_in_the_same_order(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Customers.SaveAsync([.. TrickyIds.Select(Rows.Customer)], trial.Token)).ConfigureAwait(false);
        var atOnce = await trial.ReadAsync(t => t.Customers.ReadIdsAsync(null, 1_000, trial.Token)).ConfigureAwait(false);
        Expect.SameSet(TrickyIds, atOnce.Select(id => id.Value), "All ids");

        foreach (var limit in (int[])[1, 4, TrickyIds.Length])
        {
            var paged = new List<CustomerId>();
            while (true)
            {
                var page = await trial.ReadAsync(t => t.Customers.ReadIdsAsync(
                    paged.Count == 0 ? default(CustomerId?) : paged[^1], limit, trial.Token)).ConfigureAwait(false);
                Expect.That(page.Count <= limit, $"A page of {limit} has {page.Count} ids.");
                paged.AddRange(page);
                if (page.Count < limit)
                    break;
            }

            Expect.Sequence(atOnce, paged, $"Ids in pages of {limit}");
        }

        string[] plain = ["a", "b", "z", "A", "B", "9", "10", "010"];
        Expect.Sequence(plain.Order(StringComparer.Ordinal), atOnce.Select(id => id.Value).Where(plain.Contains), "The order of plain ids");
    }

    private static Customer Everything { get; } = new()
    {
        Id = Rows.Ada,
        FirstName = "Ada \"the first\" \\ 😀",
        LastName = "Lovelace\nByron",
        Addresses = new Dictionary<Channel, string> { [Channel.Email] = "ada@example.org", [Channel.Sms] = "+420601123456",
            [new Channel("letter")] = "12, Žižkov's \"Street\"" },
        Locale = "cs-CZ",
        TimeZone = "Europe/Prague",
        PostalCode = "130 00",
        Birthday = new DateOnly(1815, 12, 10),
        Attributes = new PropertyBag(new Dictionary<string, PropertyValue>
        {
            ["plan"] = "gold",
            ["empty"] = "",
            ["one-as-text"] = "1",
            ["one"] = 1,
            ["price"] = 12.50m,
            ["tiny"] = 0.0000000000000000000000000001m,
            ["huge"] = decimal.MaxValue,
            ["negative"] = -7.25m,
            ["member"] = true,
            ["Member"] = false,
            ["text"] = "line\nbreak \u0001 \"quoted\" <b>&amp;</b> 你好 😀",
        }),
        Consents =
        [
            new Consent { Topic = Topic.Marketing, Channel = Channel.Email, Granted = true },
            new Consent { Topic = Topic.Marketing, Channel = Channel.Sms, Granted = false },
            new Consent { Topic = new Topic("new-arrivals"), Channel = Channel.Email, Granted = true },
        ],
    };
}
