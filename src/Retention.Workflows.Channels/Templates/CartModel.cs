using Retention.Workflows.Messaging;
using Retention.Workflows.Recommendations;

namespace Retention.Workflows.Channels.Templates;

/// <summary>The cart and the nearby stores as the plain dictionaries and lists that templates read.</summary>
internal static class CartModel
{
    internal static Dictionary<string, object> Of(Cart cart, MessageModel model, LocaleFormats formats) => new()
    {
        ["id"] = TemplateModel.Text("cart.id", cart.Id),
        ["total"] = TemplateModel.Text("cart.total", Total(cart, model, formats)),
        ["count"] = cart.Lines.Sum(line => (long)line.Quantity),
        ["lines"] = cart.Lines.Select(line => Line(line, cart, model, formats)).ToList(),
    };

    internal static List<Dictionary<string, object>> Stores(MessageModel model) =>
        [.. model.Stores.Select(found => new Dictionary<string, object>
        {
            ["name"] = found.Store.Name,
            ["address"] = TemplateModel.Text("stores[].address", found.Store.Address),
            ["postalCode"] = found.Store.PostalCode,
            ["url"] = TemplateModel.Text("stores[].url", WebAddress.Home(found.Store.Url)),
            ["kilometres"] = found.Kilometres is { } kilometres
                ? Math.Max(1, (int)Math.Round(kilometres)) : new MissingValue("stores[].kilometres"),
            ["hasAll"] = model.Cart is { } cart && cart.Lines.All(line => found.Stock.GetValueOrDefault(line.Product) >= line.Quantity),
            ["products"] = Shelf(found, model).Select(entry => new Dictionary<string, object>
            {
                ["id"] = entry.Key.Value,
                ["name"] = Name(entry.Key, model),
                ["quantity"] = entry.Value,
            }).ToList(),
        })];

    /// <summary>The name from the catalogue, otherwise the id.</summary>
    internal static string Name(ProductId product, MessageModel model) =>
        model.Products.TryGetValue(product, out var known) ? known.Name : product.Value;

    private static Dictionary<string, object> Line(OrderLine line, Cart cart, MessageModel model, LocaleFormats formats)
    {
        const string Path = "cart.lines[]";
        var product = model.Products.GetValueOrDefault(line.Product) ?? new Product { Id = line.Product, Name = line.Product.Value };
        var price = line.UnitPrice is { } paid ? formats.Money(paid, cart.Currency ?? (cart.HasMixedCurrencies ? null : product.Currency))
            : product.Price is { } listed ? formats.Money(listed, product.Currency)
            : null;
        return new()
        {
            ["id"] = line.Product.Value,
            ["name"] = product.Name,
            ["quantity"] = line.Quantity,
            ["price"] = TemplateModel.Text($"{Path}.price", price),
            ["url"] = TemplateModel.Text($"{Path}.url", WebAddress.Product(model.Shop.Url, product)),
            ["imageUrl"] = TemplateModel.Text($"{Path}.imageUrl", WebAddress.Picture(product.ImageUrl)),
            ["category"] = TemplateModel.Text($"{Path}.category", product.Category),
        };
    }

    /// <summary>The cart's own total, otherwise the sum of the catalogue's prices when it has all of them in one currency.</summary>
    private static string? Total(Cart cart, MessageModel model, LocaleFormats formats)
    {
        if (cart.Total is { } total)
            return formats.Money(total, cart.Currency ?? model.Products.GetValueOrDefault(cart.Lines[0].Product)?.Currency);
        if (cart.HasMixedCurrencies
            || cart.Lines.Any(line => line.UnitPrice is not null || model.Products.GetValueOrDefault(line.Product)?.Price is null))
            return null;
        string?[] currencies = [.. cart.Lines.Select(line => model.Products[line.Product].Currency).Distinct()];
        return currencies is [var currency]
            ? formats.Money(cart.Lines.Sum(line => line.Quantity * model.Products[line.Product].Price!.Value), currency) : null;
    }

    /// <summary>The cart's products that the store has, in the cart's order.</summary>
    private static IEnumerable<KeyValuePair<ProductId, int>> Shelf(StoreStock found, MessageModel model)
    {
        var order = (model.Cart ?? Cart.Empty).Lines.Select((line, index) => (line.Product, index))
            .ToDictionary(entry => entry.Product, entry => entry.index);
        return found.Stock.OrderBy(entry => order.GetValueOrDefault(entry.Key, int.MaxValue))
            .ThenBy(entry => entry.Key.Value, StringComparer.Ordinal);
    }
}
