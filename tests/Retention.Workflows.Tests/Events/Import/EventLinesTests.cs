using System.Text;

namespace Retention.Workflows.Tests.Events.Import;

public sealed class EventLinesTests
{
    [Fact]
    public void A_line_becomes_an_event()
    {
        var read = Read("""
            {"id":"e-1","customer":"ada","name":"purchase","at":"2024-05-01T12:00:00+02:00","amount":59.80,"currency":"EUR",
            """.Trim() + """
            "properties":{"size":"M","score":1.5,"gift":true},"lines":[{"product":"p-1","quantity":2,"price":29.90},{"product":"p-2"}]}
            """).Events.Single();

        read.Should().Be(new CustomerEvent
        {
            Id = "e-1",
            Customer = new CustomerId("ada"),
            Name = EventNames.Purchase,
            OccurredAt = new DateTimeOffset(2024, 5, 1, 10, 0, 0, TimeSpan.Zero),
            Amount = 59.80m,
            Currency = "EUR",
            Properties = new PropertyBag([new("size", "M"), new("score", 1.5m), new("gift", true)]),
            Lines = [new OrderLine { Product = new ProductId("p-1"), Quantity = 2, UnitPrice = 29.90m },
                new OrderLine { Product = new ProductId("p-2") }],
        });
    }

    [Fact]
    public void A_repeated_line_counts_once_and_other_content_under_its_id_is_an_error()
    {
        var same = Read(Line() + Line());
        same.Events.Should().HaveCount(1);
        same.Duplicates.Should().Be(1);

        Read(Line() + "\n" + Line(more: ",\"properties\":{\"size\":\"M\"}")).Errors.Should()
            .Equal("e.jsonl, line 3, id: event 'e-1' of the same customer is already on line 1 with different content");
        Read(Line() + Line(customer: "\"bob\"")).Events.Should().HaveCount(2, "an event's id belongs to its customer");
    }

    [Theory]
    [InlineData("\"\"", "customer: is empty")]
    [InlineData("\"a\\tb\"", "customer: contains a control character")]
    [InlineData("17", "customer: is not a text")]
    [InlineData("null", "customer: is not a text")]
    [InlineData("\"\\ud800\"", "customer: is not a text")]
    public void An_invalid_customer_id_is_an_error(string customer, string reason)
    {
        ErrorOf(Line(customer: customer)).Should().Contain(reason);
    }

    [Fact]
    public void Missing_fields_are_all_named()
    {
        Read("{}").Errors.Should().Equal("e.jsonl, line 1, id: is missing", "e.jsonl, line 1, customer: is missing",
            "e.jsonl, line 1, name: is missing", "e.jsonl, line 1, at: is missing");
    }

    [Theory]
    [InlineData("\"Product Viewed\"", "name: is not a valid event name")]
    [InlineData("\"purchase\\u0000\"", "name: contains a control character")]
    public void A_name_that_is_not_kebab_case_is_an_error(string name, string reason)
    {
        ErrorOf(Line(name: name)).Should().Contain(reason);
    }

    [Fact]
    public void A_time_without_offset_is_an_error()
    {
        ErrorOf(Line(at: "\"2024-05-01T12:00:00\"")).Should().Contain("at: '2024-05-01T12:00:00' has no offset");
    }

    [Theory]
    [InlineData("{\"a\":{\"b\":1}}", "properties.a: is nested")]
    [InlineData("{\"a\":[1]}", "properties.a: is nested")]
    [InlineData("{\"a\":null}", "properties.a: is null")]
    [InlineData("{\"a\":1e400}", "properties.a: is a number out of range")]
    [InlineData("{\"a\":\"\\ud800\"}", "properties.a: contains half a character")]
    [InlineData("{\"1a\":1}", "properties: contain an invalid key")]
    [InlineData("{\"\\ud800\":1}", "properties: contain an invalid key")]
    [InlineData("{\"a\":1,\"a\":2}", "properties: contains a field twice")]
    [InlineData("[]", "properties: is not a JSON object")]
    [InlineData("7", "properties: is not a JSON object")]
    public void Properties_are_flat_values_under_plain_keys(string properties, string reason)
    {
        ErrorOf(Line(more: $",\"properties\":{properties}")).Should().Contain(reason);
    }

    [Fact]
    public void Nesting_of_any_depth_is_reported_by_name()
    {
        ErrorOf(Line(more: $",\"properties\":{{\"a\":{new string('[', 200)}{new string(']', 200)}}}")).Should()
            .Contain("properties.a: is nested");
        ErrorOf(Line(more: $",\"properties\":{{\"a\":{new string('[', 9_000)}{new string(']', 9_000)}}}")).Should()
            .Contain("nests 9002 levels deep");
    }

    [Fact]
    public void Errors_about_limits_state_the_limit()
    {
        string Properties(int count) => string.Join(',', Enumerable.Range(0, count).Select(index => $"\"p{index}\":{index}"));

        Read(Line(more: $",\"properties\":{{{Properties(100)}}}")).Events.Should().HaveCount(1);
        ErrorOf(Line(more: $",\"properties\":{{{Properties(101)}}}")).Should().Contain("properties: are 101; at most 100 are allowed");
        Read(Line(more: $",\"properties\":{{\"a\":\"{new string('x', 4000)}\"}}")).Events.Should().HaveCount(1);
        ErrorOf(Line(more: $",\"properties\":{{\"a\":\"{new string('x', 4001)}\"}}")).Should()
            .Contain("properties.a: has 4001 characters; at most 4000 are allowed");
        ErrorOf(Line(more: $",\"lines\":[{string.Join(',', Enumerable.Repeat("{\"product\":\"p\"}", 501))}]")).Should()
            .Contain("lines: are 501; at most 500 are allowed");
        ErrorOf($"{{\"id\":\"{new string('x', 1_000_000)}\"}}").Should().Contain("at most 1000000 are allowed");
    }

    [Theory]
    [InlineData(",\"amount\":5", "currency: is missing although there is an amount")]
    [InlineData(",\"amount\":5,\"currency\":\"eur\"", "currency: is not an ISO 4217 code")]
    [InlineData(",\"amount\":\"5\",\"currency\":\"EUR\"", "amount: is not a number")]
    [InlineData(",\"amount\":5.12345,\"currency\":\"EUR\"", "amount: '5.12345' is out of range")]
    [InlineData(",\"amount\":-5,\"currency\":\"EUR\"", "amount: is negative; a purchase is never negative")]
    public void An_amount_is_money_in_a_currency(string more, string reason)
    {
        ErrorOf(Line(name: "\"purchase\"", more: more)).Should().Contain(reason);
    }

    [Theory]
    [InlineData("{}", "lines: is not a list")]
    [InlineData("[7]", "lines[0]: is not a JSON object")]
    [InlineData("[{\"product\":\"a\"},{\"quantity\":1}]", "lines[1].product: is missing")]
    [InlineData("[{\"product\":\"a\",\"quantity\":0}]", "lines[0].quantity: is not a whole number of 1 or more")]
    [InlineData("[{\"product\":\"a\",\"quantity\":1.5}]", "lines[0].quantity: is not a whole number of 1 or more")]
    [InlineData("[{\"product\":\"a\",\"price\":\"1\"}]", "lines[0].price: is not a number")]
    [InlineData("[{\"product\":\"a\",\"colour\":\"red\"}]", "lines[0]: contains an unknown field")]
    public void Order_lines_are_products_with_quantities_and_prices(string lines, string reason)
    {
        ErrorOf(Line(more: $",\"lines\":{lines}")).Should().Contain(reason);
    }

    [Theory]
    [InlineData("not json", "is not valid JSON: there is an error at character")]
    [InlineData("{\"id\":\"e-1\"", "is not valid JSON")]
    [InlineData("[]", "is not a JSON object")]
    [InlineData("null", "is not a JSON object")]
    public void A_line_that_is_not_an_object_is_an_error(string line, string reason)
    {
        ErrorOf(line).Should().StartWith("e.jsonl, line 1: ").And.Contain(reason);
    }

    [Fact]
    public void Half_a_surrogate_pair_in_the_text_is_an_error()
    {
        // Attributes cannot hold such texts.
        foreach (var line in (string[])["{\"id\":\"e-\ud800\"}", "{\"id\":\"\udc00\",\"customer\":\"ada\"}", "{\"\ud83d\":1}", "\ud83d",
            "{\"id\":\"e-1\"} \udc00\ud83d"])
            ErrorOf(line).Should().StartWith("e.jsonl, line 1: ").And.Contain("contains half a surrogate pair, which is no character");
    }

    [Fact]
    public void An_unknown_field_is_an_error()
    {
        ErrorOf(Line(more: ",\"propertys\":{}")).Should().Contain("contains an unknown field");
    }

    [Fact]
    public void Errors_of_all_lines_are_reported_together_and_nothing_is_returned()
    {
        Read(Line() + "\n" + Line(at: "\"x\"") + "{}\n").Errors.Should().HaveCount(5).And
            .StartWith(
                "e.jsonl, line 3, at: a text of 1 character is not an ISO 8601 instant such as 2024-05-01T10:00:00Z or 2024-05-01T12:00:00+02:00");
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", "at: is 0001-01-01T00:00:00Z; it must be between 1970-01-01T00:00:00Z and 2100-01-01T00:00:00Z")]
    [InlineData("1969-12-31T23:59:59Z", "at: is 1969-12-31T23:59:59Z; it must be between")]
    [InlineData("9999-12-31T23:59:59Z", "at: is 9999-12-31T23:59:59Z; it must be between")]
    public void A_time_in_the_far_past_or_future_is_an_error_that_states_the_limit(string at, string reason) =>
        ErrorOf(Line(at: $"\"{at}\"")).Should().StartWith("e.jsonl, line 1, " + reason);

    [Fact]
    public void A_host_configures_the_latest_time_and_the_known_customers()
    {
        var noon = new DateTimeOffset(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);
        var reading = (EventLimits limits) => EventLines.Read(
            new StringReader(Line() + Line(customer: "\"bob\"").Replace("e-1", "e-2", StringComparison.Ordinal)), "e.jsonl", limits);

        reading(new EventLimits { Latest = noon, Earliest = noon, IsKnown = _ => true }).Events.Should()
            .HaveCount(2, "the limits themselves are allowed");
        reading.Invoking(read => read(new EventLimits { Latest = noon.AddSeconds(-1) })).Should().Throw<ImportException>().Which.TotalErrors
            .Should().Be(2);
        reading.Invoking(read => read(new EventLimits { IsKnown = customer => customer.Value == "ada" })).Should().Throw<ImportException>()
            .Which.Errors.Single().ToString().Should().Be("e.jsonl, line 2, customer: is not known");
    }

    [Fact]
    public void Five_hundred_properties_and_texts_of_a_megabyte_are_errors_that_state_the_limit()
    {
        var many = string.Join(',', Enumerable.Range(0, 500).Select(number => $"\"k{number}\":1"));
        ErrorOf(Line(more: $",\"properties\":{{{many}}}")).Should()
            .Be($"e.jsonl, line 1, properties: are 500; at most {PropertyBag.MaxCount} are allowed");
        ErrorOf(Line(more: $",\"properties\":{{\"a\":\"{new string('x', 900_000)}\"}}")).Should()
            .Be($"e.jsonl, line 1, properties.a: has 900000 characters; at most {PropertyValue.MaxTextLength} are allowed");
        ErrorOf(Line(more: $",\"properties\":{{\"a\":\"{new string('x', 1 << 20)}\"}}")).Should()
            .MatchRegex(@"^e\.jsonl, line 1: has 10486\d\d characters; at most 1000000 are allowed$");
    }

    [Theory]
    [InlineData(501)]
    [InlineData(100_000)]
    public void Nesting_over_the_json_limit_is_reported_with_its_depth(int levels) =>
        ErrorOf(Line(more: $",\"properties\":{{\"a\":\"[\\\"[\",\"b\":{new string('[', levels - 2)}{new string(']', levels - 2)}}}"))
            .Should().Be($"e.jsonl, line 1: nests {levels} levels deep; at most 3 are allowed");

    [Fact]
    public void Lines_after_an_overlong_line_are_read_with_any_kind_of_line_end()
    {
        Read(new string(' ', 1_000_001) + "\r\n" + "{}\rnot json").Errors.Should().HaveCount(6).And
            .Contain(error => error.StartsWith("e.jsonl, line 2, id", StringComparison.Ordinal)).And
            .Contain(error => error.StartsWith("e.jsonl, line 3: is not valid JSON", StringComparison.Ordinal));
        Read(Line().TrimEnd() + new string(' ', 900_000)).Events.Should().ContainSingle();
    }

    [Fact]
    public void All_real_events_are_read()
    {
        var imported = EventLines.Read(RealData.PathOf("otto-sessions", "events.jsonl"));

        imported.Events.Should().HaveCount(862);
        imported.Events.Select(read => read.Customer).Distinct().Should().HaveCount(20);
        imported.Events.Count(read => read.Name == EventNames.Purchase).Should().Be(10);
        imported.Events.Should().OnlyContain(read => read.Properties.ContainsKey("product"));
    }

    [Fact]
    public void A_file_that_is_not_UTF_8_is_refused()
    {
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(Line(customer: "\"žofie Café\"")));

        var reading = () => EventLines.Read(path);

        reading.Should().Throw<ImportException>().Which.Errors.Single().Reason.Should().Contain("not UTF-8");
        File.Delete(path);
    }

    [Fact]
    public void One_cause_of_ten_thousand_errors_is_the_first_line()
    {
        var lines = Enumerable.Range(0, 10_000).Select(number => $$"""{"id":"e-{{number}}","customer":"ada","name":"bought","at":"2024-05-{{1 + number % 28:00}} 10:00"}""");
        using var reader = new StringReader("{\"id\":\"\",\"customer\":\"ada\",\"name\":\"bought\",\"at\":\"2024-05-01T10:00:00Z\"}\n" + string.Join('\n', lines));

        var reading = () => EventLines.Read(reader, "e.jsonl");

        reading.Should().Throw<ImportException>().Which.Errors.Select(error => (error.Line, error.Column, error.Count)).Should().Equal((2, "at", 10_000), (1, "id", 1));
    }

    private static string Line(
        string customer = "\"ada\"", string name = "\"product-viewed\"", string at = "\"2024-05-01T12:00:00Z\"", string more = "") =>
        $"{{\"id\":\"e-1\",\"customer\":{customer},\"name\":{name},\"at\":{at}{more}}}\n";

    private static string ErrorOf(string line) => Read(line).Errors.Should().ContainSingle().Subject;

    private static Outcome Read(string text)
    {
        using var reader = new StringReader(text);
        try
        {
            var imported = EventLines.Read(reader, "e.jsonl");
            return new Outcome(imported.Events, imported.Duplicates, []);
        }
        catch (ImportException exception)
        {
            return new Outcome([], 0, [.. exception.Errors.Select(error => error.ToString())]);
        }
    }

    private sealed record Outcome(IReadOnlyList<CustomerEvent> Events, int Duplicates, IReadOnlyList<string> Errors);
}
