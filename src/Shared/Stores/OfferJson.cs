using System.Text.Json;

namespace Retention.Workflows.Storage.Json;

/// <summary>The terms of an offer as one small object. Default values are written as well, since defaults may change.</summary>
internal static class OfferJson
{
    internal static void Write(Utf8JsonWriter writer, VoucherOffer offer)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, offer.Name.Value);
        switch (offer.Discount)
        {
            case PercentDiscount percent:
                writer.WriteNumber("percent"u8, percent.Value);
                break;
            case AmountDiscount amount:
                writer.WriteNumber("amount"u8, amount.Value);
                break;
            case FreeDeliveryDiscount:
                writer.WriteBoolean("freeDelivery"u8, true);
                break;
            case GiftDiscount gift:
                writer.WriteString("gift"u8, gift.GivenProduct.Value);
                break;
            case ProductPriceDiscount reduced:
                writer.WriteString("product"u8, reduced.ReducedProduct.Value);
                writer.WriteNumber("price"u8, reduced.Price);
                break;
            default:
                throw new NotSupportedException($"The discount {offer.Discount.GetType().Name} is not known to this store.");
        }

        writer.WriteString("validFor"u8, offer.ValidFor.ToString());
        writer.WriteNumber("minimumSpend"u8, offer.MinimumSpend);
        writer.WriteString("currency"u8, offer.Currency);
        writer.WriteString("codePrefix"u8, offer.CodePrefix);
        if (offer.IncludesDelivery)
            writer.WriteBoolean("includesDelivery"u8, true);
        if (offer.IncludesTax)
            writer.WriteBoolean("includesTax"u8, true);
        if (offer.EndsWithRefund)
            writer.WriteBoolean("endsWithRefund"u8, true);
        if (offer.EndsAt is { } end)
            writer.WriteString("endsAt"u8, end);
        if (offer.ForOriginalCart)
            writer.WriteBoolean("forOriginalCart"u8, true);
        if (offer.OriginalCart is { } cart)
            writer.WriteString("originalCart"u8, cart);
        writer.WriteEndObject();
    }

    internal static VoucherOffer Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new VoucherOffer
        {
            Name = new OfferName(root.GetProperty("name"u8).GetString()!),
            Discount = DiscountOf(root),
            ValidFor = Period.Parse(root.GetProperty("validFor"u8).GetString()!),
            MinimumSpend = root.GetProperty("minimumSpend"u8).GetDecimal(),
            Currency = root.GetProperty("currency"u8).GetString()!,
            CodePrefix = root.GetProperty("codePrefix"u8).GetString()!,
            IncludesDelivery = root.TryGetProperty("includesDelivery"u8, out var delivery) && delivery.GetBoolean(),
            IncludesTax = root.TryGetProperty("includesTax"u8, out var tax) && tax.GetBoolean(),
            EndsWithRefund = root.TryGetProperty("endsWithRefund"u8, out var once) && once.GetBoolean(),
            EndsAt = root.TryGetProperty("endsAt"u8, out var end) ? end.GetDateTimeOffset() : null,
            ForOriginalCart = root.TryGetProperty("forOriginalCart"u8, out var bound) && bound.GetBoolean(),
            OriginalCart = root.TryGetProperty("originalCart"u8, out var cart) ? cart.GetString() : null,
        };
    }

    private static Discount DiscountOf(JsonElement root)
    {
        if (root.TryGetProperty("percent"u8, out var percent))
            return Discount.Percent(percent.GetDecimal());
        if (root.TryGetProperty("amount"u8, out var amount))
            return Discount.Amount(amount.GetDecimal());
        if (root.TryGetProperty("gift"u8, out var gift))
            return Discount.Gift(new ProductId(gift.GetString()!));
        return root.TryGetProperty("product"u8, out var product)
            ? Discount.ProductAt(new ProductId(product.GetString()!), root.GetProperty("price"u8).GetDecimal())
            : Discount.FreeDelivery;
    }
}
