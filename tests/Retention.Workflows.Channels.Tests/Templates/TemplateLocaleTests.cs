using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Tests.Templates;

public sealed class TemplateLocaleTests
{
    [Theory]
    [InlineData("cs-CZ", "en", "cs-cz")]
    [InlineData("cs_CZ", "en", "cs-cz")]
    [InlineData("CS-cz", "en", "cs-cz")]
    [InlineData("cs-SK", "en", "cs")]
    [InlineData("cs", "en", "cs")]
    [InlineData("de-AT", "en", "de")]
    [InlineData("fr", "de-DE", "de")]
    [InlineData("fr", "en", "default")]
    [InlineData(null, "de", "de")]
    [InlineData(null, "en", "default")]
    [InlineData("", "en", "default")]
    [InlineData("../../etc", "en", "default")]
    [InlineData("zh-Hant-TW", "en", "zh-hant")]
    public void The_closest_language_is_used(string? asked, string shop, string expected)
    {
        using var fixture = TemplateFixture.Text("default");
        foreach (var locale in new[] { "cs", "cs-CZ", "de", "zh-Hant" })
            fixture.With($"offer.{locale}.sms.text.hbs", locale.ToLowerInvariant());
        fixture.Templates.Validate("offer", Channel.Sms).Should().BeEmpty();

        fixture.Templates.Render("offer", Channel.Sms, asked, Some.Model(shopLocale: shop)).Text.Should().Be(expected);
    }

    [Fact]
    public void Partials_are_used_in_the_templates_language()
    {
        using var fixture = TemplateFixture.Text("{{> bye}}").With("offer.cs.sms.text.hbs", "{{> bye}}")
            .With("offer.cs-CZ.sms.text.hbs", "{{> bye}}").With("offer.de.sms.text.hbs", "{{> bye}}")
            .With("_bye.text.hbs", "bye").With("_bye.cs.text.hbs", "nashle");

        Text("en").Should().Be("bye");
        Text("cs").Should().Be("nashle");
        Text("cs-CZ").Should().Be("nashle");
        Text("de").Should().Be("bye");

        string Text(string locale) => fixture.Templates.Render("offer", Channel.Sms, locale, Some.Model()).Text;
    }

    [Fact]
    public void Dates_use_the_language_of_the_text_not_of_the_customer()
    {
        using var fixture = TemplateFixture.Text("until {{voucher.expiresAt}}").With("offer.cs.sms.text.hbs", "do {{voucher.expiresAt}}");
        var model = Some.Model(voucher: Some.Voucher());

        fixture.Templates.Render("offer", Channel.Sms, "fr-FR", model).Text.Should().Be("until 11 July 2026");
        fixture.Templates.Render("offer", Channel.Sms, "cs-CZ", model).Text.Should().Be("do 11. 7. 2026");
    }

    [Fact]
    public void The_default_language_may_not_be_missing()
    {
        using var fixture = new TemplateFixture().With("offer.cs.sms.text.hbs", "x");

        fixture.Templates.Validate("offer", Channel.Sms).Should().ContainSingle().Which.Should()
            .StartWith("The template 'offer' lacks offer.sms.text.hbs");
    }
}
