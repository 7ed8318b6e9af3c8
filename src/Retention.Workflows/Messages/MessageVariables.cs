namespace Retention.Workflows;

/// <summary>Everything that a template may name: the one list that template engines fill, validators check and the documentation repeats.</summary>
/// <remarks>
/// A missing value is never shown as a hole: naming one outside a question for it refuses the message. All of <c>voucher</c> is missing
/// while the enrollment has issued none, and <c>recommendations.products</c> is empty where the step recommends nothing.
/// </remarks>
public static class MessageVariables
{
    /// <summary>The variables, grouped by what they belong to.</summary>
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
        Maybe("voucher.discount", "what it gives, such as 20% or 10 EUR"),
        Maybe("voucher.minimumSpend", "the least total of an order that redeems it, with its currency; missing when there is no minimum"),
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
        Always("journey.name", "the journey that sends"),
        Always("step.name", "the step that sends"),
    ];

    private static MessageVariable Always(string path, string description) => new() { Path = path, Description = description };

    private static MessageVariable Maybe(string path, string description) => new() { Path = path, Description = description, CanBeMissing = true };
}
