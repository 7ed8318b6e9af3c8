using System.Text;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Testing.Tests;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Ingestion;

/// <summary>Every event gets a result, and one invalid event does not affect the others.</summary>
public sealed class EventIntakeTests
{
    private static readonly EventName Visited = new("visited");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public Task Ingestion_has_the_same_effect_on_every_store(int partitions) =>
        IntakeTrial.RunAsync(() => new InMemoryRetentionStore(partitions));

    [Theory]
    [InlineData("id", "begins with rw:, which is reserved for the engine's own events")]
    [InlineData("id-nul", "contains a control character such as a tab or a line end")]
    [InlineData("properties.note", "contains the character U+0000")]
    [InlineData("properties.half", "contains half a character")]
    [InlineData("lines[0].quantity", "is not a whole number of 1 or more")]
    [InlineData("lines[0].product", "contains the character U+0000")]
    [InlineData("lines[0].price", "is out of range: an amount has at most 4 decimal places")]
    [InlineData("currency", "is missing although there is an amount")]
    [InlineData("amount", "is negative; a purchase is never negative: name the event refund")]
    [InlineData("customer", "is missing")]
    [InlineData("name", "is missing")]
    public async Task Events_that_cannot_be_stored_are_refused_with_field_and_reason_and_others_are_stored(string field, string reason)
    {
        await using var journey = await StartAsync();
        var good = Visit(journey, "good");
        var bad = field switch
        {
            "id" => good with { Id = "rw:1-1/offer/1/message-sent" },
            "id-nul" => good with { Id = "a\0b" },
            "properties.note" => good with { Id = "bad", Properties = new PropertyBag([new("note", "a\0b")]) },
            "properties.half" => good with { Id = "bad", Properties = new PropertyBag([new("half", "a\ud83d")]) },
            "lines[0].quantity" => good with { Id = "bad", Lines = [new OrderLine { Product = new ProductId("shoe"), Quantity = 0 }] },
            "lines[0].product" => good with { Id = "bad", Lines = [new OrderLine { Product = new ProductId("sh\0oe") }] },
            "lines[0].price" => good with { Id = "bad", Lines = [new OrderLine { Product = new ProductId("shoe"), UnitPrice = 1.00001m }] },
            "currency" => good with { Id = "bad", Amount = 5 },
            "amount" => good with { Id = "bad", Name = EventNames.Purchase, Amount = -5, Currency = "EUR" },
            "customer" => good with { Id = "bad", Customer = default },
            _ => good with { Id = "bad", Name = default },
        };

        var answers = await journey.Client.AppendEventsAsync([bad, good], Token);

        answers.Select(answer => answer.Outcome).Should().Equal(EventOutcome.Refused, EventOutcome.Stored);
        answers[0].Problems.Should().Equal(new InputProblem { Field = field.Split('-')[0], Reason = reason });
        answers[0].Problems[0].ToString().Should().Be($"{field.Split('-')[0]} {reason}");
    }

    [Fact]
    public async Task Times_beyond_the_limits_of_the_options_are_refused()
    {
        await using var journey = await StartAsync(
            options => options.Ingestion.EarliestEvent = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var now = journey.Time.GetUtcNow();

        var answers = await journey.Client.AppendEventsAsync(
            [Visit(journey, "past") with { OccurredAt = new DateTimeOffset(1999, 12, 31, 0, 0, 0, TimeSpan.Zero) },
                Visit(journey, "ahead") with { OccurredAt = now.AddHours(24) }, Visit(journey,
                    "future") with { OccurredAt = now.AddHours(25) }, Visit(journey, "last") with { OccurredAt = DateTimeOffset.MaxValue }],
            Token);

        answers.Select(answer => answer.Outcome).Should()
            .Equal(EventOutcome.Refused, EventOutcome.Stored, EventOutcome.Refused, EventOutcome.Refused);
        answers[0].Problems.Single().ToString().Should()
            .StartWith("at is 1999-12-31T00:00:00Z; it must be between 2000-01-01T00:00:00Z and ");
    }

    [Fact]
    public async Task Invalid_json_events_get_one_result_each()
    {
        await using var journey = await StartAsync();
        var tooMany = string.Join(",", Enumerable.Range(0, 501).Select(number => $"\"p{number}\":{number}"));
        var deep = new string('[', 2_000) + new string(']', 2_000);
        var json = """
            [
              {"id":"good","customer":"ada","name":"visited","at":"2026-01-05T10:00:00Z"},
              {"id":"many","customer":"ada","name":"visited","at":"2026-01-05T10:00:00Z","properties":{MANY}},
              {"id":"long","customer":"ada","name":"visited","at":"2026-01-05T10:00:00Z","properties":{"note":"LONG"}},
              {"id":"longer","customer":"ada","name":"visited","at":"2026-01-05T10:00:00Z","properties":{"note":"LONGER"}},
              {"id":"deep","customer":"ada","name":"visited","at":"2026-01-05T10:00:00Z","properties":{"tree":DEEP}},
              {"id":"key","customer":"ada","name":"visited","at":"2026-01-05T10:00:00Z","properties":{"a b":1}},
              {"id":"nul","customer":"ada","name":"visited","at":"2026-01-05T10:00:00Z","properties":{"note":"a\u0000b"}},
              {"id":"rw:mine","customer":"ada","name":"visited","at":"2026-01-05T10:00:00Z"},
              {"id":"when","customer":"ada","name":"visited","at":"3026-01-05T10:00:00Z"},
              17,
              {"id":"also-good","customer":"bob","name":"visited","at":"2026-01-05T10:00:00+01:00"}
            ]
            """.Replace("MANY", tooMany).Replace("LONGER", new string('x', 1_100_000)).Replace("LONG", new string('x', 900_000)).Replace("DEEP", deep);

        var answers = await journey.Client.AppendAsync(EventBatch.Json(Encoding.UTF8.GetBytes(json)), Token);

        answers.Select(answer => (answer.Outcome, Problem: string.Join("; ", answer.Problems))).Should().BeEquivalentTo(
        [
            (EventOutcome.Stored, ""),
            (EventOutcome.Refused, "properties are 501; at most 100 are allowed"),
            (EventOutcome.Refused, "properties.note has 900000 characters; at most 4000 are allowed"),
            (EventOutcome.Refused, $"has {json.Split('\n')[4].Trim().TrimEnd(',').Length} characters; at most 1000000 are allowed"),
            (EventOutcome.Refused, "nests 2002 levels deep; at most 3 are allowed"),
            (EventOutcome.Refused,
                "properties contain an invalid key: use a letter or underscore, then letters, digits, underscores or hyphens, at most 64 in all"),
            (EventOutcome.Refused, "properties.note contains the character U+0000"),
            (EventOutcome.Refused, "id begins with rw:, which is reserved for the engine's own events"),
            (EventOutcome.Refused, answers[8].Problems.Single().ToString()),
            (EventOutcome.Refused, "is not a JSON object"),
            (EventOutcome.Stored, ""),
        ],
        options => options.WithStrictOrdering());
        answers[8].Problems.Single().Field.Should().Be("at");
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("<html>")]
    [InlineData("[{\"id\":\"a\",\"customer\":\"ada\",\"name\":\"visited\",\"at\":\"2026-01-05T10:00:00Z\"}")]
    [InlineData("[{\"id\":\"a\",\"customer\":\"ada\",\"name\":\"visited\",\"at\":\"2026-01-05T10:00:00Z\"}] and more")]
    public async Task Broken_json_gives_one_result_and_stores_nothing(string json)
    {
        await using var journey = await StartAsync();

        var answers = await journey.Client.AppendAsync(EventBatch.Json(Encoding.UTF8.GetBytes(json)), Token);

        answers.Should().ContainSingle().Which.Problems.Single().Reason.Should().StartWith("is not valid JSON");
        (await EventsAsync(journey)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_single_object_is_a_batch_of_one()
    {
        await using var journey = await StartAsync();

        var answers = await journey.Client.AppendAsync(
            EventBatch.Json("""{"id":"a","customer":"ada","name":"visited","at":"2026-01-05T10:00:00Z"}"""u8.ToArray()), Token);

        answers.Should().ContainSingle().Which.Outcome.Should().Be(EventOutcome.Stored);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task All_or_nothing_stores_nothing_when_one_event_is_invalid_or_conflicts(int partitions)
    {
        await using var journey = await StartAsync(partitions: partitions);
        await journey.HappenAsync(Visit(journey, "v1"));
        CustomerEvent[] good = [.. Enumerable.Range(0, 20).Select(number => Visit(journey, $"n{number}", $"c{number}"))];
        var conflict = Visit(journey, "v1") with { Properties = new PropertyBag([new("page", "other")]) };

        var bad = await journey.Client.AppendAsync(
            EventBatch.Of([.. good, good[0] with { Id = "rw:x" }]) with { AllOrNothing = true }, Token);
        var clashes = await journey.Client.AppendAsync(
            EventBatch.Of([.. good, Visit(journey, "v1"), conflict]) with { AllOrNothing = true }, Token);
        var unread = await journey.Client.AppendAsync(
            EventBatch.Json(
                """[{"id":"a","customer":"ada","name":"visited","at":"2026-01-05T10:00:00Z"},1]"""u8.ToArray()) with { AllOrNothing =
                    true }, Token);
        var twice = await journey.Client.AppendAsync(EventBatch.Of(
            [.. good, good[3] with { Properties = new PropertyBag([new("page", "other")]) }]) with { AllOrNothing = true }, Token);

        bad.Select(answer => answer.Outcome).Should().Equal([.. good.Select(_ => EventOutcome.RolledBack), EventOutcome.Refused]);
        clashes.Select(answer => answer.Outcome).Should()
            .Equal([.. good.Select(_ => EventOutcome.RolledBack), EventOutcome.Duplicate, EventOutcome.Conflict]);
        unread.Select(answer => answer.Outcome).Should().Equal(EventOutcome.RolledBack, EventOutcome.Refused);
        twice[^1].Outcome.Should().Be(EventOutcome.Conflict);
        clashes[^1].Existing.Should().Be(Visit(journey, "v1"));
        clashes.SkipLast(1).Should().OnlyContain(answer => answer.Existing == null);
        (await EventsAsync(journey)).Should().ContainSingle();

        var fine = await journey.Client.AppendAsync(EventBatch.Of(good) with { AllOrNothing = true }, Token);
        fine.Should().OnlyContain(answer => answer.Outcome == EventOutcome.Stored);
        (await EventsAsync(journey, "c3")).Should().ContainSingle();
    }

    [Fact]
    public async Task All_or_nothing_stores_nothing_when_the_store_fails_half_way()
    {
        var (calls, failsAt) = (0, int.MaxValue);
        var store = Bug.In<IEventLog>(nameof(IEventLog.AppendAsync), (_, _, call) =>
            ++calls == failsAt ? throw new RetentionStoreException("The disk is full.") : call()).Plant(new InMemoryRetentionStore(7));
        await using var journey = await StartAsync(store: store);
        CustomerEvent[] events = [.. Enumerable.Range(0, 30).Select(number => Visit(journey, $"n{number}", $"c{number}"))];

        for (failsAt = 1; ; failsAt++)
        {
            calls = 0;
            var append = () => journey.Client.AppendAsync(EventBatch.Of(events) with { AllOrNothing = true }, Token);
            if (failsAt > 7)
            {
                (await append()).Should()
                    .OnlyContain(answer => answer.Outcome == EventOutcome.Stored, "seven partitions are asked once each");
                break;
            }

            await append.Should().ThrowAsync<RetentionStoreException>();
            foreach (var @event in events)
                (await EventsAsync(journey, @event.Customer.Value)).Should().BeEmpty($"call {failsAt} failed");
        }

        (await EventsAsync(journey, "c29")).Should().ContainSingle();
    }

    [Fact]
    public async Task An_unknown_customer_enters_once_the_customer_is_saved()
    {
        await using var journey = await StartAsync();

        await journey.HappenAsync(Visit(journey, "v1"));
        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("not enrolled");
        await journey.AdvanceAsync(TimeSpan.FromHours(2));
        await journey.Client.SaveCustomersAsync([Some.Customer()], Token);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        journey.Sent.Should().Equal("hello by email");
        await journey.Client.SaveCustomersAsync([Some.Customer()], Token);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        journey.Sent.Should().ContainSingle("described again is not new");
    }

    [Fact]
    public async Task A_late_or_already_ended_entry_does_not_enroll()
    {
        await using var journey = await StartAsync();
        await journey.HappenAsync(Visit(journey, "v1", "late"));
        await journey.AdvanceAsync(TimeSpan.FromDays(2));
        await journey.HappenAsync(Visit(journey, "v2", "bought"));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(5));
        await journey.PurchaseAsync(new CustomerId("bought"));
        await journey.HappenAsync(Visit(journey, "v3", "again"));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(5));
        await journey.PurchaseAsync(new CustomerId("again"));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(5));
        await journey.HappenAsync(Visit(journey, "v4", "again"));

        await journey.Client.SaveCustomersAsync([Some.Customer("late"), Some.Customer("bought"), Some.Customer("again")], Token);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(5));

        journey.Messages.Select(message => message.Customer.Value).Should().Equal("again");
    }

    [Fact]
    public async Task Unknown_customers_are_refused_when_the_options_say_so()
    {
        await using var journey = await StartAsync(options => options.Ingestion.UnknownCustomers = UnknownCustomers.Refuse);
        await journey.Client.SaveCustomersAsync([Some.Customer()], Token);

        var answers = await journey.Client.AppendEventsAsync([Visit(journey, "v1"), Visit(journey, "v2", "bob")], Token);

        answers.Select(answer => answer.Outcome).Should().Equal(EventOutcome.Stored, EventOutcome.Refused);
        answers[1].Problems.Single().ToString().Should().Be("customer is not known");
    }

    [Fact]
    public async Task Customers_are_validated_one_by_one()
    {
        await using var journey = await StartAsync();
        var ada = Some.Customer();

        var answers = await journey.Client.SaveCustomersAsync(
        [
            ada,
            ada with { Id = new CustomerId("b"), FirstName = "A\0a" },
            ada with { Id = new CustomerId("c"), LastName = new string('x', 201) },
            ada with { Id = new CustomerId("d"), Addresses = new Dictionary<Channel, string> { [Channel.Email] = new string('x', 5000) } },
            ada with { Id = new CustomerId("e"), Attributes = new PropertyBag([new("size", "\udc00")]) },
            ada with { Id = default },
            ada with { Id = new CustomerId("f"), Consents = [new Consent { Topic = default, Channel = Channel.Email, Granted = true }] },
        ],
        Token);

        answers.Select(answer => answer.Outcome).Should().Equal([CustomerOutcome.Stored, .. Enumerable.Repeat(CustomerOutcome.Refused, 6)]);
        answers.Skip(1).Select(answer => answer.Problems.Single().ToString()).Should().Equal(
            "firstName contains the character U+0000",
            "lastName has 201 characters; at most 200 are allowed",
            "addresses.email has 5000 characters; at most 4096 are allowed",
            "attributes.size contains half a character",
            "id is missing",
            "consents contain an entry without a channel or topic");
        (await journey.RecordAsync(new CustomerId("b"))).Customer.Should().BeNull();
    }

    private static CustomerEvent Visit(JourneyHarness journey, string id, string customer = "ada") =>
        new() { Id = id, Customer = new CustomerId(customer), Name = Visited, OccurredAt = journey.Time.GetUtcNow() };

    private static async Task<IReadOnlyList<string>> EventsAsync(JourneyHarness journey, string customer = "ada")
    {
        using var export = new MemoryStream();
        await journey.Privacy.ExportAsync(new CustomerId(customer), export, Token);
        using var document = System.Text.Json.JsonDocument.Parse(export.ToArray());
        return [.. document.RootElement.GetProperty("events").EnumerateArray().Select(@event => @event.GetProperty("id").GetString()!)];
    }

    private static Task<JourneyHarness> StartAsync(
        Action<RetentionOptions>? configure = null, int partitions = 1, IRetentionStore? store = null) => Journeys.StartAsync(
        steps => steps.SendEmail("hello", template: "hello").Wait("think", Days(3)),
        harness => harness.Configure = retention =>
        {
            retention.Store.Use(_ => store ?? new InMemoryRetentionStore(partitions));
            retention.Configure(options => configure?.Invoke(options));
        },
        journey =>
        {
            journey.Enroll.On(Visited).ReEntry(ReEntry.Always);
            journey.ExitOn("bought", EventNames.Purchase);
        });
}
