using Retention.Workflows.Channels.Templates;
using Retention.Workflows.Messaging;
using Retention.Workflows.Recommendations;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Channels.Tests.Templates;

public sealed class TemplateRenderingTests
{
    [Fact]
    public void A_mail_has_its_three_parts()
    {
        using var fixture = TemplateFixture.Mail(
            "<p>Hi {{customer.firstName}}</p>", "{{customer.firstName}}, we miss you", "Hi {{customer.firstName}}\n\n");

        var mail = fixture.Templates.Render("offer", Channel.Email, null, Some.Model());

        mail.Should().Be(new MessageContent { Subject = "Ada, we miss you", Html = "<p>Hi Ada</p>", Text = "Hi Ada" });
    }

    [Theory]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("\"><img src=x onerror=y>", "&quot;&gt;&lt;img src&#x3D;x onerror&#x3D;y&gt;")]
    [InlineData("O'Neil & `co`", "O&#x27;Neil &amp; &#x60;co&#x60;")]
    [InlineData("Šárka 👟 مرحبا", "Šárka 👟 مرحبا")]
    [InlineData("{{voucher.code}}", "{{voucher.code}}")]
    public void Values_are_escaped_in_html_and_unchanged_elsewhere(string name, string escaped)
    {
        using var fixture = TemplateFixture.Mail(
            "<b title=\"{{customer.firstName}}\">{{customer.firstName}}</b>", "{{customer.firstName}}", "{{customer.firstName}}");

        var mail = fixture.Templates.Render("offer", Channel.Email, null, Some.Model(Some.Customer(name)));

        mail.Html.Should().Be($"<b title=\"{escaped}\">{escaped}</b>");
        mail.Subject.Should().Be(name);
        mail.Text.Should().Be(name);
    }

    [Theory]
    [InlineData("{{default customer.firstName \"x\"}}")]
    [InlineData("{{#with customer}}{{firstName}}{{/with}}")]
    [InlineData("{{> greeting name=customer.firstName}}")]
    [InlineData("{{#> frame}}{{customer.firstName}}{{/frame}}")]
    public void Values_from_every_source_are_escaped_in_html(string html)
    {
        using var fixture = TemplateFixture.Mail(html).With("_greeting.html.hbs", "{{name}}")
            .With("_frame.html.hbs", "{{> @partial-block}}");

        var mail = fixture.Templates.Render("offer", Channel.Email, null, Some.Model(Some.Customer("<b>")));

        mail.Html.Should().Be("&lt;b&gt;");
    }

    [Fact]
    public void A_name_with_line_breaks_cannot_start_a_header()
    {
        using var fixture = TemplateFixture.Mail("x", "Hi {{customer.firstName}}!");

        var mail = fixture.Templates.Render(
            "offer", Channel.Email, null, Some.Model(Some.Customer("Ada\r\nBcc: eve@example.org\0\u2028x")));

        mail.Subject.Should().Be("Hi Ada Bcc: eve@example.org x!");
    }

    [Fact]
    public void A_huge_name_is_rendered_completely()
    {
        var name = new string('ž', 1_000_000);

        TemplateFixture.Render("{{customer.firstName}}", Some.Model(Some.Customer(name))).Should().Be(name);
    }

    [Theory]
    [InlineData("{{customer.id}}|{{customer.locale}}|{{shop.name}}|{{shop.url}}|{{journey.name}}|{{step.name}}",
        "c-17|en|Swiftmotion|https://swiftmotion.example/|churn|offer")]
    [InlineData(
        "{{voucher.code}}|{{voucher.offer}}|{{voucher.discount}}|{{voucher.minimumSpend}}", "SWIFT-B7KM-2QXR|comeback-20|20%|€20")]
    [InlineData(
        "{{customer.attributes.size}}|{{customer.attributes.points}}|{{customer.attributes.club}}|{{customer.attributes.shoe-size}}",
        "M|12.50|true|44")]
    [InlineData("{{#if customer.attributes.zero}}yes{{else}}no{{/if}}", "no")]
    [InlineData("{{#if customer.attributes.none}}yes{{else if voucher.code}}voucher{{else}}no{{/if}}", "voucher")]
    [InlineData("{{#unless customer.lastName}}stranger{{/unless}}", "stranger")]
    [InlineData("{{#if voucher}}with {{voucher.discount}}{{/if}}", "with 20%")]
    [InlineData("{{default customer.attributes.none \"friend\"}}", "friend")]
    [InlineData("{{default customer.attributes.size \"friend\"}}", "M")]
    [InlineData("{{default customer.lastName customer.firstName}}", "Ada")]
    [InlineData(
        "{{#each recommendations.products}}{{@index}}{{name}}/{{../shop.name}}/{{@root.shop.name}}{{#if @last}}.{{else}},{{/if}}{{/each}}",
        "0Shoe 1/Swiftmotion/Swiftmotion,1Shoe 2/Swiftmotion/Swiftmotion.")]
    [InlineData("{{#with customer}}{{firstName}} {{../shop.name}}{{/with}}", "Ada Swiftmotion")]
    [InlineData("a {{~shop.name~}} b", "aSwiftmotionb")]
    [InlineData("\\{{shop.name}} {{! not shown }}{{!-- nor {{this}} --}}x", "{{shop.name}} x")]
    [InlineData("{{link \"https://s.example/v?a=1#top\" code=voucher.code n=customer.attributes.odd}}",
        "https://s.example/v?a=1&code=SWIFT-B7KM-2QXR&n=a%26b%3D%20%3Cc%3E#top")]
    [InlineData(
        "{{link shop.url \"sale/now\" c=(default customer.attributes.none \"x y\")}}", "https://swiftmotion.example/sale/now?c=x%20y")]
    [InlineData("{{link shop.url \"sale\"}}", "https://swiftmotion.example/sale")]
    [InlineData("{{urlencode customer.attributes.odd}}", "a%26b%3D%20%3Cc%3E")]
    public void Every_variable_and_helper_renders_its_value(string template, string expected)
    {
        var attributes = new PropertyBag(new Dictionary<string, PropertyValue>
        {
            ["size"] = "M", ["points"] = 12.50m, ["club"] = true, ["zero"] = 0, ["shoe-size"] = 44, ["odd"] = "a&b= <c>",
        });
        var model = Some.Model(
            Some.Customer(attributes: attributes), Some.Voucher(), Some.Recommended(null, Some.Product("1"), Some.Product("2")));

        TemplateFixture.Render(template, model).Should().Be(expected);
    }

    [Theory]
    [InlineData("en", "{{voucher.expiresAt}}", "11 July 2026")]
    [InlineData("cs", "{{voucher.expiresAt}}", "11. 7. 2026")]
    [InlineData("de", "{{date voucher.expiresAt}}", "11.07.2026")]
    [InlineData("ja", "{{date voucher.expiresAt}}", "2026-07-11")]
    [InlineData("en", "{{date voucher.expiresAt \"ddd d MMM\"}}", "Sat 11 Jul")]
    public void A_day_is_shown_in_the_customers_zone_and_the_templates_language(string shopLocale, string template, string expected) =>
        TemplateFixture.Render(template, Some.Model(voucher: Some.Voucher(), shopLocale: shopLocale)).Should()
            .Be(expected, "22:30 in UTC is the next day in Prague");

    [Theory]
    [InlineData("en", "{{voucher.discount}} {{voucher.minimumSpend}}", "€7.50 €1,299.90")]
    [InlineData("cs", "{{voucher.discount}} {{voucher.minimumSpend}}", "7,50 € 1 299,90 €")]
    public void Amounts_have_a_currency_and_the_languages_separator(string shopLocale, string template, string expected) =>
        TemplateFixture.Render(template, Some.Model(voucher: Some.Voucher(Discount.Amount(7.5m), 1299.9m), shopLocale: shopLocale)).Should()
            .Be(expected);

    [Theory]
    [InlineData("Hi {{customer.lastName}}", "customer.lastName", 1)]
    [InlineData("Hi\n\n{{customer.attributes.size}}", "customer.attributes.size", 3)]
    [InlineData("{{#if shop.name}}\n{{voucher.code}}{{/if}}", "voucher.code", 2)]
    [InlineData("{{date voucher.expiresAt}}", "voucher.expiresAt", 1)]
    [InlineData("{{urlencode customer.postalCode}}", "customer.postalCode", 1)]
    [InlineData("{{link \"https://x.example\" c=voucher.code}}", "voucher.code", 1)]
    [InlineData("{{default customer.lastName customer.postalCode}}", "customer.postalCode", 1)]
    [InlineData("\n{{#each recommendations.products}}\n{{price}}{{/each}}", "recommendations.products[].price", 3)]
    [InlineData("{{> line who=customer.lastName}}", "customer.lastName", 1)]
    public void A_missing_value_refuses_the_message(string template, string variable, int line)
    {
        using var fixture = TemplateFixture.Text(template).With("_line.text.hbs", "\n{{who}}");
        var templates = fixture.Templates;
        templates.Validate("offer", Channel.Sms).Should().BeEmpty();
        var model = Some.Model(recommendations: Some.Recommended(null, Some.Product("1", price: null)));

        var render = () => templates.Render("offer", Channel.Sms, null, model);

        render.Should().Throw<TemplateRenderingException>()
            .WithMessage($"Template 'offer', offer.sms.text.hbs, line {line}: '{variable}' has no value for this customer.");
    }

    [Fact]
    public void A_value_missing_in_a_partial_is_placed_in_the_partial()
    {
        using var fixture = TemplateFixture.Text("x {{> sign}}").With("_sign.text.hbs", "\n\n{{customer.lastName}}");

        var render = () => fixture.Templates.Render("offer", Channel.Sms, null, Some.Model());

        render.Should().Throw<TemplateRenderingException>().WithMessage("*_sign.text.hbs, line 3: 'customer.lastName'*");
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \t")]
    public void A_blank_name_is_a_missing_name(string name) =>
        TemplateFixture.Render("Hi {{default customer.firstName \"friend\"}}", Some.Model(Some.Customer(name))).Should().Be("Hi friend");

    [Fact]
    public void An_offer_without_minimum_shows_no_minimum() =>
        TemplateFixture.Render("x{{#if voucher.minimumSpend}}from {{voucher.minimumSpend}}{{/if}}",
            Some.Model(voucher: Some.Voucher(minimum: 0))).Should().Be("x");

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("//evil.example")]
    [InlineData("ftp://x.example")]
    public void A_link_that_is_not_http_refuses_the_message(string address)
    {
        var attributes = new PropertyBag(new Dictionary<string, PropertyValue> { ["site"] = address });

        var render = () => TemplateFixture.Render("{{link customer.attributes.site}}", Some.Model(Some.Customer(attributes: attributes)));

        render.Should().Throw<TemplateRenderingException>().Which.Message.Should().NotContain(address);
    }

    [Fact]
    public void An_empty_text_refuses_the_message()
    {
        var render = () => TemplateFixture.Render("{{#if voucher}}{{voucher.code}}{{/if}}\n");

        render.Should().Throw<TemplateRenderingException>().WithMessage("*offer.sms.text.hbs*empty*");
    }

    [Fact]
    public void A_template_with_problems_is_never_rendered()
    {
        var render = () => TemplateFixture.Render("{{customer.fistName}}");

        render.Should().Throw<TemplateRenderingException>().WithMessage("*fistName*");
    }

    [Fact]
    public async Task Concurrent_renderings_do_not_mix_values()
    {
        using var fixture = TemplateFixture.Mail("{{#> frame title=customer.firstName}}{{customer.firstName}} {{voucher.code}}{{/frame}}",
            "{{customer.firstName}}", "{{> recommendations}}{{customer.firstName}}")
            .With("_frame.html.hbs", "<h1>{{title}}</h1>{{> @partial-block}}");
        var templates = fixture.Templates;

        var mails = await Task.WhenAll(Enumerable.Range(0, 2000).Select(index => Task.Run(() =>
        {
            var model = Some.Model(Some.Customer($"Ada{index}"), Some.Voucher() with { Code = $"CODE{index}" },
                Some.Recommended(null, Some.Product($"{index}")));
            return templates.Render("offer", Channel.Email, null, model);
        })));

        for (var index = 0; index < mails.Length; index++)
        {
            mails[index].Subject.Should().Be($"Ada{index}");
            mails[index].Html.Should().Be($"<h1>Ada{index}</h1>Ada{index} CODE{index}");
            mails[index].Text.Should().Contain($"Shoe {index} ").And.EndWith($"Ada{index}");
        }
    }

    [Fact]
    public void The_model_fills_every_variable_of_the_list()
    {
        var attributes = new PropertyBag(new Dictionary<string, PropertyValue> { ["any"] = "x" });
        var customer = Some.Customer(attributes: attributes) with { LastName = "L", PostalCode = "1" };
        var model = Some.Model(customer, Some.Voucher(), Some.Recommended(new RecommendationBlock { Fields =
            ProductFields.Name | ProductFields.Price | ProductFields.Image | ProductFields.Category }, Some.Product("1"))) with
        {
            Cart = Cart.From(
            [
                new CustomerEvent
                {
                    Id = "1", Customer = customer.Id, Name = EventNames.CartUpdated, OccurredAt = Some.Moment, Currency = "EUR",
                    Lines = [new OrderLine { Product = new ProductId("1"), UnitPrice = 5 }],
                    Properties = new PropertyBag([new("cart", "c-1")]),
                },
            ]),
            UnsubscribeUrl = new Uri("https://shop.example/unsubscribe/1"),
            Products = new Dictionary<ProductId, Product> { [new("1")] = Some.Product("1") },
            Stores =
            [
                new StoreStock
                {
                    Store = new PhysicalStore { Id = "s", Name = "S", PostalCode = "1", Address = "A",
                        Url = new Uri("https://s.example/") }, Kilometres = 2, Stock = new Dictionary<ProductId, int> { [new("1")] = 1 },
                },
            ],
        };

        foreach (var variable in MessageVariables.All)
        {
            var voucher = Some.Voucher(variable.Path switch
            {
                "voucher.gift" => Discount.Gift(new ProductId("1")),
                "voucher.product" or "voucher.price" => Discount.ProductAt(new ProductId("1"), 2),
                _ => Discount.Percent(20),
            });
            TemplateFixture.Render(Showing(variable.Path.Replace("*", "any").Split("[].")), model with { Voucher = voucher }).Should()
                .NotBeEmpty(variable.Path);
        }

        // a[].b[].c is shown inside {{#each a}}{{#each b}}.
        static string Showing(ReadOnlySpan<string> parts) =>
            parts.Length == 1 ? $"{{{{{parts[0]}}}}}" : $"{{{{#each {parts[0]}}}}}{Showing(parts[1..])}{{{{/each}}}}";
    }
}
