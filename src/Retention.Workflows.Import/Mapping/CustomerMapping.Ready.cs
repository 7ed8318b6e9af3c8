namespace Retention.Workflows.Import;

public sealed partial record CustomerMapping
{
    /// <summary>
    /// The CSV export of customers of Shopify's admin. The keys are made from the e-mail addresses, so they are those of
    /// <see cref="OrderMapping.Shopify"/>, whose file has no customer ids.
    /// </summary>
    /// <param name="region">The country of national phone numbers in rows without a country; see <see cref="Region"/>.</param>
    public static CustomerMapping Shopify(string? region = null) => new()
    {
        Columns = new CustomerColumns
        {
            FirstName = ColumnName.Optional("First Name"),
            LastName = ColumnName.Optional("Last Name"),
            PostalCode = ColumnName.Optional("Default Address Zip", "Zip"),
            Country = ColumnName.Optional("Default Address Country Code", "Country Code"),
        },
        Addresses =
        [
            new AddressColumn { Channel = Channel.Email, Column = "Email" },
            new AddressColumn { Channel = Channel.Sms, Column = ColumnName.Optional("Phone", "Default Address Phone"), LeaveOutInvalid = true },
            new AddressColumn { Channel = Channel.WhatsApp, Column = ColumnName.Optional("Phone", "Default Address Phone"), LeaveOutInvalid = true },
        ],
        Consents =
        [
            new ConsentColumn { Channel = Channel.Email, Column = ColumnName.Optional("Accepts Email Marketing", "Accepts Marketing") },
            new ConsentColumn { Channel = Channel.Sms, Column = ColumnName.Optional("Accepts SMS Marketing") },
            new ConsentColumn { Channel = Channel.WhatsApp, Column = ColumnName.Optional("Accepts WhatsApp Marketing") },
        ],
        Attributes = new Dictionary<string, AttributeColumn>
        {
            ["country"] = new() { Column = ColumnName.Optional("Default Address Country Code", "Country Code") },
            ["tags"] = new() { Column = ColumnName.Optional("Tags") },
        },
        Format = new CsvFormat { IgnoreOtherColumns = true },
        Amounts = new AmountFormat { Decimal = '.' },
        Region = region,
        LeaveOutAnonymous = true,
    };

    /// <summary>The CSV exports of customers of the usual plugins for WooCommerce. The exports have no consents.</summary>
    /// <param name="region">The country of national phone numbers in rows without a country; see <see cref="Region"/>.</param>
    public static CustomerMapping WooCommerce(string? region = null) => new()
    {
        Columns = new CustomerColumns
        {
            Customer = ColumnName.Optional("customer_id", "user_id", "ID", "Customer ID"),
            FirstName = ColumnName.Optional("first_name", "billing_first_name", "First Name"),
            LastName = ColumnName.Optional("last_name", "billing_last_name", "Last Name"),
            PostalCode = ColumnName.Optional("billing_postcode", "Postal Code"),
            Country = ColumnName.Optional("billing_country", "Country"),
        },
        Addresses =
        [
            new AddressColumn { Channel = Channel.Email, Column = ColumnName.AnyOf("email", "user_email", "billing_email") },
            new AddressColumn { Channel = Channel.Sms, Column = ColumnName.Optional("billing_phone", "Phone"), LeaveOutInvalid = true },
        ],
        Format = new CsvFormat { IgnoreOtherColumns = true },
        Amounts = new AmountFormat { Decimal = '.' },
        Region = region,
        LeaveOutAnonymous = true,
    };

    /// <summary>
    /// The CSV export of the grid of customers of Magento 2. The keys are made from the e-mail addresses, so they are those of
    /// <see cref="OrderMapping.Magento"/>. The export has no consents.
    /// </summary>
    /// <param name="region">The country of national phone numbers; see <see cref="Region"/>.</param>
    public static CustomerMapping Magento(string? region = null) => new()
    {
        Columns = new CustomerColumns
        {
            FullName = ColumnName.Optional("Name"),
            PostalCode = ColumnName.Optional("ZIP"),
            Birthday = ColumnName.Optional("Date of Birth"),
        },
        Addresses =
        [
            new AddressColumn { Channel = Channel.Email, Column = "Email" },
            new AddressColumn { Channel = Channel.Sms, Column = ColumnName.Optional("Phone"), LeaveOutInvalid = true },
        ],
        Attributes = new Dictionary<string, AttributeColumn> { ["group"] = new() { Column = ColumnName.Optional("Group") } },
        Format = new CsvFormat { IgnoreOtherColumns = true },
        Amounts = new AmountFormat { Decimal = '.' },
        Times = new TimeFormat { Formats = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "MMM d, yyyy", "MMM d, yyyy HH:mm:ss tt", "MMM d, yyyy h:mm:ss tt"] },
        Region = region,
        LeaveOutAnonymous = true,
    };
}
