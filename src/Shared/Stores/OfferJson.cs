using System.Text.Json;

namespace Retention.Workflows.Storage;

/// <summary>The terms of an offer as one small object; what was left at its usual value is written all the same, since usual values may change.</summary>
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
            default:
                throw new NotSupportedException($"The discount {offer.Discount.GetType().Name} is not known to this store.");
        }

        writer.WriteString("validFor"u8, offer.ValidFor.ToString());
        writer.WriteNumber("minimumSpend"u8, offer.MinimumSpend);
        writer.WriteString("currency"u8, offer.Currency);
        writer.WriteString("codePrefix"u8, offer.CodePrefix);
        writer.WriteEndObject();
    }

    internal static VoucherOffer Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new VoucherOffer
        {
            Name = new OfferName(root.GetProperty("name"u8).GetString()!),
            Discount = root.TryGetProperty("percent"u8, out var percent)
                ? Discount.Percent(percent.GetDecimal())
                : Discount.Amount(root.GetProperty("amount"u8).GetDecimal()),
            ValidFor = Period.Parse(root.GetProperty("validFor"u8).GetString()!),
            MinimumSpend = root.GetProperty("minimumSpend"u8).GetDecimal(),
            Currency = root.GetProperty("currency"u8).GetString()!,
            CodePrefix = root.GetProperty("codePrefix"u8).GetString()!,
        };
    }
}
