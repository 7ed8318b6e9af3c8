namespace Retention.Workflows.Messaging;

/// <summary>
/// All variables that a template may use. Template engines fill this list, validators check against it, and the documentation repeats it.
/// </summary>
/// <remarks>
/// A missing value is never rendered as an empty text. If a template uses a missing variable without testing for it, the message is
/// refused. All variables of <c>voucher</c> are missing until the enrollment issues a voucher. <c>recommendations.products</c> is empty if
/// the step recommends nothing, and <c>stores</c> is empty if no store is near. A message that uses <c>cart</c> is not sent if the cart is
/// empty.
/// </remarks>
public static class MessageVariables
{
    /// <summary>The variables, grouped by their first segment.</summary>
    public static IReadOnlyList<MessageVariable> All { get; } =
    [
        Always("customer.id", "the shop's own id of the customer"),
        Maybe("customer.firstName", "the name for the greeting"),
        Maybe("customer.lastName", "the family name"),
        Always("customer.locale", "the customer's language tag, otherwise the shop's"),
        Maybe("customer.postalCode", "the postal code, as the shop writes it"),
        Maybe("customer.attributes.*", "an attribute by its key: text, number, or true and false"),
        Maybe("voucher.code", "the code of the voucher that was issued last"),
        Maybe("voucher.expiresAt", "the last day of its validity, in the customer's zone"),
        Maybe("voucher.offer", "the offer's name"),
        Maybe("voucher.discount", "the discount, such as 20% or 10 EUR; missing if the voucher gives something else"),
        Maybe("voucher.freeDelivery", "whether it gives free delivery"),
        Maybe("voucher.gift", "the name of the gift; missing if there is none"),
        Maybe("voucher.product", "the name of the discounted product; missing if there is none"),
        Maybe("voucher.price", "the price of that product with the voucher; missing if there is none"),
        Maybe("voucher.minimumSpend", "the minimum total of an order, with its currency; missing if there is no minimum"),
        Maybe("cart.id", "the shop's own id of the cart"),
        Maybe("cart.total", "the total, with its currency; missing if a price is unknown or there are several currencies"),
        Always("cart.count", "the number of pieces in the cart"),
        Always("cart.lines[].id", "the product's id"),
        Always("cart.lines[].name", "the product's name, otherwise its id"),
        Always("cart.lines[].quantity", "the number of pieces"),
        Maybe("cart.lines[].price", "the price of one piece, with its currency: from the cart, otherwise from the catalogue"),
        Maybe("cart.lines[].url", "the product's address, http or https; missing if the shop has none"),
        Maybe("cart.lines[].imageUrl", "the picture's address: http, https or cid"),
        Maybe("cart.lines[].category", "the category"),
        Always("stores[].name", "the name of a nearby store that has a product of the cart"),
        Maybe("stores[].address", "street and town"),
        Always("stores[].postalCode", "its postal code"),
        Maybe("stores[].url", "the address of its page, http or https"),
        Maybe("stores[].kilometres", "the distance in whole kilometres, at least 1"),
        Always("stores[].hasAll", "whether it has every product of the cart"),
        Always("stores[].products[].id", "the id of a product that it has"),
        Always("stores[].products[].name", "the product's name, otherwise its id"),
        Always("stores[].products[].quantity", "the number of pieces in stock"),
        Always("recommendations.products[].id", "the product's id"),
        Always("recommendations.products[].name", "the product's name"),
        Maybe("recommendations.products[].price", "the price with its currency; missing if unknown or not to be shown"),
        Maybe(
            "recommendations.products[].url",
            "the product's address, http or https; missing if neither the block nor the shop has an address"),
        Maybe("recommendations.products[].imageUrl", "the picture's address: http, https or cid; missing if unknown or not to be shown"),
        Maybe("recommendations.products[].category", "the category; missing if unknown or not to be shown"),
        Always("recommendations.products[].startsRow", "whether it is the first of a row of the side-by-side layout"),
        Always("recommendations.products[].endsRow", "whether it is the last of a row of the side-by-side layout"),
        Always("recommendations.sideBySide", "whether products are shown side by side instead of one below the other"),
        Always("recommendations.showNames", "whether names are to be shown"),
        Always("shop.name", "the shop's name"),
        Maybe("shop.url", "the address of the shop's home page"),
        Maybe(
            "unsubscribe.url",
            "the link to unsubscribe from the topic on the channel; missing for transactional messages and if the host has no UnsubscribeUrl"),
        Always("journey.name", "the journey that sends"),
        Always("step.name", "the step that sends"),
    ];

    private static MessageVariable Always(string path, string description) => new() { Path = path, Description = description };

    private static MessageVariable Maybe(string path, string description) =>
        new() { Path = path, Description = description, CanBeMissing = true };
}
