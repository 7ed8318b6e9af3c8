namespace Retention.Workflows.Sqlite.Tests;

/// <summary>
/// The stored form of addresses: a text is one address of its channel, as in earlier builds, and a list holds push tokens.
/// </summary>
public sealed class SqliteAddressTests
{
    [Theory]
    [InlineData("""{"push":"a"}""", "a", "")]
    [InlineData("""{"email":"ada@example.org","push":"a"}""", "a", "")]
    [InlineData("""{"push":["a"]}""", "a", "a")]
    [InlineData("""{"push":["b","a"],"email":"ada@example.org"}""", "b a", "b a")]
    [InlineData("""{"push":[],"sms":"+420601123456"}""", "", "")]
    [InlineData("""{"sms":"+420601123456"}""", "", "")]
    public async Task Rows_of_both_forms_are_read(string json, string addresses, string tokens)
    {
        using var folder = new TemporaryFolder();
        await using var store = await Db.OpenAsync(folder.PathOf("store.db"));
        await Db.SaveAsync(store, "ada");
        using (var file = Db.Other(folder.PathOf("store.db")))
            Db.Run(file, $"UPDATE customers SET addresses = '{json}'");

        await using var transaction = await store.BeginAsync(0, Db.Token);
        var customer = (await transaction.Customers.FindAsync(["ada"], Db.Token)).Values.Single();

        string.Join(' ', customer.AddressesOn(Channel.Push)).Should().Be(addresses);
        string.Join(' ', customer.PushTokens).Should().Be(tokens);
        customer.Addresses.Should().HaveCount(json.Split(':').Length - 1 - (tokens.Length > 0 || json.Contains('[') ? 1 : 0));
    }

    [Theory]
    [InlineData("a", new string[0], """{"push":"a"}""")]
    [InlineData("a", new[] { "b", "c" }, """{"push":["b","c"]}""")]
    [InlineData(null, new[] { "b" }, """{"push":["b"]}""")]
    public async Task A_single_address_is_written_as_before(string? single, string[] tokens, string json)
    {
        using var folder = new TemporaryFolder();
        await using var store = await Db.OpenAsync(folder.PathOf("store.db"));
        await using (var transaction = await store.BeginAsync(0, Db.Token))
        {
            var customer = new Customer { Id = "ada", PushTokens = tokens };
            if (single is not null)
                customer = customer with { Addresses = new Dictionary<Channel, string> { [Channel.Push] = single } };
            await transaction.Customers.SaveAsync([customer], Db.Token);
            await transaction.CommitAsync(Db.Token);
        }

        using var file = Db.Other(folder.PathOf("store.db"));
        Db.Run(file, "SELECT addresses FROM customers").Should().Be(json);
    }
}
