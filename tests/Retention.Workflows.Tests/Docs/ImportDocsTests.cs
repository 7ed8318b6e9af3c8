using Retention.Workflows.Import;
using Retention.Workflows.Testing;
using Retention.Workflows.Tests.Support;
using WinBack = Retention.Workflows.Tests.Docs.ReadmeTests.WinBack;

namespace Retention.Workflows.Tests.Docs;

/// <summary>The code of <c>docs/import.md</c>, run.</summary>
public sealed class ImportDocsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("retention-import-").FullName;

    [Fact]
    public async Task Orders_are_checked_imported_and_listed()
    {
        await using var shop = await JourneyHarness.StartAsync<WinBack>();
        IRetentionClient client = shop.Client;
        var path = Write("orders.csv", "Name,Email,Financial Status,Currency,Total,Created at\n#1,ada@example.org,paid,EUR,50.00,2025-05-01 12:00:00 +0200\n");
        var orders = OrderCsv.Open(path, OrderMapping.Shopify());

        var report = orders.Check();                       // a dry run: reads the file, stores nothing
        Console.WriteLine($"{report.Orders} orders of {report.Customers} customers, {report.Refunds} refunds");
        foreach (var error in report.Errors)
            Console.WriteLine(error);                      // orders.csv, line 77, Total: '1.234' may be 1234 or 1.234: set the decimal sign of the mapping

        var result = await client.ImportAsync(orders);     // checks again, then stores in batches
        Console.WriteLine($"{result.Stored} stored, {result.StoredBefore} stored before");

        result.Stored.Should().Be(1);
        WriteFirst(report, Path.Combine(folder, "first-orders.csv"));

        File.ReadAllLines(Path.Combine(folder, "first-orders.csv"))[1].Should().StartWith("2,#1,email-").And.EndWith(",50.00");
    }

    [Fact]
    public void A_mapping_in_code_is_the_one_in_json()
    {
        var mapping = new OrderMapping
        {
            Columns = new OrderColumns
            {
                Order = "Bestellnummer",                   // case and white space do not matter
                OrderedAt = "Bestellt am",
                Total = "Summe",
                Customer = ColumnName.Optional("Kundennr"),
                Email = "E-Mail",                          // the key of guests, whose customer cell is empty
                Status = "Status",
                Refunded = ColumnName.Optional("Erstattet"),
                Product = ColumnName.Optional("Artikelnummer", "Artikel"),
                Quantity = ColumnName.Optional("Menge"),
                UnitPrice = ColumnName.Optional("Einzelpreis"),
            },
            Format = new CsvFormat { IgnoreOtherColumns = true },
            Amounts = new AmountFormat { Decimal = ',' },
            Times = new TimeFormat { TimeZone = "Europe/Berlin", Formats = ["dd.MM.yyyy HH:mm"] },
            Statuses = new OrderStatuses { Counting = ["bezahlt", "versendet"], Withdrawn = ["storniert"], Open = ["offen"] },
            Currency = "EUR",
        };

        OrderMapping.FromJson(Markdown.Blocks(Markdown.Read("docs", "import.md"), "json").Single()).Should().Be(mapping);
    }

    [Fact]
    public async Task Customers_are_imported()
    {
        await using var shop = await JourneyHarness.StartAsync<WinBack>();
        IRetentionClient client = shop.Client;
        var path = Write("customers.csv", "Id,First,Language,Born,Email,Phone,Newsletter,Text me,Points\nada,Ada,cs,1985-12-10,ada@example.org,601 123 456,yes,rather not,12\n");
        var customers = CustomerCsv.Open(path, new CustomerMapping
        {
            Columns = new CustomerColumns { Customer = "Id", FirstName = "First", Language = "Language", Birthday = "Born" },
            Addresses =
            [
                new AddressColumn { Channel = Channel.Email, Column = "Email" },
                new AddressColumn { Channel = Channel.Sms, Column = "Phone", LeaveOutInvalid = true },
            ],
            Consents =
            [
                new ConsentColumn { Channel = Channel.Email, Column = "Newsletter" },
                new ConsentColumn { Channel = Channel.Sms, Topic = "delivery", Column = "Text me", Yes = ["gladly"], No = ["rather not"] },
            ],
            Attributes = new Dictionary<string, AttributeColumn> { ["points"] = new() { Column = "Points", Kind = AttributeKind.Number } },
            Region = "CZ",                                 // 601 123 456 is +420601123456
        });
        await client.ImportAsync(customers);

        (await client.ReadCustomerAsync("ada")).Customer!.AddressOn(Channel.Sms).Should().Be("+420601123456");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static void WriteFirst(OrderReport report, string target)
    {
        using var text = new StreamWriter(target);
        var csv = new CsvWriter(text);
        csv.WriteRow("line", "id", "customer", "total");
        foreach (var (line, @event) in report.First)
            csv.WriteRow($"{line}", @event.Id, @event.Customer.Value, $"{@event.Amount}");
    }

    private string Write(string file, string content)
    {
        var path = Path.Combine(folder, file);
        File.WriteAllText(path, content);
        return path;
    }
}
