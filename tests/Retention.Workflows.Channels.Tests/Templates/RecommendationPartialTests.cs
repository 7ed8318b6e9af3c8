using Retention.Workflows.Messaging;
using Retention.Workflows.Recommendations;

namespace Retention.Workflows.Channels.Tests.Templates;

public sealed class RecommendationPartialTests
{
    private const ProductFields Everything = ProductFields.Name | ProductFields.Price | ProductFields.Image | ProductFields.Category;

    [Theory]
    [InlineData("https://swiftmotion.example/p", null, "https://swiftmotion.example/p/run%201")]
    [InlineData("https://swiftmotion.example/p/", null, "https://swiftmotion.example/p/run%201")]
    [InlineData("https://swiftmotion.example/p?id=", null, "https://swiftmotion.example/p?id=run%201")]
    [InlineData("https://swiftmotion.example/p/", "/shoes/run one", "https://swiftmotion.example/p/shoes/run%20one")]
    [InlineData("https://swiftmotion.example", "//evil.example/x", "https://swiftmotion.example/evil.example/x")]
    [InlineData("https://swiftmotion.example", "@evil.example/x", "https://swiftmotion.example/@evil.example/x")]
    [InlineData("https://swiftmotion.example", "x\" onclick=\"y", "https://swiftmotion.example/x%22%20onclick=%22y")]
    [InlineData(null, null, "https://shop.example/run%201")]
    public void A_products_address_is_base_and_path(string? start, string? path, string expected)
    {
        var block = new RecommendationBlock { ProductUrlBase = start is null ? null : new Uri(start) };
        var model = Some.Model(
            recommendations: Some.Recommended(block, Some.Product("run 1", path: path)), shopUrl: "https://shop.example");

        TemplateFixture.Render("{{#each recommendations.products}}{{url}}{{/each}}", model).Should().Be(expected);
    }

    [Fact]
    public void Addresses_that_are_not_http_are_not_shown()
    {
        var block = new RecommendationBlock { ProductUrlBase = new Uri("javascript:alert(1)//") };
        var model = Some.Model(recommendations: Some.Recommended(block, Some.Product("1", image: "data:image/png;base64,AAAA")));

        var html = TemplateFixture.RenderHtml("{{> recommendations}}", model);

        html.Should().Contain("Shoe 1").And.NotContainAny("href", "img", "javascript", "data:");
    }

    [Fact]
    public void A_shop_without_address_shows_products_without_links()
    {
        var html = TemplateFixture.RenderHtml(
            "{{> recommendations}}", Some.Model(recommendations: Some.Recommended(null, Some.Product("1")), shopUrl: null));

        html.Should().Contain("Shoe 1").And.NotContain("href");
    }

    [Theory]
    [InlineData(RecommendationLayout.SideBySide)]
    [InlineData(RecommendationLayout.Vertical)]
    public void Hostile_names_stay_text(RecommendationLayout layout)
    {
        var model = Some.Model(recommendations: Some.Recommended(
            new RecommendationBlock { Layout = layout, Fields = Everything }, Some.Product("1", "<script>\"'&")));

        var html = TemplateFixture.RenderHtml("{{> recommendations}}", model);

        html.Should().Contain("alt=\"&lt;script&gt;&quot;&#x27;&amp;\"").And.NotContain("<script");
    }

    [Fact]
    public void Outlook_gets_products_in_rows_of_three()
    {
        Rows(1).Should().Equal(1);
        Rows(2).Should().Equal(2);
        Rows(3).Should().Equal(3);
        Rows(4).Should().Equal(2, 2);
        Rows(5).Should().Equal(3, 2);
        Rows(6).Should().Equal(3, 3);

        static IEnumerable<int> Rows(int count)
        {
            Product[] products = [.. Enumerable.Range(0, count).Select(index => Some.Product($"{index}"))];
            var html = TemplateFixture.RenderHtml("{{> recommendations}}", Some.Model(recommendations: Some.Recommended(null, products)));
            return html.Split("<!--[if mso]><tr><![endif]-->")[1..]
                .Select(row => row[..row.IndexOf("<!--[if mso]></tr>", StringComparison.Ordinal)].Split("<!--[if mso]><td").Length - 1);
        }
    }

    [Theory]
    [InlineData(ProductFields.Name, "Shoe 1")]
    [InlineData(ProductFields.Price, "€49.90")]
    [InlineData(ProductFields.Image, "<img")]
    [InlineData(ProductFields.Category, "Running")]
    public void Only_the_requested_fields_are_shown(ProductFields fields, string shown)
    {
        foreach (var layout in Enum.GetValues<RecommendationLayout>())
        {
            var block = new RecommendationBlock { Fields = fields, Layout = layout };
            var html = TemplateFixture.RenderHtml("{{> recommendations}}",
                Some.Model(recommendations: Some.Recommended(block, Some.Product("1")))).Replace("alt=\"Shoe 1\"", "");

            foreach (var field in new[] { "Shoe 1", "€49.90", "<img", "Running" })
                html.Contains(field).Should().Be(field == shown, "{0} in {1}", field, layout);
        }
    }

    [Fact]
    public void No_more_products_are_shown_than_the_block_allows()
    {
        var model = Some.Model(recommendations: Some.Recommended(
            new RecommendationBlock { Count = 2 }, Some.Product("1"), Some.Product("2"), Some.Product("3")));

        TemplateFixture.Render("{{#each recommendations.products}}{{id}}{{/each}}", model).Should().Be("12");
    }

    [Fact]
    public void The_block_is_hidden_without_products()
    {
        TemplateFixture.RenderHtml("[{{> recommendations}}]").Should().Be("[]");
        TemplateFixture.RenderHtml("[{{> recommendations}}]", Some.Model(recommendations: Some.Recommended())).Should().Be("[]");
        TemplateFixture.Render("[{{> recommendations}}]").Should().Be("[]");
    }

    [Fact]
    public void The_text_form_lists_names_prices_and_addresses()
    {
        var model = Some.Model(recommendations: Some.Recommended(null, Some.Product("1"), Some.Product("2", price: null)));

        TemplateFixture.Render("For you:\n{{> recommendations}}\nBye", model).Should().Be("""
            For you:
            * Shoe 1 - €49.90
              https://swiftmotion.example/1
            * Shoe 2
              https://swiftmotion.example/2
            Bye
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_shop_may_replace_the_block()
    {
        using var fixture = TemplateFixture.Text("{{> recommendations}}")
            .With("_recommendations.text.hbs", "{{#each recommendations.products}}{{name}};{{/each}}");

        fixture.Templates.Render("offer", Channel.Sms, null, Some.Model(recommendations: Some.Recommended(null, Some.Product("1")))).Text
            .Should().Be("Shoe 1;");
    }
}
