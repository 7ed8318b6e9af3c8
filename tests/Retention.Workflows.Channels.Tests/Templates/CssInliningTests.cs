using System.Text.RegularExpressions;

namespace Retention.Workflows.Channels.Tests.Templates;

/// <summary>Style sheets move into the elements when templates are read; all else stays as it was written.</summary>
public sealed class CssInliningTests
{
    [Theory]
    [InlineData(".a { color: red }", "<p class=\"a\">x</p>", "<p style=\"color: red\" class=\"a\">x</p>")]
    [InlineData("p { color: red }", "<p>x</p><P>y</P>", "<p style=\"color: red\">x</p><P style=\"color: red\">y</P>")]
    [InlineData("p { color: red }", "<p style=\"margin:0\">x</p>", "<p style=\"color: red;margin:0\">x</p>")]
    [InlineData("p { color: red }", "<p style='margin:0'>x</p>", "<p style='color: red;margin:0'>x</p>")]
    [InlineData("#a { color: red } p { color: blue; margin: 0 }", "<p id=\"a\">x</p>", "<p style=\"margin: 0;color: red\" id=\"a\">x</p>")]
    [InlineData("td { font-family: \"Courier New\" }", "<table><tr><td>x</td></tr></table>", "<td style=\"font-family: 'Courier New'\">x</td>")]
    [InlineData(".a, .b > b { color: red }", "<div class=\"b\"><b>x</b></div>", "<b style=\"color: red\">x</b>")]
    [InlineData("/* a { } */ p { color: red; }", "<p>x</p>", "<p style=\"color: red\">x</p>")]
    public void A_rule_moves_into_the_elements_that_it_matches(string css, string html, string expected) =>
        Normalized(TemplateFixture.RenderHtml($"<style>{css}</style>{html}")).Should().Contain(Normalized(expected));

    [Theory]
    [InlineData("@media (max-width: 620px) { .a { color: red !important } }")]
    [InlineData("@media (prefers-color-scheme: dark) { .a { color: white !important } p { margin: 0 } }")]
    [InlineData(":root { color-scheme: light dark }")]
    [InlineData("body { color-scheme: light dark }")]
    [InlineData("a:hover { color: red }")]
    [InlineData("[data-ogsc] .a { color: white }")]
    [InlineData("u + .body .a { color: red }")]
    [InlineData("@font-face { font-family: 'Shop'; src: url(https://shop.example/shop.woff2) }")]
    [InlineData("@import url(https://shop.example/mail.css);")]
    public void What_no_element_can_carry_stays_in_the_style_sheet(string rule)
    {
        var html = TemplateFixture.RenderHtml($"<html><head><style>{rule} p {{ margin: 0 }}</style></head><body><p class=\"a\"><a>x</a></p></body></html>");

        html.Should().Contain(rule).And.NotContain("<style>p");
        html.Should().Contain("<p style=\"margin: 0\" class=\"a\">");
    }

    [Fact]
    public void A_rule_for_several_selectors_is_divided()
    {
        var html = TemplateFixture.RenderHtml("<style>a, a:hover, .none { color: red }</style><a>x</a>");

        html.Should().Contain("<a style=\"color: red\">").And.Contain("a:hover, .none { color: red }");
    }

    [Theory]
    [InlineData("<p class=\"a\">{{customer.firstName}}</p>", "<p style=\"color: red\" class=\"a\">Ada</p>")]
    [InlineData("<a class=\"a\" href=\"{{link shop.url \"new\" code=customer.id}}\">x</a>", "<a style=\"color: red\" class=\"a\" href=\"https://swiftmotion.example/new?code&#x3D;c-17\">x</a>")]
    [InlineData("<p style=\"{{#if customer.firstName}}margin:0;{{/if}}padding:1px\" class=\"a\">x</p>", "<p style=\"color: red;margin:0;padding:1px\" class=\"a\">x</p>")]
    [InlineData("<p{{#unless customer.firstName}} id=\"u\"{{/unless}} class=\"a\">x</p>", "<p style=\"color: red\" class=\"a\">x</p>")]
    [InlineData("<p class=\"{{#if customer.firstName}}a{{/if}} a\" title=\"{{customer.firstName}} > 1\">x</p>", "<p style=\"color: red\" class=\"a a\" title=\"Ada > 1\">x</p>")]
    [InlineData("<table>{{#if customer.firstName}}<tr><td class=\"a\">{{customer.id}}</td></tr>{{/if}}</table>", "<table><tr><td style=\"color: red\" class=\"a\">c-17</td></tr></table>")]
    [InlineData("{{#if customer.firstName}}<a class=\"a\">{{/if}}x{{#if customer.firstName}}</a>{{/if}}", "<a style=\"color: red\" class=\"a\">x</a>")]
    [InlineData("{{!-- <p class=\"a\"> --}}<!--[if mso]><p class=\"a\">{{customer.id}}</p><![endif]--><i class=\"a\">x</i>", "<!--[if mso]><p class=\"a\">c-17</p><![endif]--><i style=\"color: red\" class=\"a\">x</i>")]
    [InlineData("<p class=\"a\">\\{{customer.id}} &nbsp; &middot; <br><img src=\"https://shop.example/a.png\"/></p>", "<p style=\"color: red\" class=\"a\">{{customer.id}} &nbsp; &middot; <br><img src=\"https://shop.example/a.png\"/></p>")]
    public void Tags_and_html_stay_as_they_were_written(string html, string expected) =>
        TemplateFixture.RenderHtml($"<style>.a {{ color: red }}</style>{html}").Should().EndWith(expected);

    [Fact]
    public void The_style_sheet_of_a_layout_reaches_its_partials_and_what_it_surrounds()
    {
        using var fixture = TemplateFixture.Mail("{{#> layout title=\"T\"}}<tr><td class=\"text\">{{> button label=\"Go\"}}</td></tr>{{/layout}}{{> button label=\"Out\"}}")
            .With("_layout.html.hbs", "<html><head><title>{{title}}</title><style>.text { color: red } .card .button { margin: 0 } .button { padding: 0 }</style></head><body><table class=\"card\">{{> @partial-block}}</table></body></html>")
            .With("_button.html.hbs", "<a class=\"button\">{{label}}</a>");

        var html = fixture.Templates.Render("offer", Channel.Email, null, Some.Model()).Html!;

        html.Should().Contain("<td style=\"color: red\" class=\"text\">");
        Normalized(html).Should().Contain(Normalized("<a style=\"padding: 0;margin: 0\" class=\"button\">Go</a>"), "it is in the card")
            .And.Contain(Normalized("<a style=\"padding: 0\" class=\"button\">Out</a>"), "the same partial is outside the card here");
        html.Should().Contain("<title>T</title>");
    }

    [Fact]
    public void Partials_of_each_language_are_styled()
    {
        using var fixture = TemplateFixture.Mail("<style>.f { color: red }</style>{{> footer}}")
            .With("offer.cs.email.subject.hbs", "S").With("offer.cs.email.text.hbs", "T")
            .With("offer.cs.email.html.hbs", "<style>.f { color: blue }</style>{{> footer}}")
            .With("_footer.html.hbs", "<p class=\"f\">Bye</p>").With("_footer.cs.html.hbs", "<p class=\"f\">Ahoj</p>");

        fixture.Templates.Render("offer", Channel.Email, "en", Some.Model()).Html.Should().EndWith("<p style=\"color: red\" class=\"f\">Bye</p>");
        fixture.Templates.Render("offer", Channel.Email, "cs", Some.Model()).Html.Should().EndWith("<p style=\"color: blue\" class=\"f\">Ahoj</p>");
    }

    [Theory]
    [InlineData("<style media=\"print\">.a { color: red }</style><p class=\"a\">x</p>")]
    [InlineData("<style>.a { color: {{customer.attributes.color}} }</style><p class=\"a\">x</p>")]
    [InlineData("<style></style><p class=\"a\">x</p>")]
    [InlineData("<style>.b { color: red }</style><p class=\"a\">x</p>")]
    [InlineData("<p class=\"a\">x</p>")]
    public void A_page_without_rules_to_move_stays_as_it_is(string html)
    {
        var customer = Some.Customer(attributes: new PropertyBag([KeyValuePair.Create<string, PropertyValue>("color", "red")]));

        TemplateFixture.RenderHtml(html, Some.Model(customer)).Should().Be(html.Replace("{{customer.attributes.color}}", "red"));
    }

    [Theory]
    [InlineData(".a { color: red", "the rule '.a' is not closed")]
    [InlineData(".a { color: red } }", "'}' closes no rule")]
    [InlineData("p[ { color: red }", "the selector 'p[' is not valid")]
    [InlineData("@media (max-width: 1px) { .a { color: red }", "the rule '@media (max-width: 1px)' is not closed")]
    [InlineData("color: red", "the rule 'color: red' is not closed")]
    public void A_style_sheet_that_cannot_be_read_is_named_with_its_file_and_line(string css, string problem)
    {
        using var fixture = TemplateFixture.Mail("{{#> layout}}<p class=\"a\">x</p>{{/layout}}")
            .With("_layout.html.hbs", $"<html>\n<head>\n<style>{css}</style></head><body>{{{{> @partial-block}}}}</body></html>");

        fixture.Templates.Validate("offer", Channel.Email).Should().Equal(
            $"_layout.html.hbs, line 3: the style sheet cannot be read: {problem}.");
    }

    private static string Normalized(string html) => Regex.Replace(html, @"\s*([;:])\s*", "$1");
}
