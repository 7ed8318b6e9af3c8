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
        Maybe("customer.firstName", "the name to greet with"),
        Maybe("customer.lastName", "the family name"),
        Always("customer.locale", "the customer's language tag, else the shop's"),
        Maybe("customer.postalCode", "the postal code, as the shop spells it"),
        Maybe("customer.attributes.*", "an attribute by its key: text, number, or true and false"),
        Maybe("voucher.code", "the code of the voucher that was issued last"),
        Maybe("voucher.expiresAt", "the last day on which it can be redeemed, in the customer's zone"),
        Maybe("voucher.offer", "the offer's name"),
        Maybe("voucher.discount", "what it takes off, such as 20% or 10 EUR; missing when it gives something else"),
        Maybe("voucher.freeDelivery", "whether it gives free delivery"),
        Maybe("voucher.gift", "the name of the product that it gives; missing when it gives none"),
        Maybe("voucher.product", "the name of the product that it makes cheaper; missing when it is about none"),
        Maybe("voucher.price", "what that product costs with it; missing when it is about none"),
        Maybe("voucher.minimumSpend", "the least total of an order that redeems it, with its currency; missing when there is no minimum"),
        Maybe("cart.id", "the shop's own id of the cart"),
        Maybe("cart.total", "what it comes to, with its currency; missing when a price is not known or there are several currencies"),
        Always("cart.count", "how many pieces lie in it"),
        Always("cart.lines[].id", "the product's id"),
        Always("cart.lines[].name", "the product's name, else its id"),
        Always("cart.lines[].quantity", "how many pieces"),
        Maybe("cart.lines[].price", "the price of one piece, with its currency: as it lies in the cart, else by the catalogue"),
        Maybe("cart.lines[].url", "the product's address, http or https; missing when the shop has none"),
        Maybe("cart.lines[].imageUrl", "the picture's address, http or https"),
        Maybe("cart.lines[].category", "the category"),
        Always("stores[].name", "the name of a store nearby that has something of the cart"),
        Maybe("stores[].address", "street and town"),
        Always("stores[].postalCode", "its postal code"),
        Maybe("stores[].url", "the address of its page, http or https"),
        Maybe("stores[].kilometres", "how far it is, in whole kilometres, at least 1"),
        Always("stores[].hasAll", "whether it has all that lies in the cart"),
        Always("stores[].products[].id", "the id of a product that it has"),
        Always("stores[].products[].name", "the product's name, else its id"),
        Always("stores[].products[].quantity", "how many pieces it has"),
        Always("recommendations.products[].id", "the product's id"),
        Always("recommendations.products[].name", "the product's name"),
        Maybe("recommendations.products[].price", "the price with its currency; missing when unknown or not to be shown"),
        Maybe("recommendations.products[].url", "the product's address, http or https; missing when neither the block nor the shop has an address"),
        Maybe("recommendations.products[].imageUrl", "the picture's address, http or https; missing when unknown or not to be shown"),
        Maybe("recommendations.products[].category", "the category; missing when unknown or not to be shown"),
        Always("recommendations.products[].startsRow", "whether it is the first of a row of the side-by-side layout"),
        Always("recommendations.products[].endsRow", "whether it is the last of a row of the side-by-side layout"),
        Always("recommendations.sideBySide", "whether products stand side by side rather than one below the other"),
        Always("recommendations.showNames", "whether names are to be shown"),
        Always("shop.name", "the shop's name"),
        Maybe("shop.url", "the address of the shop's home page"),
        Maybe("unsubscribe.url", "where the customer unsubscribes from the topic on the channel; missing for transactional messages and where the host has no UnsubscribeUrl"),
        Always("journey.name", "the journey that sends"),
        Always("step.name", "the step that sends"),
    ];

    private static MessageVariable Always(string path, string description) => new() { Path = path, Description = description };

    private static MessageVariable Maybe(string path, string description) => new() { Path = path, Description = description, CanBeMissing = true };
}
