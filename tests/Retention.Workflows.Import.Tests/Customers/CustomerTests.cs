namespace Retention.Workflows.Import.Tests.Customers;

public sealed class CustomerTests
{
    private static readonly CustomerMapping Own = new()
    {
        Columns = new CustomerColumns
        {
            Customer = ColumnName.Optional("id"),
            FirstName = ColumnName.Optional("first"),
            LastName = ColumnName.Optional("last"),
            FullName = ColumnName.Optional("name"),
            Language = ColumnName.Optional("lang"),
            TimeZone = ColumnName.Optional("zone"),
            PostalCode = ColumnName.Optional("zip"),
            Birthday = ColumnName.Optional("born"),
            Country = ColumnName.Optional("country"),
        },
        Addresses =
        [
            new AddressColumn { Channel = Channel.Email, Column = ColumnName.Optional("mail") },
            new AddressColumn { Channel = Channel.Sms, Column = ColumnName.Optional("phone") },
            new AddressColumn { Channel = "letter", Column = ColumnName.Optional("street"), LeaveOutInvalid = true },
        ],
        Consents =
        [
            new ConsentColumn { Channel = Channel.Email, Column = ColumnName.Optional("newsletter") },
            new ConsentColumn { Channel = Channel.Email, Topic = "tips", Column = ColumnName.Optional("tips"), Yes = ["gern"], No = ["lieber nicht"] },
            new ConsentColumn { Channel = Channel.Sms, Column = ColumnName.Optional("texts") },
        ],
        Attributes = new Dictionary<string, AttributeColumn>
        {
            ["size"] = new() { Column = ColumnName.Optional("size") },
            ["points"] = new() { Column = ColumnName.Optional("points"), Kind = AttributeKind.Number },
            ["vip"] = new() { Column = ColumnName.Optional("vip"), Kind = AttributeKind.Flag },
            ["since"] = new() { Column = ColumnName.Optional("since"), Kind = AttributeKind.Date },
        },
        Region = "CZ",
        Times = new TimeFormat { Formats = ["yyyy-MM-dd", "d.M.yyyy"] },
    };

    [Fact]
    public void A_row_becomes_a_customer()
    {
        var read = Read("id,first,last,lang,zone,zip,born,mail,phone,newsletter,tips,texts,size,points,vip,since\n"
            + "c-1, Ada ,Lovelace,cs_CZ,Europe/Prague,110 00,10.12.1815,Ada@SHOP.Example,601 123 456,yes,lieber nicht,,42,\"1 234,5\",x,2020-02-29\n").Single();

        (read.Id.Value, read.FirstName, read.LastName, read.Locale, read.TimeZone, read.PostalCode).Should()
            .Be(("c-1", "Ada", "Lovelace", "cs-CZ", "Europe/Prague", "110 00"));
        read.Birthday.Should().Be(new DateOnly(1815, 12, 10));
        read.Addresses.Should().BeEquivalentTo(new Dictionary<Channel, string> { [Channel.Email] = "Ada@shop.example", [Channel.Sms] = "+420601123456" });
        read.Consents.Should().Equal(
            new Consent { Channel = Channel.Email, Topic = Topic.Marketing, Granted = true },
            new Consent { Channel = Channel.Email, Topic = "tips", Granted = false });
        read.Attributes.Should().Equal(new PropertyBag([new("size", "42"), new("points", 1234.5m), new("vip", true), new("since", "2020-02-29")]));
    }

    [Theory]
    [InlineData("601 123 456", "", "+420601123456")]
    [InlineData("+420 601-123-456", "", "+420601123456")]
    [InlineData("00420601123456", "", "+420601123456")]
    [InlineData("0171 2345678", "de", "+491712345678")]
    [InlineData("(415) 555-2671", "US", "+14155552671")]
    [InlineData("'+420601123456", "", "+420601123456")]
    [InlineData("601 123 456", "Czechia", "+420601123456")]
    public void Phone_numbers_get_their_international_form_by_country(string phone, string country, string address) =>
        Read($"id,phone,country\nc-1,{phone},{country}\n").Single().Addresses[Channel.Sms].Should().Be(address);

    [Theory]
    [InlineData("yes", true)]
    [InlineData("TRUE", true)]
    [InlineData("1", true)]
    [InlineData("Subscribed", true)]
    [InlineData("ja", true)]
    [InlineData("ano", true)]
    [InlineData("opted-in", true)]
    [InlineData("no", false)]
    [InlineData("0", false)]
    [InlineData("unsubscribed", false)]
    [InlineData("Nein", false)]
    [InlineData("not_subscribed", false)]
    [InlineData("pending", null)]
    [InlineData("", null)]
    public void The_usual_words_are_consent_or_refusal_and_no_decision_is_none(string word, bool? granted)
    {
        var consents = Read($"id,newsletter\nc-1,{word}\n").Single().Consents;

        if (granted is null)
            consents.Should().BeEmpty();
        else
            consents.Should().ContainSingle().Which.Granted.Should().Be(granted.Value);
    }

    [Theory]
    [InlineData("newsletter", "maybe", "newsletter: is a text of 5 characters that means neither yes nor no")]
    [InlineData("tips", "yes", "tips: is a text of 3 characters that means neither yes nor no")]
    [InlineData("mail", "not an address", "mail: is not a mailbox")]
    [InlineData("phone", "12", "phone: is not a phone number")]
    [InlineData("phone", "ask Ada", "phone: is not a phone number")]
    [InlineData("zone", "Mars/Olympus", "zone: is not a time zone")]
    [InlineData("born", "31.2.1990", "born: '31.2.1990' is not a date")]
    [InlineData("points", "1.234", "points: '1.234' may be 1234 or 1.234")]
    [InlineData("vip", "perhaps", "vip: is a text of 7 characters that means neither yes nor no")]
    [InlineData("since", "soon", "since: a text of 4 characters is not a date")]
    [InlineData("id", "", "id: is empty")]
    [InlineData("lang", "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789x", "lang: has 101 characters")]
    public void What_cannot_be_used_is_an_error_with_its_column(string column, string cell, string error)
    {
        var text = column == "id" ? $"id,first\n{cell},Ada\n" : $"id,{column}\nc-1,{cell}\n";

        var errors = Csv.Customers(text, Own).Check(cancellationToken: TestContext.Current.CancellationToken).Errors();

        errors.Should().ContainSingle().Which.Should().StartWith($"c.csv, line 2, {error}");
    }

    [Fact]
    public void Errors_never_show_an_address_or_a_name() =>
        string.Join('\n', Csv.Customers("id,mail,phone,born,newsletter\nc-1,ada lovelace@,Ada 1,Ada 1815,Ada\n", Own)
            .Check(cancellationToken: TestContext.Current.CancellationToken).Errors()).ToLowerInvariant().Should().NotContain("lovelace").And.NotContain("1815").And.NotContain("ada 1");

    [Fact]
    public void A_full_name_is_split_before_its_last_word() =>
        Read("id,name\nc-1,Ada King Lovelace\nc-2,Plato\nc-3,\n").Select(customer => (customer.FirstName, customer.LastName)).Should()
            .Equal(("Ada King", "Lovelace"), ("Plato", null), (null, null));

    [Fact]
    public void A_customer_without_an_id_has_the_key_of_the_address()
    {
        var report = Csv.Customers("id,mail\n,Ada@Example.org\nc-2,bob@example.org\n", Own).Check(cancellationToken: TestContext.Current.CancellationToken);

        (report.Customers, report.Guests).Should().Be((2, 1));
        report.First[0].Customer.Id.Should().Be(GuestKey.Of("ada@example.org"));
    }

    [Fact]
    public void The_same_customer_twice_counts_once_and_with_other_content_is_an_error()
    {
        const string text = "id,first\nc-1,Ada\nc-2,Bob\nc-1,Ada\n";

        var report = Csv.Customers(text, Own).Check(cancellationToken: TestContext.Current.CancellationToken);
        (report.Customers, report.Duplicates, report.TotalErrors).Should().Be((2, 1, 0));
        Read(text).Should().HaveCount(2);
        Csv.Customers(text + "c-2,Robert\n", Own).Check(cancellationToken: TestContext.Current.CancellationToken).Errors().Should()
            .Equal("c.csv, line 5: is the customer of line 3, too, with other content");
    }

    [Fact]
    public void An_export_of_Shopify_is_understood()
    {
        var customers = CustomerCsv.Open(TestFiles.PathOf("shopify-customers.csv"), CustomerMapping.Shopify("DE"));
        var report = customers.Check(cancellationToken: TestContext.Current.CancellationToken);

        report.Errors().Should().BeEmpty();
        (report.Rows, report.Customers, report.Guests, report.Anonymous, report.ConsentsGiven, report.ConsentsRefused).Should().Be((4, 3, 3, 1, 3, 6));
        report.LeftOutAddresses.Should().BeEquivalentTo(new Dictionary<Channel, long> { [Channel.Sms] = 1, [Channel.WhatsApp] = 1 });
        var ada = customers.ReadAll(TestContext.Current.CancellationToken)[0];
        (ada.Id, ada.FirstName, ada.PostalCode, ada.AddressOn(Channel.Sms)).Should()
            .Be((GuestKey.Of("ada@example.org"), "Ada", "1234AB", "+31612345678"));
        (ada.HasConsent(Topic.Marketing, Channel.Email), ada.HasConsent(Topic.Marketing, Channel.Sms)).Should().Be((true, false));
        ada.Attributes["tags"].Text.Should().Be("vip, runner");
    }

    [Fact]
    public void An_export_of_Magento_is_understood()
    {
        const string text = "ID,Name,Email,Group,Phone,ZIP,Country,State/Province,\"Customer Since\",\"Web Site\",\"Date of Birth\"\n"
            + "1,\"Ada Lovelace\",ada@example.org,General,601 123 456,11000,Czechia,,\"Jun 12, 2026 14:02:00 PM\",\"Main Website\",\"Dec 10, 1985\"\n";

        var read = Csv.Customers(text, CustomerMapping.Magento("CZ")).ReadAll(TestContext.Current.CancellationToken).Single();

        (read.Id, read.LastName, read.AddressOn(Channel.Sms), read.Birthday).Should()
            .Be((GuestKey.Of("ada@example.org"), "Lovelace", "+420601123456", new DateOnly(1985, 12, 10)));
    }

    [Fact]
    public void An_export_of_WooCommerce_is_understood()
    {
        const string text = "customer_id,username,first_name,last_name,email,date_registered,billing_phone,billing_postcode,billing_country\n"
            + "17,ada,Ada,Lovelace,ada@example.org,2026-01-01,601123456,11000,CZ\n";

        var read = Csv.Customers(text, CustomerMapping.WooCommerce()).ReadAll(TestContext.Current.CancellationToken).Single();

        (read.Id.Value, read.FirstName, read.AddressOn(Channel.Sms)).Should().Be(("17", "Ada", "+420601123456"));
    }

    private static IReadOnlyList<Customer> Read(string text) => Csv.Customers(text, Own).ReadAll(TestContext.Current.CancellationToken);
}
