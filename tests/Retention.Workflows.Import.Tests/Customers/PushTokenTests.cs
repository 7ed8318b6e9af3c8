namespace Retention.Workflows.Import.Tests.Customers;

/// <summary>A customer's push tokens come from one cell with a separator, or from several columns.</summary>
public sealed class PushTokenTests
{
    [Theory]
    [InlineData("phone;tablet", "phone tablet")]
    [InlineData(" phone ; tablet ;", "phone tablet")]
    [InlineData("phone", "phone")]
    [InlineData("phone;phone;PHONE", "phone")]
    [InlineData("", "")]
    [InlineData(";;", "")]
    [InlineData("dQw4:APA91b_x-7;dQw5:APA91b.y%7", "dQw4:APA91b_x-7 dQw5:APA91b.y%7")]
    public void A_cell_holds_several_tokens(string cell, string tokens)
    {
        var read = Csv.Customers($"id,devices\nc-1,{cell}\n", Mapping(Of("devices", ';'))).ReadAll(TestContext.Current.CancellationToken).Single();

        string.Join(' ', read.PushTokens).Should().Be(tokens);
        read.Addresses.Should().BeEmpty();
        string.Join(' ', read.AddressesOn(Channel.Push)).Should().Be(tokens);
    }

    [Theory]
    [InlineData("a,b", "a b")]
    [InlineData(",b", "b")]
    [InlineData("a,", "a")]
    [InlineData("a,a", "a")]
    [InlineData("a|c,b", "a c b")]
    public void Several_columns_are_read_in_their_order(string cells, string tokens) =>
        string.Join(' ', Csv.Customers($"id,phone,tablet\nc-1,{cells}\n", Mapping(Of("phone", '|'), Of("tablet")))
            .ReadAll(TestContext.Current.CancellationToken).Single().PushTokens).Should().Be(tokens);

    [Fact]
    public void One_column_without_a_separator_is_one_address_as_before()
    {
        var read = Csv.Customers("id,device\nc-1,a;b\n", Mapping(Of("device"))).ReadAll(TestContext.Current.CancellationToken).Single();

        read.PushTokens.Should().BeEmpty();
        read.Addresses[Channel.Push].Should().Be("a;b");
    }

    [Fact]
    public void More_than_twenty_tokens_are_an_error_of_the_row()
    {
        var text = $"id,devices\nc-1,{string.Join(';', Enumerable.Range(0, 21))}\nc-2,a;b\n";

        var report = Csv.Customers(text, Mapping(Of("devices", ';'))).Check(cancellationToken: TestContext.Current.CancellationToken);

        report.Errors().Should().ContainSingle().Which.Should().Contain("line 2").And.Contain("pushTokens are 21; at most 20 are allowed");
        report.Addresses[Channel.Push].Should().Be(2);
    }

    [Fact]
    public void The_same_customer_with_other_tokens_is_an_error() =>
        Csv.Customers("id,devices\nc-1,a;b\nc-1,a;c\n", Mapping(Of("devices", ';')))
            .Check(cancellationToken: TestContext.Current.CancellationToken).Errors().Should()
            .Equal("c.csv, line 3: is the customer of line 2, too, with other content");

    [Fact]
    public void The_mapping_has_a_JSON_form()
    {
        var mapping = Mapping(Of("phone", ';'), Of("tablet"));

        mapping.ToJson().Should().Contain("\"separator\": \";\"");
        CustomerMapping.FromJson(mapping.ToJson()).Should().Be(mapping);
    }

    [Theory]
    [InlineData("""[{"channel":"email","column":"a","separator":";"}]""", "addresses[0].separator: only the channel push has several addresses")]
    [InlineData("""[{"channel":"push","column":"a","separator":":"}]""", "addresses[0].separator: may be part of a token")]
    [InlineData("""[{"channel":"push","column":"a"},{"channel":"push","column":"b","separator":"x"}]""", "addresses[1].separator: may be part of a token")]
    [InlineData("""[{"channel":"push","column":"a","separator":"; "}]""", "addresses[0].separator: is not a single character")]
    [InlineData("""[{"channel":"sms","column":"a"},{"channel":"sms","column":"b"}]""", "addresses: the channel 'sms' stands there twice")]
    public void A_wrong_separator_is_an_error_of_the_mapping(string addresses, string error)
    {
        var reading = () => CustomerMapping.FromJson($$"""{"columns":{"customer":"id"},"addresses":{{addresses}}}""");

        reading.Should().Throw<ImportMappingException>().Which.Errors.Should().Equal(error);
    }

    private static AddressColumn Of(string column, char? separator = null) =>
        new() { Channel = Channel.Push, Column = ColumnName.Optional(column), Separator = separator };

    private static CustomerMapping Mapping(params AddressColumn[] addresses) =>
        new() { Columns = new CustomerColumns { Customer = "id" }, Addresses = addresses };
}
