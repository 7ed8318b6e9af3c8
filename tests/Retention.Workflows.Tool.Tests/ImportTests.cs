using Microsoft.Extensions.DependencyInjection;

namespace Retention.Workflows.Tool.Tests;

/// <summary>The command reads its key from the environment of the process, so no other test runs meanwhile.</summary>
[Collection(AloneCollection.Name)]
public sealed class ImportTests : IDisposable
{
    private const string Shopify = """
        Name,Email,Financial Status,Created at,Currency,Total,Refunded Amount,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku
        #1001,ada@shop.example,paid,2026-03-01 14:05:00 +0100,EUR,60.00,0.00,2,Shoe,25.00,SHOE
        #1001,,,,,,,1,Sock,10.00,SOCK
        #1002,bob@shop.example,pending,2026-03-02 09:00:00 +0100,EUR,15.00,0.00,1,Cap,15.00,CAP
        """;

    private const string ShopifyCustomers = """
        First Name,Last Name,Email,Accepts Email Marketing,Phone
        Ada,Lovelace,Ada@Shop.example,yes,+420 601 123 456
        """;

    private readonly TemporaryFolder _folder = new();

    private string Store => _folder.PathOf("shop.db");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("RETENTION_PRIVACY_KEY", null);
        _folder.Dispose();
    }

    [Fact]
    public async Task A_dry_run_shows_the_orders_as_understood_and_stores_nothing()
    {
        _folder.With("orders.csv", Shopify);

        var run = await ToolRun.OfAsync("import", _folder.PathOf("orders.csv"), "--mapping", "shopify", "--dry-run");

        Assert.Equal(0, run.Code);
        Assert.Contains("3 rows, separated by commas", run.Output, StringComparison.Ordinal);
        Assert.Contains("left out   1 with the status 'pending'", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"purchase +#1001 +2026-03-01 13:05:00Z +60(\.00)? EUR +2 x SHOE, 1 x SOCK", run.Output);
        Assert.EndsWith("Nothing was stored: this was a dry run.\n", run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal(["orders.csv"], _folder.Files);
    }

    [Fact]
    public async Task Orders_are_stored_once_however_often_the_file_is_imported()
    {
        _folder.With("orders.csv", Shopify);

        var first = await ImportAsync("orders.csv", "--mapping", "shopify");
        var second = await ImportAsync("orders.csv", "--mapping", "shopify");

        Assert.Equal((0, 0), (first.Code, second.Code));
        Assert.Contains("Stored 1, stored before 0,", first.Output, StringComparison.Ordinal);
        Assert.Contains("Stored 0, stored before 1,", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Customers_are_stored_with_addresses_in_their_canonical_form()
    {
        _folder.With("customers.csv", ShopifyCustomers);
        Environment.SetEnvironmentVariable("RETENTION_PRIVACY_KEY", "0123456789abcdef");

        var run = await ImportAsync("customers.csv", "--mapping", "shopify", "--customers");

        Assert.Equal(("", 0), (run.Errors, run.Code));
        await using var provider = new ServiceCollection().AddLogging()
            .AddRetentionWorkflows(retention => retention.Store.UseSqlite(Store)).BuildServiceProvider();
        var id = new CustomerId(run.Output.Split('\n').First(line => line.Contains("Lovelace", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
        var stored = await provider.GetRequiredService<IRetentionClient>().ReadCustomerAsync(id, TestContext.Current.CancellationToken);
        Assert.Equal("Ada@shop.example", stored.Customer!.AddressOn(Channel.Email));
        Assert.Equal("+420601123456", stored.Customer.AddressOn(Channel.Sms));
        Assert.True(stored.Customer.HasConsent(Topic.Marketing, Channel.Email));
    }

    [Fact]
    public async Task Customers_need_the_hosts_privacy_key()
    {
        _folder.With("customers.csv", ShopifyCustomers);

        var run = await ImportAsync("customers.csv", "--mapping", "shopify", "--customers");

        Assert.Equal(1, run.Code);
        Assert.Contains("RETENTION_PRIVACY_KEY", run.Errors, StringComparison.Ordinal);
        Assert.Equal(["customers.csv"], _folder.Files);
    }

    [Theory]
    [InlineData("customer_id,order_id,ordered_at,total\nada,o1,2026-01-05T10:00:00Z,1.2345678\n", "total")]
    [InlineData("customer_id,order_id,ordered_at,total\nada,o1,3024-01-05T10:00:00Z,12\n", "ordered_at")]
    [InlineData("customer_id,order_id,ordered_at,total\nada,rw:1,2026-01-05T10:00:00Z,12\n", "order_id")]
    [InlineData("customer_id,order_id,ordered_at\nada,o1,2026-01-05T10:00:00Z\n", "total")]
    [InlineData("customer_id;order_id;ordered_at;total\nada;o1;2026-01-05T10:00:00Z;12,50\n", "total")]
    [InlineData("", "empty")]
    public async Task A_file_with_an_error_is_not_stored_and_the_error_says_where(string content, string where)
    {
        _folder.With("orders.csv", content);

        var run = await ImportAsync("orders.csv");
        var tried = await ToolRun.OfAsync("import", _folder.PathOf("orders.csv"), "--dry-run");

        Assert.Equal((1, 1), (run.Code, tried.Code));
        Assert.Contains(where, run.Errors, StringComparison.Ordinal);
        Assert.Contains(where, tried.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "Name the store", "--mapping", "plain")]
    [InlineData(2, "Name one store", "--sqlite", "a.db", "--postgresql", "Host=x")]
    [InlineData(2, "--rows", "--dry-run", "--rows", "1001")]
    [InlineData(1, "there is no such mapping", "--dry-run", "--mapping", "shopware")]
    [InlineData(1, "--time-zone", "--dry-run", "--mapping", "woocommerce")]
    [InlineData(1, "describes orders", "--dry-run", "--customers")]
    [InlineData(1, "RETENTION_POSTGRESQL", "--postgresql")]
    public async Task A_command_line_that_lacks_something_says_what(int code, string message, params string[] options)
    {
        _folder.With("orders.csv", SampleFiles.Orders);

        var run = await ToolRun.OfAsync(["import", _folder.PathOf("orders.csv"), .. options]);

        Assert.Equal(code, run.Code);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mapping_from_a_file_is_used_and_its_errors_name_the_field()
    {
        _folder.With("orders.csv", "who;nr;at;sum\nada;o1;2026-01-05T10:00:00Z;1.234,50\n").With("mapping.json", """
            { "columns": { "customer": "who", "order": "nr", "orderedAt": "at", "total": "sum" },
              "amounts": { "decimal": ",", "group": "." }, "currency": "CZK" }
            """).With("wrong.json", """{ "columns": { "ordr": "nr" } }""");

        var run = await ToolRun.OfAsync(
            "import", _folder.PathOf("orders.csv"), "--mapping", _folder.PathOf("mapping.json"), "--dry-run");
        var wrong = await ToolRun.OfAsync("import", _folder.PathOf("orders.csv"), "--mapping", _folder.PathOf("wrong.json"), "--dry-run");

        Assert.Equal(("", 0), (run.Errors, run.Code));
        Assert.Contains("1234.5", run.Output, StringComparison.Ordinal);
        Assert.Equal(1, wrong.Code);
        Assert.Contains("wrong.json", wrong.Errors, StringComparison.Ordinal);
        Assert.Contains("columns.ordr", wrong.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_cause_of_many_errors_is_one_line()
    {
        _folder.With("orders.csv", "who;nr;at;sum\n" + string.Concat(Enumerable.Range(0, 200).Select(number => $"ada;o{number};2026-01-05T10:00:00Z;1.{number:000}\n")))
            .With("mapping.json", """
            { "columns": { "customer": "who", "order": "nr", "orderedAt": "at", "total": "sum" }, "currency": "EUR" }
            """);

        var run = await ToolRun.OfAsync("import", _folder.PathOf("orders.csv"), "--mapping", _folder.PathOf("mapping.json"), "--dry-run");

        Assert.Equal(
            $"{_folder.PathOf("orders.csv")}, line 2, sum: '1.000' may be 1000 or 1.000: set the decimal sign of the mapping (and 199 more rows like this)",
            run.Errors.Trim());
    }

    private Task<ToolRun> ImportAsync(string file, params string[] options) =>
        ToolRun.OfAsync(["import", _folder.PathOf(file), "--sqlite", Store, .. options]);
}
