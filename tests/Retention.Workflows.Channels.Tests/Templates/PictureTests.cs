using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Tests.Templates;

/// <summary>Pictures and other files lie beside the templates that use them.</summary>
public sealed class PictureTests
{
    [Fact]
    public void A_picture_of_the_folder_is_found_by_its_name()
    {
        using var fixture = TemplateFixture.Mail("<img src=\"cid:shoe.png\">").With("shoe.png", "png").With("terms.pdf", "pdf");

        fixture.Templates.Validate("offer", Channel.Email).Should().BeEmpty();
        fixture.Templates.FindAttachment("shoe.png")!.Content.ToArray().Should().Equal("png"u8.ToArray());
        fixture.Templates.FindAttachment("terms.pdf").Should().NotBeNull();
    }

    [Theory]
    [InlineData("boot.png")]
    [InlineData("SHOE.PNG")]
    [InlineData("../secret.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("offer.email.html.hbs")]
    [InlineData("")]
    public void No_other_file_is_found(string name)
    {
        using var fixture = TemplateFixture.Mail("<p>x</p>").With("shoe.png", "png");

        fixture.Templates.FindAttachment(name).Should().BeNull();
    }

    [Theory]
    [InlineData("<p>x</p>\n<img src=\"cid:boot.png\">", "offer.email.html.hbs, line 2")]
    [InlineData("<td background='cid:boot.png'>", "offer.email.html.hbs, line 1")]
    [InlineData("<td style=\"background:url(cid:boot.png)\">", "offer.email.html.hbs, line 1")]
    [InlineData("{{> strip}}", "_strip.html.hbs, line 3")]
    [InlineData("{{#if shop.url}}<img src=\"CID:boot.png\">{{/if}}", "offer.email.html.hbs, line 1")]
    public void A_picture_that_is_missing_is_an_error_at_start_with_file_and_line(string html, string place)
    {
        using var fixture = TemplateFixture.Mail(html).With("_strip.html.hbs", "<p>\n\n<img src=\"cid:boot.png\"></p>").With("shoe.png", "png");

        fixture.Templates.Validate("offer", Channel.Email).Should().ContainSingle().Which.Should()
            .StartWith($"{place}: the picture").And.Contain("boot.png").And.Contain("is not in the template folder");
        fixture.TemplatesWith(new NoFiles()).Validate("offer", Channel.Email).Should().BeEmpty("the host may know it");
    }

    [Fact]
    public void A_product_may_have_a_picture_that_goes_with_the_message()
    {
        var product = Some.Product("1", image: "cid:shoe.png");

        TemplateFixture.RenderHtml("{{> recommendations}}", Some.Model(recommendations: Some.Recommended(null, product)))
            .Should().Contain("<img src=\"cid:shoe.png\" alt=\"Shoe 1\"");
    }

    [Fact]
    public void Attachments_are_lines_of_their_own_part()
    {
        using var fixture = TemplateFixture.Mail("<p>x</p>").With(
            "offer.email.attachments.hbs", "terms.pdf\n{{#if customer.firstName}}\n  invoice-{{customer.id}}.pdf  \n{{/if}}\n\nterms.pdf\n");

        fixture.Templates.Validate("offer", Channel.Email).Should().BeEmpty();
        fixture.Templates.Render("offer", Channel.Email, null, Some.Model()).Attachments.Should().Equal("terms.pdf", "invoice-c-17.pdf");
        fixture.Templates.Render("offer", Channel.Email, null, Some.Model(Some.Customer(firstName: null))).Attachments.Should().Equal("terms.pdf");
    }

    [Fact]
    public void Only_mails_have_attachments()
    {
        using var fixture = TemplateFixture.Text("x").With("offer.sms.attachments.hbs", "terms.pdf");

        fixture.Templates.Validate("offer", Channel.Sms).Should().Equal("offer.sms.attachments.hbs: a message over sms has no attachments.");
    }

    private sealed class NoFiles : IAttachmentResolver
    {
        public Task<Attachment?> ResolveAsync(AttachmentRequest request, CancellationToken cancellationToken) =>
            Task.FromResult<Attachment?>(null);
    }
}
