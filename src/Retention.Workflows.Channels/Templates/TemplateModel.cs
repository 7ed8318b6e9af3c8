using Retention.Workflows.Messaging;
using Retention.Workflows.Recommendations;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Channels.Templates;

/// <summary>
/// Converts a <see cref="MessageModel"/> into the plain dictionaries that templates read, with the names of <see cref="MessageVariables"/>.
/// </summary>
internal static class TemplateModel
{
    internal static Dictionary<string, object> Of(MessageModel model, LocaleFormats formats) => new()
    {
        ["customer"] = Customer(model),
        ["voucher"] = model.Voucher is { } voucher ? Voucher(voucher, model, formats) : new MissingValue("voucher"),
        ["cart"] = model.Cart is { IsEmpty: false } cart ? CartModel.Of(cart, model, formats) : new MissingValue("cart"),
        ["stores"] = CartModel.Stores(model),
        ["recommendations"] = Recommendations(model, formats),
        ["shop"] = new Dictionary<string, object>
        {
            ["name"] = model.Shop.Name,
            ["url"] = Text("shop.url", WebAddress.Home(model.Shop.Url)),
        },
        ["unsubscribe"] = new Dictionary<string, object> { ["url"] = Text("unsubscribe.url", model.UnsubscribeUrl?.AbsoluteUri) },
        ["journey"] = new Dictionary<string, object> { ["name"] = model.Journey.Value },
        ["step"] = new Dictionary<string, object> { ["name"] = model.Step },
    };

    private static Dictionary<string, object> Customer(MessageModel model) => new()
    {
        ["id"] = model.Customer.Id.Value,
        ["firstName"] = Text("customer.firstName", model.Customer.FirstName),
        ["lastName"] = Text("customer.lastName", model.Customer.LastName),
        ["locale"] = string.IsNullOrWhiteSpace(model.Customer.Locale) ? model.Shop.Locale : model.Customer.Locale,
        ["postalCode"] = Text("customer.postalCode", model.Customer.PostalCode),
        ["attributes"] = new AttributeValues(model.Customer.Attributes, "customer.attributes"),
    };

    private static Dictionary<string, object> Voucher(Voucher voucher, MessageModel model, LocaleFormats formats) => new()
    {
        ["code"] = voucher.Code,
        ["expiresAt"] = new ShownDay(TimeZoneInfo.ConvertTime(voucher.ExpiresAt, model.Zone), formats),
        ["offer"] = voucher.Offer.Name.Value,
        ["discount"] = Discount(voucher.Offer, formats),
        ["freeDelivery"] = voucher.Offer.Discount is FreeDeliveryDiscount,
        ["gift"] = voucher.Offer.Discount is GiftDiscount gift
            ? CartModel.Name(gift.GivenProduct, model) : new MissingValue("voucher.gift"),
        ["product"] = voucher.Offer.Discount is ProductPriceDiscount reduced
            ? CartModel.Name(reduced.ReducedProduct, model) : new MissingValue("voucher.product"),
        ["price"] = voucher.Offer.Discount is ProductPriceDiscount priced
            ? formats.Money(priced.Price, voucher.Offer.Currency, whole: true) : new MissingValue("voucher.price"),
        ["minimumSpend"] = voucher.Offer.MinimumSpend > 0
            ? formats.Money(voucher.Offer.MinimumSpend, voucher.Offer.Currency, whole: true)
            : new MissingValue("voucher.minimumSpend"),
    };

    private static object Discount(VoucherOffer offer, LocaleFormats formats) => offer.Discount switch
    {
        PercentDiscount percent => formats.Share(percent.Value),
        AmountDiscount amount => formats.Money(amount.Value, offer.Currency, whole: true),
        _ => new MissingValue("voucher.discount"),
    };

    private static object Recommendations(MessageModel model, LocaleFormats formats)
    {
        if (model.Recommendations is not { } shown)
            return new MissingValue("recommendations");

        var sideBySide = shown.Block.Layout == RecommendationLayout.SideBySide;
        var products = shown.Products.Take(shown.Block.Count).ToList();
        var row = sideBySide ? RowLength(products.Count) : 1;
        return new Dictionary<string, object>
        {
            ["sideBySide"] = sideBySide,
            ["showNames"] = shown.Block.Fields.HasFlag(ProductFields.Name),
            ["products"] = products.Select(
                (product, index) => Product(product, shown.Block, model.Shop, formats, new Place(index, row, products.Count))).ToList(),
        };
    }

    private static Dictionary<string, object> Product(
        Product product, RecommendationBlock block, ShopProfile shop, LocaleFormats formats, Place place)
    {
        const string Path = "recommendations.products[]";
        var price = block.Fields.HasFlag(ProductFields.Price) && product.Price is { } amount
            ? formats.Money(amount, product.Currency) : null;
        var image = block.Fields.HasFlag(ProductFields.Image) ? WebAddress.Picture(product.ImageUrl) : null;
        var category = block.Fields.HasFlag(ProductFields.Category) ? product.Category : null;
        return new()
        {
            ["id"] = product.Id.Value,
            ["name"] = product.Name,
            ["price"] = Text($"{Path}.price", price),
            ["url"] = Text($"{Path}.url", WebAddress.Product(block.ProductUrlBase ?? shop.Url, product)),
            ["imageUrl"] = Text($"{Path}.imageUrl", image),
            ["category"] = Text($"{Path}.category", category),
            ["startsRow"] = place.StartsRow,
            ["endsRow"] = place.EndsRow,
        };
    }

    /// <summary>Three products in a row fit a mail's width; two and four look better in rows of two.</summary>
    private static int RowLength(int count) => count is 2 or 4 ? 2 : 3;

    internal static object Text(string path, string? value) => string.IsNullOrWhiteSpace(value) ? new MissingValue(path) : value;

    private readonly record struct Place(int Index, int Row, int Count)
    {
        public bool StartsRow => Index % Row == 0;

        public bool EndsRow => Index % Row == Row - 1 || Index == Count - 1;
    }
}
