using Retention.Workflows.Segments;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Testing.Stores;

/// <summary>Rows as texts that are equal exactly if the rows are equal, so that a failure shows the difference.</summary>
internal static class Same
{
    internal static string Of(Customer customer) => string.Join(" | ",
        customer.Id, customer.FirstName ?? "(none)", customer.LastName ?? "(none)", customer.Locale ?? "(none)",
        customer.TimeZone ?? "(none)",
        customer.PostalCode ?? "(none)", customer.Birthday?.ToString("O", System.Globalization.CultureInfo.InvariantCulture) ?? "(none)",
        string.Join(", ",
            customer.Addresses.OrderBy(entry => entry.Key.Name, StringComparer.Ordinal).Select(entry => $"{entry.Key}={entry.Value}")),
        string.Join(", ", customer.PushTokens),
        Of(customer.Attributes),
        string.Join(", ", customer.Consents.Select(consent => $"{consent.Topic}/{consent.Channel}/{consent.Granted}")));

    internal static string Of(CustomerEvent @event) => string.Join(" | ",
        @event.Id, @event.Customer, @event.Name, Of(@event.OccurredAt), Amount(@event.Amount), @event.Currency ?? "(none)",
        Of(@event.Properties),
        string.Join(", ", @event.Lines.Select(line => $"{line.Product} x {line.Quantity} at {Amount(line.UnitPrice)}")));

    internal static string Of(PurchaseTotals totals) => string.Join(" | ",
        totals.Customer, Of(totals.FirstPurchaseAt), Of(totals.LastPurchaseAt), totals.Purchases, Amount(totals.Spent), totals.Currency);

    internal static string Of(JourneyCounter counter) => string.Join(" | ",
        counter.Journey, counter.Version, counter.Day, counter.Step, counter.Measure, counter.Detail, counter.Count,
        Amount(counter.Amount));

    internal static string Of(Voucher voucher) => string.Join(" | ",
        voucher.Code, voucher.Customer, voucher.IdempotencyKey, voucher.Journey, voucher.Offer, Amount(voucher.Offer.MinimumSpend),
        Of(voucher.IssuedAt), Of(voucher.ExpiresAt), voucher.RedeemedAt is { } at ? Of(at) : "(none)", voucher.RedeemedBy ?? "(none)");

    internal static string Of(Enrollment enrollment) =>
        $"{enrollment with { State = EnrollmentState.Empty }} | {enrollment.State.VoucherCode} | " +
            string.Join(", ", enrollment.State.Products.OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => $"{entry.Key}={string.Join('+', entry.Value)}")) + " | " +
            string.Join(", ", enrollment.State.ReachedAt.OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => $"{entry.Key}={Of(entry.Value)}"));

    private static string Of(PropertyBag properties) =>
        string.Join(", ", properties.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => $"{entry.Key}={entry.Value.Kind}:{Of(entry.Value)}"));

    private static string Of(PropertyValue value) => value.Kind == PropertyKind.Number ? Amount(value.Number) : value.ToString();

    private static string Of(DateTimeOffset instant) => instant.ToString("O", System.Globalization.CultureInfo.InvariantCulture);

    // 10.5 and 10.50 are the same amount.
    private static string Amount(decimal? amount) => amount is { } value
        ? (value / 1.0000000000000000000000000000m).ToString(System.Globalization.CultureInfo.InvariantCulture)
        : "(none)";
}
