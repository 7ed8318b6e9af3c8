using Retention.Workflows.Channels.Templates;

namespace Retention.Workflows.Channels.Tests.Templates;

/// <summary>Amounts are written as the customer's language writes them, with the decimals of their currency.</summary>
public sealed class MoneyFormatTests
{
    [Theory]
    [InlineData("de-DE", 13.9, "EUR", "13,90 €")]
    [InlineData("de", 1234567.891, "EUR", "1.234.567,89 €")]
    [InlineData("de-AT", 1234.5, "EUR", "€ 1 234,50")]
    [InlineData("de-CH", 1234.5, "CHF", "CHF 1’234.50")]
    [InlineData("cs-CZ", 1500, "JPY", "1 500 ¥")]
    [InlineData("cs-CZ", 1299.9, "CZK", "1 299,90 Kč")]
    [InlineData("en", 1500, "JPY", "¥1,500")]
    [InlineData("en-GB", 13.9, "GBP", "£13.90")]
    [InlineData("en", 13.9, "CZK", "CZK 13.90")]
    [InlineData("ja-JP", 1500, "JPY", "¥1,500")]
    [InlineData("fr_FR", 1234.5, "EUR", "1 234,50 €")]
    [InlineData("pl", 1234.5, "PLN", "1234,50 zł")]
    [InlineData("pl", 12345.5, "PLN", "12 345,50 zł")]
    [InlineData("nl", 13.9, "EUR", "€ 13,90")]
    [InlineData("sv", 13.9, "SEK", "13,90 kr")]
    [InlineData("sv", 13.9, "NOK", "13,90 NOK")]
    [InlineData("pt-BR", 1234.5, "BRL", "R$ 1.234,50")]
    [InlineData("en", 1.2345, "KWD", "KWD 1.235")]
    [InlineData("en", -5, "USD", "-$5.00")]
    [InlineData("en-US", 13.9, "USD", "$13.90")]
    [InlineData("en-CA", 13.9, "CAD", "$13.90")]
    [InlineData("en-CA", 13.9, "USD", "USD 13.90")]
    [InlineData("en-AU", 13.9, "USD", "USD 13.90")]
    [InlineData("en-IN", 1234567.5, "INR", "₹12,34,567.50")]
    [InlineData("en-IN", 999.5, "INR", "₹999.50")]
    [InlineData("es-MX", 1234.5, "MXN", "$1,234.50")]
    [InlineData("es-ES", 1234.5, "EUR", "1234,50 €")]
    [InlineData("it-CH", 1234.5, "CHF", "CHF 1’234.50")]
    [InlineData("no-NO", 13.9, "NOK", "13,90 kr")]
    [InlineData("nn-NO", 13.9, "NOK", "13,90 kr")]
    [InlineData("lt", 13.9, "EUR", "13,90 €")]
    [InlineData("lv-LV", 1234.5, "EUR", "1234,50 €")]
    [InlineData("et", 12345.5, "EUR", "12 345,50 €")]
    [InlineData("de", 0.005, "EUR", "0,01 €")]
    [InlineData("xx", 1500, "JPY", "1500 JPY")]
    [InlineData(null, 13.9, "EUR", "13.90 EUR")]
    [InlineData("de", 13.9, null, "13,90")]
    public void An_amount_is_written_as_its_language_does(string? locale, decimal amount, string? currency, string expected) =>
        MoneyFormat.For(locale).Write(amount, currency).Should().Be(expected);

    [Theory]
    [InlineData(20, "20 €")]
    [InlineData(20.5, "20,50 €")]
    [InlineData(1000, "1.000 €")]
    public void A_whole_amount_of_an_offer_has_no_decimals(decimal amount, string expected) =>
        MoneyFormat.For("de").Write(amount, "EUR", whole: true).Should().Be(expected);
}
