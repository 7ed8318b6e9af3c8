namespace Retention.Workflows.Import;

public sealed partial record OrderMapping
{
    /// <summary>
    /// The shop-neutral format <c>customer_id,order_id,ordered_at,total[,currency[,channel]]</c>: ISO 8601 instants with their offset, a
    /// decimal point, and no other column.
    /// </summary>
    /// <param name="currency">The ISO 4217 code of totals without a currency.</param>
    public static OrderMapping Plain(string currency = "EUR") => new()
    {
        Columns = new OrderColumns
        {
            Customer = "customer_id",
            Order = "order_id",
            OrderedAt = "ordered_at",
            Total = "total",
            Currency = ColumnName.Optional("currency"),
            Properties = new Dictionary<string, ColumnName> { ["channel"] = ColumnName.Optional("channel") },
        },
        Amounts = new AmountFormat { Decimal = '.' },
        Currency = currency,
    };

    /// <summary>The CSV export of orders of Shopify's admin. Customers are found by their e-mail addresses.</summary>
    /// <param name="zone">The IANA time zone of times without an offset; exports of Shopify have one.</param>
    public static OrderMapping Shopify(string? zone = null) => new()
    {
        Columns = new OrderColumns
        {
            Order = "Name",
            OrderedAt = "Created at",
            Total = "Total",
            Email = "Email",
            Currency = ColumnName.Optional("Currency"),
            Status = ColumnName.Optional("Financial Status"),
            Cancelled = ColumnName.Optional("Cancelled at"),
            Refunded = ColumnName.Optional("Refunded Amount"),
            Product = ColumnName.Optional("Lineitem sku", "Lineitem name"),
            Quantity = ColumnName.Optional("Lineitem quantity"),
            UnitPrice = ColumnName.Optional("Lineitem price"),
            Properties = new Dictionary<string, ColumnName>
            {
                ["channel"] = ColumnName.Optional("Source"),
                ["discount-code"] = ColumnName.Optional("Discount Code"),
            },
        },
        Format = new CsvFormat { IgnoreOtherColumns = true },
        Amounts = new AmountFormat { Decimal = '.' },
        Times = new TimeFormat { TimeZone = zone },
        Statuses = new OrderStatuses
        {
            Counting = ["paid", "partially_paid", "partially_refunded"],
            Refunded = ["refunded"],
            Withdrawn = ["voided"],
            Open = ["pending", "authorized", "expired"],
        },
        LeaveOutAnonymous = true,
    };

    /// <summary>
    /// The CSV exports of orders of the usual plugins for WooCommerce: one row an order, or one row an item. Guests are found by their
    /// e-mail addresses.
    /// </summary>
    /// <param name="zone">The IANA time zone of the shop; the exports have local times.</param>
    /// <param name="currency">The ISO 4217 code of totals without a currency; null if the file says it.</param>
    public static OrderMapping WooCommerce(string zone, string? currency = null) => new()
    {
        Columns = new OrderColumns
        {
            Order = ColumnName.AnyOf("order_number", "Order Number", "order_id", "Order ID"),
            OrderedAt = ColumnName.AnyOf("order_date", "Order Date", "date", "date_created"),
            Total = ColumnName.AnyOf("order_total", "Order Total Amount", "Order Total", "total"),
            Customer = ColumnName.Optional("customer_id", "customer_user", "Customer User ID", "Customer ID"),
            Email = ColumnName.AnyOf("billing_email", "Email (Billing)", "Billing Email", "customer_email", "Customer Email"),
            Currency = ColumnName.Optional("order_currency", "Order Currency", "currency"),
            Status = ColumnName.Optional("status", "order_status", "Order Status"),
            Refunded = ColumnName.Optional("refunded_total", "Order Refund Amount", "Order Total Refunded"),
            Product = ColumnName.Optional("item_sku", "item_product_id", "item_name", "SKU", "Product Id", "Item Name"),
            Quantity = ColumnName.Optional("item_quantity", "Quantity", "Item Quantity"),
            UnitPrice = ColumnName.Optional("item_price", "Item Cost"),
            LinePrice = ColumnName.Optional("item_total", "Order Line Total"),
            Items = ColumnName.Optional("line_items"),
        },
        Format = new CsvFormat { IgnoreOtherColumns = true },
        Amounts = new AmountFormat { Decimal = '.' },
        Times = new TimeFormat { TimeZone = zone },
        Currency = currency,
        Statuses = new OrderStatuses
        {
            Counting = ["completed", "wc-completed", "processing", "wc-processing", "shipped"],
            Refunded = ["refunded", "wc-refunded"],
            Withdrawn = ["cancelled", "wc-cancelled", "failed", "wc-failed", "trash"],
            Open = ["pending", "wc-pending", "pending payment", "on-hold", "wc-on-hold", "checkout-draft", "wc-checkout-draft", "draft"],
        },
        GuestIds = ["0"],
        LeaveOutAnonymous = true,
    };

    /// <summary>
    /// The CSV export of the grid of orders of Magento 2 (Adobe Commerce), with its column <c>Customer Email</c> shown. Customers are found
    /// by their e-mail addresses.
    /// </summary>
    /// <param name="zone">The IANA time zone of the shop; the export has local times.</param>
    /// <param name="currency">The ISO 4217 code of totals without a currency sign; null if every total has one.</param>
    public static OrderMapping Magento(string zone, string? currency = null) => new()
    {
        Columns = new OrderColumns
        {
            Order = "ID",
            OrderedAt = "Purchase Date",
            Total = ColumnName.AnyOf("Grand Total (Purchased)", "Grand Total (Base)"),
            Email = "Customer Email",
            Status = ColumnName.Optional("Status"),
            Refunded = ColumnName.Optional("Total Refunded"),
            Properties = new Dictionary<string, ColumnName> { ["channel"] = ColumnName.Optional("Purchase Point") },
        },
        Format = new CsvFormat { IgnoreOtherColumns = true },
        Amounts = new AmountFormat { Decimal = '.', Round = true },
        Times = new TimeFormat
        {
            TimeZone = zone,
            Formats =
            [
                "MMM d, yyyy HH:mm:ss tt", "MMM d, yyyy h:mm:ss tt", "MMM d, yyyy, h:mm:ss tt", "MMM d, yyyy, H:mm:ss", "MMM d, yyyy H:mm:ss",
                "yyyy-MM-dd HH:mm:ss",
            ],
        },
        Currency = currency,
        Statuses = new OrderStatuses
        {
            Counting = ["complete", "processing"],
            Refunded = ["closed"],
            Withdrawn = ["canceled", "cancelled", "suspected fraud", "fraud"],
            Open = ["pending", "pending payment", "on hold", "holded", "payment review"],
        },
        LeaveOutAnonymous = true,
    };
}
