using Retention.Workflows.Channels.Addresses;

namespace Retention.Workflows.Channels.Tests.Addresses;

/// <summary>Every spelling of a phone number has one canonical form, by the shop's country.</summary>
public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("601 123 456", "CZ", "+420601123456")]
    [InlineData("+420 601 123 456", null, "+420601123456")]
    [InlineData("00420601123456", "CZ", "+420601123456")]
    [InlineData("tel:+420-601-123-456", null, "+420601123456")]
    [InlineData("0171 1234567", "DE", "+491711234567")]
    [InlineData("(212) 555-0123", "US", "+12125550123")]
    [InlineData("+39 06 1234567", null, "+39061234567")]
    [InlineData("\u202a+420\u00a0601\u00a0123\u00a0456\u202c", null, "+420601123456")]
    [InlineData("06\u202f12\u202f34\u202f56\u202f78", "FR", "+33612345678")]
    [InlineData("+420\u200e 601\u2007123\u2009456", null, "+420601123456")]
    [InlineData("+420 601\u2011123\u2011456", null, "+420601123456")]
    [InlineData("+55 11 8765-4321", null, "+5511987654321")]
    [InlineData("+55 11 98765-4321", null, "+5511987654321")]
    [InlineData("+55 11 3265-4321", null, "+551132654321")]
    [InlineData("+52 1 55 1234 5678", null, "+525512345678")]
    [InlineData("+229 97 12 34 56", null, "+2290197123456")]
    public void A_number_is_read_with_the_shops_country(string written, string? region, string number)
    {
        var normalizer = new PhoneNumberNormalizer(Channel.Sms, region);
        normalizer.Normalize(written).Address.Should().Be(number);
        normalizer.Normalize(number).Should().Be(normalizer.Normalize(written), "a canonical number gives itself");
    }

    [Theory]
    [InlineData("")]
    [InlineData("112")]
    [InlineData("+42060112345")]
    [InlineData("+999123456789")]
    [InlineData("+420 601 123 456 ext. 5")]
    [InlineData("1-800-FLOWERS")]
    [InlineData("ada@shop.example")]
    [InlineData("+")]
    public void What_cannot_be_a_number_is_refused(string text) =>
        new PhoneNumberNormalizer(Channel.Sms, "CZ").Normalize(text).Problem.Should().Be("is not a phone number");

    [Theory]
    [InlineData("555-0123", "US")]
    [InlineData("1234567", "BR")]
    [InlineData("5551234", "CA")]
    public void A_number_without_its_area_code_is_refused(string text, string region) =>
        new PhoneNumberNormalizer(Channel.Sms, region).Normalize(text).Problem.Should().Be("is not a phone number");

    [Fact]
    public void A_national_number_needs_a_country() =>
        new PhoneNumberNormalizer(Channel.Sms, null).Normalize("601 123 456").Problem.Should().Contain("Shop.Region");

    [Theory]
    [InlineData("+5511987654321", "551187654321")]
    [InlineData("+5511987654321", "5511987654321")]
    [InlineData("+525512345678", "5215512345678")]
    [InlineData("+5491123456789", "541123456789")]
    [InlineData("+541123456789", "5491123456789")]
    [InlineData("+2290197123456", "22997123456")]
    [InlineData("+420601123456", "420601123456")]
    public void A_national_variant_in_a_report_is_the_same_number(string stored, string reported)
    {
        var normalizer = new PhoneNumberNormalizer(Channel.WhatsApp, "CZ");
        normalizer.NormalizeReported(reported).Identity.Should().Be(normalizer.Normalize(stored).Identity);
    }

    [Theory]
    [InlineData(null, "cs-CZ", "CZ")]
    [InlineData(null, "pt-BR", "BR")]
    [InlineData(null, "zh-Hant-TW", "TW")]
    [InlineData("AT", "de-DE", "AT")]
    [InlineData(null, "en", null)]
    public void The_country_is_the_shops_own_or_that_of_its_locale(string? region, string locale, string? expected) =>
        PhoneNumberNormalizer.RegionOf(new ShopProfile { Region = region, Locale = locale }).Should().Be(expected);

    [Fact]
    public void A_Viber_id_keeps_its_case()
    {
        var normalizer = new PhoneNumberNormalizer(Channel.Viber, "CZ");
        normalizer.Normalize("  MDEyMzQ1Njc4OUE= ").Address.Should().Be("MDEyMzQ1Njc4OUE=");
        normalizer.Normalize("601 123 456").Address.Should().Be("+420601123456");
    }
}
