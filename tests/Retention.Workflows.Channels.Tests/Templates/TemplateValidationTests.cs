using Retention.Workflows.Channels.Templates;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Tests.Templates;

public sealed class TemplateValidationTests
{
    [Theory]
    [InlineData("{{customer.fistName}}", 1,
        "the variable 'customer.fistName' is unknown; 'customer' has id, firstName, lastName, locale, postalCode, attributes")]
    [InlineData(
        "a\nb {{firstName}}", 2,
        "the variable 'firstName' is unknown; A template has customer, voucher, cart, stores, recommendations, shop, unsubscribe, journey, step")]
    [InlineData("{{#if customer.nope}}x{{/if}}", 1, "the variable 'customer.nope' is unknown*")]
    [InlineData(
        "{{#each recommendations.products}}\n{{shop.name}}{{/each}}", 2, "the variable 'shop.name' is unknown; write @root.shop here")]
    [InlineData("{{#each recommendations.products}}{{nme}}{{/each}}", 1,
        "the variable 'nme' is unknown; 'recommendations.products[]' has id, name,*")]
    [InlineData("{{#each recommendations.products}}{{../nope}}{{/each}}", 1, "the variable '../nope' is unknown*")]
    [InlineData("{{recommendations.products.name}}", 1,
        "the variable 'recommendations.products.name' is unknown; 'recommendations.products' is a list; iterate it with {{#each}}")]
    [InlineData(
        "{{customer.firstName.length}}", 1, "the variable 'customer.firstName.length' is unknown; 'customer.firstName' has no members")]
    [InlineData(
        "{{customer.attributes.a.b}}", 1, "the variable 'customer.attributes.a.b' is unknown; 'customer.attributes.a' has no members")]
    [InlineData("{{customer.attributes.[9 lives]}}", 1, "*a key is a letter or underscore*")]
    [InlineData("{{customer}}", 1, "'customer' is a group of variables, which cannot be written as text")]
    [InlineData("{{this}}", 1, "'this' is a group of variables, which cannot be written as text")]
    [InlineData("{{recommendations.products}}", 1, "'recommendations.products' is a list, which cannot be written as text")]
    [InlineData("{{default customer \"x\"}}", 1, "{{default}} takes values, not groups or lists")]
    [InlineData("{{@index}}", 1, "'@index' is allowed only inside {{#each}}")]
    [InlineData("{{../shop.name}}", 1, "'../shop.name' goes above the top of the template; use @root")]
    [InlineData("{{upper shop.name}}", 1, "the helper 'upper' is unknown; known helpers are date, default, link, urlencode")]
    [InlineData("{{default (upper shop.name) 'x'}}", 1, "the helper 'upper' is unknown*")]
    [InlineData("{{lookup customer 'id'}}", 1, "the helper 'lookup' is unknown*")]
    [InlineData("{{date}}", 1, "{{date}} takes 1 or 2 arguments")]
    [InlineData("{{default customer.firstName}}", 1, "{{default}} takes 2 arguments")]
    [InlineData("{{date voucher.expiresAt zone=\"x\"}}", 1, "{{date}} takes no key=value arguments")]
    [InlineData("{{date voucher.expiresAt \"%\"}}", 1, "'%' is not a valid date format; d. M. yyyy is one")]
    [InlineData("{{link \"javascript:alert(1)\"}}", 1, "'javascript:alert(1)' is not an http or https address")]
    [InlineData("{{link shop.url a=customer.nope}}", 1, "the variable 'customer.nope' is unknown*")]
    [InlineData("x\n\n{{#if shop.name}}y", 3, "{{#if}} is not closed")]
    [InlineData("{{#each recommendations.products}}{{#if name}}{{/each}}{{/if}}", 1, "{{/each}} closes {{#if}} of line 1")]
    [InlineData("x\n{{/if}}", 2, "{{/if}} has no opening block")]
    [InlineData("{{else}}", 1, "{{else}} is outside a block")]
    [InlineData("{{#if}}x{{/if}}", 1, "{{#if}} takes one argument")]
    [InlineData("{{#if shop.name shop.url}}x{{/if}}", 1, "{{#if}} takes one argument")]
    [InlineData("{{#each customer}}x{{/each}}", 1, "{{#each}} takes a list")]
    [InlineData("{{#with shop.name}}x{{/with}}", 1, "{{#with}} takes a group*")]
    [InlineData("{{#customer}}x{{/customer}}", 1, "the block helper 'customer' is unknown; known helpers are if, unless, each and with")]
    [InlineData("{{^customer}}x{{/customer}}", 1, "{{^customer}}: use {{#unless}}")]
    [InlineData("{{#*inline 'x'}}y{{/inline}}", 1, "*: decorators and inline partials are not supported*")]
    [InlineData("{{#each recommendations.products as |p|}}x{{/each}}", 1, "*: block parameters are not supported")]
    [InlineData("a\n{{shop.name", 2, "'{{' is not closed by '}}'")]
    [InlineData("{{default shop.name \"x}}", 1, "'{{' is not closed by '}}'")]
    [InlineData("{{}}", 1, "{{}}: the tag is empty")]
    [InlineData("{{default (default shop.name 'x' 'y'}}", 1, "*a parenthesis is not closed")]
    [InlineData("{{default shop.name)}}", 1, "*a closing parenthesis has no opening one")]
    [InlineData("{{> nope}}", 1, "the partial 'nope' is unknown; its file would be _nope.text.hbs")]
    [InlineData("{{> @partial-block}}", 1, "@partial-block is allowed only in a partial*")]
    public void An_error_is_reported_with_file_and_line(string template, int line, string problem)
    {
        var problems = TemplateFixture.Problems(template);

        problems.Should().ContainMatch($"offer.sms.text.hbs, line {line}: {problem.Replace("?", "\\?")}.");
    }

    [Fact]
    public void All_errors_are_reported_at_once()
    {
        using var fixture = TemplateFixture.Mail("<p>\n{{nope}}\n{{#if x.y}}", "{{oh}}", "{{no}}\n{{no}}")
            .With("offer.cs.email.html.hbs", "{{ne}}");

        var problems = fixture.Templates.Validate("offer", Channel.Email);

        problems.Should().HaveCount(9).And.OnlyHaveUniqueItems();
        problems.Should().ContainMatch("offer.email.html.hbs, line 2:*nope*")
            .And.ContainMatch("offer.email.html.hbs, line 3:*x.y*")
            .And.ContainMatch("offer.email.html.hbs, line 3: {{#if}} is not closed.")
            .And.ContainMatch("offer.email.subject.hbs, line 1:*oh*")
            .And.ContainMatch("offer.email.text.hbs, line 2:*no*")
            .And.ContainMatch("offer.cs.email.html.hbs, line 1:*ne*")
            .And.ContainMatch("*lacks offer.cs.email.subject.hbs*")
            .And.ContainMatch("*lacks offer.cs.email.text.hbs*");
    }

    [Fact]
    public void An_error_in_a_partial_is_reported_at_its_place()
    {
        using var fixture = TemplateFixture.Text("{{> one}}").With("_one.text.hbs", "x\n{{> two}}").With("_two.text.hbs", "\n\n{{nope}}");

        fixture.Templates.Validate("offer", Channel.Sms).Should().ContainSingle().Which.Should()
            .StartWith("_two.text.hbs, line 3: the variable 'nope'");
    }

    [Fact]
    public void A_partial_sees_its_arguments_and_nothing_else()
    {
        using var fixture = TemplateFixture.Text("{{> card shop}} {{> card customer name=\"x\"}} {{> card}}")
            .With("_card.text.hbs", "{{name}}");

        fixture.Templates.Validate("offer", Channel.Sms).Should().ContainSingle().Which.Should()
            .StartWith("_card.text.hbs, line 1: the variable 'name' is unknown; A template has");
    }

    [Fact]
    public void A_partial_that_uses_itself_is_refused()
    {
        using var fixture = TemplateFixture.Text("{{> one}}").With("_one.text.hbs", "{{> two}}").With("_two.text.hbs", "{{> one}}");

        fixture.Templates.Validate("offer", Channel.Sms).Should().Equal("_one.text.hbs: the partial includes itself without end.");
    }

    [Theory]
    [InlineData("{{{customer.firstName}}}")]
    [InlineData("{{&customer.firstName}}")]
    public void Html_refuses_unescaped_values(string html)
    {
        using var fixture = TemplateFixture.Mail(html);

        fixture.Templates.Validate("offer", Channel.Email).Should().ContainSingle().Which.Should()
            .StartWith("offer.email.html.hbs, line 1: {{{…}}}");
    }

    [Fact]
    public void A_missing_template_is_reported_with_its_file()
    {
        using var fixture = TemplateFixture.Text("x").With("voucher.sms.hbs", "x");

        fixture.Templates.Validate("voucher", Channel.Sms).Should().Equal(
            "There is no template 'voucher' for sms; its file would be voucher.sms.text.hbs. Known for sms: offer. If the file exists in your project, copy it to the output: " +
            $"<None Include=\"{Path.GetFileName(fixture.FolderPath)}/**\" CopyToOutputDirectory=\"PreserveNewest\" />.",
            "voucher.sms.hbs: a template is called name[.locale].channel.part.hbs.");
        fixture.Templates.Validate("offer", Channel.Email).Should().ContainSingle();
        fixture.Templates.Validate("offer", Channel.Sms).Should().BeEmpty();
    }

    [Theory]
    [InlineData("Offer.sms.text.hbs", "'Offer' is not a valid template name")]
    [InlineData("a.b.c.d.e.hbs", "a template is called")]
    [InlineData("offer.sms.body.hbs", "'body' is not a part")]
    [InlineData("offer.sms.Text.hbs", "'Text' is not a part")]
    [InlineData("offer.czech.sms.text.hbs", "'czech' is not a valid language tag")]
    [InlineData("offer.SMS.text.hbs", "'SMS' is not a valid channel name")]
    [InlineData("_layout.subject.hbs", "subjects and attachments use the text partials")]
    [InlineData("_layout.hbs", "a partial is called")]
    [InlineData("..hbs", "a template is called")]
    [InlineData("..sms.text.hbs", "'' is not a valid template name")]
    public void A_file_with_an_unreadable_name_stops_the_host(string fileName, string problem)
    {
        using var folder = new TemporaryFolder().With(fileName, "x").With("fine.sms.text.hbs", "x");

        new TemplateFolderOptionsValidator().Validate(null, new TemplateFolderOptions { Path = folder.Path })
            .Failures.Should().ContainSingle().Which.Should().Contain(fileName).And.Contain(problem);
    }

    [Fact]
    public void A_missing_empty_or_unnamed_folder_stops_the_host()
    {
        using var folder = new TemporaryFolder();

        Problem("").Should().Contain("No template folder is given");
        Problem(Path.Combine(folder.Path, "nope")).Should().Contain("does not exist").And.Contain("nope");
        Problem(folder.Path).Should().Contain("holds no .hbs files");

        static string Problem(string path) =>
            new TemplateFolderOptionsValidator().Validate(null, new TemplateFolderOptions { Path = path }).Failures!.Single();
    }

    [Fact]
    public void A_missing_folder_names_both_places_and_the_item_that_copies_it()
    {
        using var root = new TemporaryFolder();

        new TemplateFolderOptionsValidator().Validate(
            null, new TemplateFolderOptions { Path = "Mails/Texts", ContentRoot = root.Path }).Failures.Should().Equal(
            $"TemplateFolderOptions.Path: The template folder '{Path.Combine(root.Path, "Mails", "Texts")}' does not exist, nor does " +
            $"'{Path.Combine(AppContext.BaseDirectory, "Mails", "Texts")}'. Copy it to the output: " +
            "<None Include=\"Mails/Texts/**\" CopyToOutputDirectory=\"PreserveNewest\" />.");
    }

    [Fact]
    public void Every_template_reports_a_missing_folder_too()
    {
        var templates = new HandlebarsTemplates(TemplateFolder.Read(new TemplateFolderOptions { Path = "no-such-folder" }), hasResolvers: false);

        templates.Validate("offer", Channel.Email).Should().ContainSingle().Which.Should().Contain("does not exist");
        var render = () => templates.Render("offer", Channel.Email, null, Some.Model());
        render.Should().Throw<TemplateRenderingException>();
    }

    [Fact]
    public void A_file_that_is_not_utf8_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(Path.Combine(folder.Path, "offer.sms.text.hbs"), [0x41, 0xE1, 0x42]);

        TemplateFolder.Read(new TemplateFolderOptions { Path = folder.Path }).Problems.Should().Equal("offer.sms.text.hbs: the file is not UTF-8.");
    }

    [Fact]
    public void Two_files_of_one_language_are_refused()
    {
        using var folder = new TemporaryFolder().With("offer.cs-CZ.sms.text.hbs", "x").With("offer.cs-cz.sms.text.hbs", "x");
        Assert.SkipWhen(folder.Files.Count < 2, "The file system does not tell cases apart.");

        TemplateFolder.Read(new TemplateFolderOptions { Path = folder.Path }).Problems.Should().ContainSingle().Which.Should()
            .EndWith("are the same part of the same language.");
    }

    [Theory]
    [InlineData("sms", "html", "a message over sms has no html")]
    [InlineData("sms", "subject", "a message over sms has no subject")]
    [InlineData("push", "html", "a message over push has no html")]
    public void A_part_that_the_channel_does_not_have_is_refused(string channel, string part, string problem)
    {
        using var fixture = new TemplateFixture().With($"offer.{channel}.text.hbs", "x").With($"offer.{channel}.{part}.hbs", "x");

        fixture.Templates.Validate("offer", new Channel(channel)).Should().ContainSingle().Which.Should().Contain(problem);
    }

    [Theory]
    [InlineData("{{customer.firstName}}", false)]
    [InlineData("{{voucher.code}}", true)]
    [InlineData("{{#if voucher}}x{{/if}}", true)]
    [InlineData("{{#with voucher}}{{code}}{{/with}}", true)]
    [InlineData("{{date voucher.expiresAt}}", true)]
    [InlineData("{{link shop.url c=(default voucher.code 'x')}}", true)]
    [InlineData("{{> coupon}}", true)]
    [InlineData("{{! voucher.code }}x", false)]
    public void Templates_that_show_a_voucher_are_known(string template, bool shows)
    {
        using var fixture = TemplateFixture.Text(template).With("_coupon.text.hbs", "{{@root.voucher.code}}");

        fixture.Templates.Validate("offer", Channel.Sms).Should().BeEmpty();
        fixture.Templates.ShowsVoucher("offer", Channel.Sms).Should().Be(shows);
        fixture.Templates.ShowsVoucher("offer", Channel.Email).Should().BeFalse("there is none");
    }

    [Fact]
    public void A_template_that_shows_a_voucher_in_one_language_counts()
    {
        using var fixture = TemplateFixture.Text("no").With("offer.cs.sms.text.hbs", "{{voucher.code}}");

        fixture.Templates.ShowsVoucher("offer", Channel.Sms).Should().BeTrue();
    }
}
