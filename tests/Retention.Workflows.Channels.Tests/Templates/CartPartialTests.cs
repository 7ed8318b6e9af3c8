using Retention.Workflows.Messaging;
using Retention.Workflows.Recommendations;

namespace Retention.Workflows.Channels.Tests.Templates;

public sealed class CartPartialTests
{
    private static readonly ProductId Shoe = new("1");

    [Fact]
    public void A_template_reports_that_it_uses_the_cart_or_stores()
    {
        using var fixture = TemplateFixture.Mail("{{> layout}}", text: "{{#each stores}}{{name}}{{/each}}")
            .With("_layout.html.hbs", "{{cart.total}}");

        fixture.Templates.Shows("offer", Channel.Email, "cart").Should().BeTrue();
        fixture.Templates.Shows("offer", Channel.Email, "stores").Should().BeTrue();
        fixture.Templates.Shows("offer", Channel.Email, "voucher").Should().BeFalse();
        fixture.Templates.Shows("other", Channel.Email, "cart").Should().BeFalse();
    }

    [Fact]
    public void The_text_form_lists_pieces_names_and_prices() =>
        TemplateFixture.Render("{{> cart}}", WithCart(Line("1", 2, 49.9m), Line("unknown", 1, 5))).Should().Be("""
            * Shoe 1 - 2 x €49.90
            * unknown - 1 x €5.00
              = €104.80
            """.ReplaceLineEndings("\n"));

    [Fact]
    public void Prices_missing_in_the_cart_come_from_the_catalogue()
    {
        TemplateFixture.Render("{{> cart}}", WithCart(Line("1", 2, null))).Should().Be("* Shoe 1 - 2 x €49.90\n  = €99.80");
        TemplateFixture.Render("{{> cart}}", WithCart(Line("1", 2, null), Line("unknown", 1, null))).Should()
            .Be("* Shoe 1 - 2 x €49.90\n* unknown - 1");
    }

    [Fact]
    public void The_html_form_shows_pictures_and_escapes_hostile_names()
    {
        var model = WithCart(
            Line("1", 1, 9.9m)) with { Products = new Dictionary<ProductId, Product> { [Shoe] = Some.Product("1", "<script>\"'&") } };

        var html = TemplateFixture.RenderHtml("{{> cart}}", model);

        html.Should().Contain("€9.90").And.Contain("<img").And.Contain("&lt;script&gt;").And.NotContain("<script");
    }

    [Fact]
    public void Stores_nearby_list_their_stock()
    {
        var model = WithCart(Line("1", 1, 9.9m), Line("2", 1, 5)) with
        {
            Stores =
            [
                new StoreStock { Store = new PhysicalStore { Id = "a", Name = "Old Town", PostalCode = "11000", Address =
                    "Celetná 1, Praha" }, Kilometres = 0.2, Stock = new Dictionary<ProductId, int> { [new("2")] = 1, [Shoe] = 4 } },
                new StoreStock { Store = new PhysicalStore { Id = "b", Name = "Harbour", PostalCode = "12000" },
                    Stock = new Dictionary<ProductId, int> { [Shoe] = 1 } },
            ],
        };

        TemplateFixture.Render("{{> stores}}", model).Should().Be("* Old Town, 1 km (Celetná 1, Praha): Shoe 1, 2\n* Harbour: Shoe 1");
        TemplateFixture.Render("{{#each stores}}{{hasAll}} {{/each}}", model).Should().Be("true false");
        TemplateFixture.RenderHtml("{{> stores}}", model).Should().Contain("Old Town").And.Contain("1 km").And.NotContain("href");
        TemplateFixture.RenderHtml("[{{> stores}}]").Should().Be("[]", "nothing is near");
    }

    [Fact]
    public void Vouchers_that_give_other_things_than_money_have_their_own_variables()
    {
        const string Text =
            "{{#if voucher.freeDelivery}}delivery{{/if}}{{#if voucher.gift}}{{voucher.gift}}{{/if}}{{#if voucher.product}}{{voucher.product}} for {{voucher.price}}{{/if}}{{#if voucher.discount}}{{voucher.discount}}{{/if}}";

        Render(Discount.FreeDelivery).Should().Be("delivery");
        Render(Discount.Gift(Shoe)).Should().Be("Shoe 1");
        Render(Discount.ProductAt(Shoe, 9.5m)).Should().Be("Shoe 1 for €9.50");
        Render(Discount.Percent(10)).Should().Be("10%");

        static string Render(Discount discount) => TemplateFixture.Render(Text, WithCart() with { Voucher = Some.Voucher(discount) });
    }

    private static OrderLine Line(string product, int quantity, decimal? price) =>
        new() { Product = new ProductId(product), Quantity = quantity, UnitPrice = price };

    private static MessageModel WithCart(params OrderLine[] lines) => Some.Model() with
    {
        Cart = Cart.From([new CustomerEvent { Id = "1", Customer = new CustomerId("c-17"), Name = EventNames.CartUpdated,
            OccurredAt = Some.Moment, Currency = "EUR", Lines = lines }]),
        Products = new Dictionary<ProductId, Product> { [Shoe] = Some.Product("1") },
    };
}
