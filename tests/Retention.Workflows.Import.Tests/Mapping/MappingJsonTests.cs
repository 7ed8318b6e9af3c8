namespace Retention.Workflows.Import.Tests.Mapping;

public sealed class MappingJsonTests
{
    public static TheoryData<string> Orders => ["plain", "shopify", "woocommerce", "magento"];

    public static TheoryData<string> Customers => ["shopify", "woocommerce", "magento"];

    [Theory]
    [MemberData(nameof(Orders))]
    public void A_mapping_of_orders_is_read_back_as_it_was_written(string name)
    {
        var mapping = OrdersOf(name);

        OrderMapping.FromJson(mapping.ToJson()).Should().Be(mapping);
        Approved.ShouldBe(mapping.ToJson(), $"orders.{name}.json");
    }

    [Theory]
    [MemberData(nameof(Customers))]
    public void A_mapping_of_customers_is_read_back_as_it_was_written(string name)
    {
        var mapping = CustomersOf(name);

        CustomerMapping.FromJson(mapping.ToJson()).Should().Be(mapping);
        Approved.ShouldBe(mapping.ToJson(), $"customers.{name}.json");
    }

    [Fact]
    public void A_mapping_is_written_by_hand()
    {
        const string json = """
            {
              // a comment
              "columns": {
                "order": "Bestellnummer",
                "customer": { "names": ["Kundennr", "Kunde"], "optional": true },
                "email": "E-Mail",
                "orderedAt": ["Bestellt am", "Datum"],
                "total": "Summe",
                "properties": { "channel": "Kanal" },
              },
              "format": { "separator": ";", "encoding": "windows-1252", "ignoreOtherColumns": true },
              "amounts": { "decimal": ",", "group": " " },
              "times": { "formats": ["dd.MM.yyyy HH:mm"], "timeZone": "Europe/Berlin", "timeOfDay": "09:30" },
              "currency": "EUR",
              "guestIds": ["0"]
            }
            """;

        var mapping = OrderMapping.FromJson(json);

        mapping.Should().Be(new OrderMapping
        {
            Columns = new OrderColumns
            {
                Order = "Bestellnummer",
                Customer = ColumnName.Optional("Kundennr", "Kunde"),
                Email = "E-Mail",
                OrderedAt = ColumnName.AnyOf("Bestellt am", "Datum"),
                Total = "Summe",
                Properties = new Dictionary<string, ColumnName> { ["channel"] = "Kanal" },
            },
            Format = new CsvFormat { Separator = ';', Encoding = "windows-1252", IgnoreOtherColumns = true },
            Amounts = new AmountFormat { Decimal = ',', Group = ' ' },
            Times = new TimeFormat { Formats = ["dd.MM.yyyy HH:mm"], TimeZone = "Europe/Berlin", TimeOfDay = new TimeOnly(9, 30) },
            Currency = "EUR",
            GuestIds = ["0"],
        });
        OrderMapping.FromJson(mapping.ToJson()).Should().Be(mapping);
    }

    [Theory]
    [InlineData("""{"columns":{"order":"a","orderedAt":"b","totall":"c","email":"d"}}""", "columns.total: is missing", "columns.totall: is unknown; the fields are order, orderedAt, total")]
    [InlineData("""{"columns":{"order":"a","orderedAt":"b","total":"c","email":"d"},"colums":{}}""", "colums: is unknown; the fields are kind, columns")]
    [InlineData("""{}""", "columns: is missing")]
    [InlineData("""[]""", "the mapping: is not a JSON object", "columns: is missing")]
    [InlineData("""{"columns":""", "it is not valid JSON: there is an error on line 1")]
    [InlineData("""{"columns":{"order":1,"orderedAt":[],"total":{"names":["a"],"optionall":true},"email":""}}""", "columns.order: is neither the name", "columns.orderedAt: names no column", "columns.total.optionall: is unknown", "columns.email: names no column")]
    [InlineData("""{"columns":{"order":"a","orderedAt":"b","total":"c"}}""", "columns.customer: is missing, and so is columns.email")]
    [InlineData("""{"columns":{"order":"a","orderedAt":"b","total":"c","email":"d","status":"s"}}""", "statuses: is missing although columns.status is mapped")]
    [InlineData("""{"columns":{"order":"a","orderedAt":"b","total":"c","email":"d","status":"s"},"statuses":{"counting":["On Hold"],"open":["on-hold"]}}""", "statuses: 'On Hold' stands there twice")]
    [InlineData("""{"columns":{"order":"a","orderedAt":"b","total":"c","email":"d"},"amounts":{"decimal":";"},"times":{"timeZone":"Mars/X","formats":["d"]},"format":{"separator":":","encoding":"klingon"},"currency":"euro"}""", "format.separator: ", "format.encoding: ", "amounts.decimal: ", "times.timeZone: 'Mars/X' is unknown", "times.formats[0]: ", "currency: ")]
    [InlineData("""{"columns":{"order":"a","orderedAt":"b","total":"c","email":"d"},"times":{"timeOfDay":"noon"},"leaveOutAnonymous":"yes","amounts":{"decimal":"point"}}""", "times.timeOfDay: ", "leaveOutAnonymous: is neither true nor false", "amounts.decimal: is not a single character")]
    [InlineData("""{"kind":"customers","columns":{"order":"a","orderedAt":"b","total":"c","email":"d"}}""", "kind: is 'customers', and this is read as a mapping of orders")]
    [InlineData("""{"columns":{"order":"a","orderedAt":"b","total":"c","email":"d","quantity":"q","properties":{"no good":"x"}}}""", "columns.product: is missing although columns.quantity is mapped", "columns.properties: 'no good' is not a valid property key")]
    public void Every_error_of_a_mapping_has_its_path(string json, params string[] errors)
    {
        var reading = () => OrderMapping.FromJson(json);

        var thrown = reading.Should().Throw<ImportMappingException>().Which;
        foreach (var error in errors)
            thrown.Errors.Should().Contain(found => found.StartsWith(error));
        thrown.Errors.Should().HaveCount(errors.Length);
    }

    [Theory]
    [InlineData("""{"columns":{"firstName":"a"}}""", "columns.customer: is missing, and so is an address of the channel email")]
    [InlineData("""{"columns":{"customer":"id"},"addresses":[{"channel":"e mail","column":"a"},{"column":"b"},{"channel":"email"}]}""", "addresses[0].channel: ", "addresses[1].channel: is missing", "addresses[2].column: is missing")]
    [InlineData("""{"columns":{"customer":"id"},"addresses":[{"channel":"email","column":"a"},{"channel":"email","column":"b"}],"region":"cz"}""", "addresses: the channel 'email' stands there twice", "region: ")]
    [InlineData("""{"columns":{"customer":"id"},"consents":[{"channel":"email","column":"a"},{"channel":"email","topic":"marketing","column":"b"}]}""", "consents: the channel 'email' with the topic 'marketing' stands there twice")]
    [InlineData("""{"columns":{"customer":"id"},"attributes":{"a":{"column":"x","kind":"colour"},"b":"x","9":{"column":"x"}}}""", "attributes.a.kind: is none of text, number, flag, date", "attributes.b: is not a JSON object", "attributes.b.column: is missing")]
    public void Every_error_of_a_mapping_of_customers_has_its_path(string json, params string[] errors)
    {
        var reading = () => CustomerMapping.FromJson(json);

        var thrown = reading.Should().Throw<ImportMappingException>().Which;
        foreach (var error in errors)
            thrown.Errors.Should().Contain(found => found.StartsWith(error));
    }

    private static OrderMapping OrdersOf(string name) => name switch
    {
        "plain" => OrderMapping.Plain(),
        "shopify" => OrderMapping.Shopify("Europe/Prague"),
        "woocommerce" => OrderMapping.WooCommerce("Europe/Prague"),
        _ => OrderMapping.Magento("Europe/Prague", "CZK"),
    };

    private static CustomerMapping CustomersOf(string name) => name switch
    {
        "shopify" => CustomerMapping.Shopify("CZ"),
        "woocommerce" => CustomerMapping.WooCommerce("CZ"),
        _ => CustomerMapping.Magento("CZ"),
    };
}
