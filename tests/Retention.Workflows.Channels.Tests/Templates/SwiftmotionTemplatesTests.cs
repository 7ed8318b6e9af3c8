using Microsoft.Extensions.Options;
using Retention.Workflows.Channels.Templates;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Tests.Templates;

public sealed class SwiftmotionTemplatesTests
{
    private static readonly HandlebarsTemplates Templates = new(Options.Create(new TemplateFolderOptions
    {
        Path = Repository.PathOf("samples", "Swiftmotion.Churn", "Templates"),
    }), []);

    public static TheoryData<string, string, bool> All => new()
    {
        { "personal-offer", "email", false },
        { "voucher", "email", true },
        { "voucher-expires", "email", true },
        { "voucher-sms", "sms", true },
    };

    [Theory]
    [MemberData(nameof(All))]
    public void Every_template_of_the_sample_is_valid(string name, string channel, bool showsVoucher)
    {
        Templates.Validate(name, new Channel(channel)).Should().BeEmpty();
        Templates.ShowsVoucher(name, new Channel(channel)).Should().Be(showsVoucher);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_template_of_the_sample_renders_for_every_customer(string name, string channel, bool showsVoucher)
    {
        foreach (var locale in new[] { "en", "cs-CZ" })
        foreach (var firstName in new[] { null, "Ada", "<b>Šárka</b> & \"co\"" })
        foreach (var shopUrl in new[] { null, "https://swiftmotion.example" })
        foreach (var minimum in new[] { 0m, 20m })
        {
            var model = Some.Model(Some.Customer(firstName), showsVoucher ? Some.Voucher(minimum: minimum) : null,
                Some.Recommended(null, Some.Product("1"), Some.Product("2")), shopUrl: shopUrl);

            var message = Templates.Render(name, new Channel(channel), locale, model);

            $"{message.Subject}{message.Html}{message.Text}".Should().NotContainAny("{{", "}}");
            message.Text.Should().NotContain("\n\n\n");
            if (channel == "sms")
            {
                message.Text.Length.Should().BeLessThanOrEqualTo(160, "more is a second message");
                message.Text.Should().Match(text => text.All(letter => char.IsAscii(letter) || letter == '€'),
                    "a letter outside of GSM-7 halves what fits into a message");
            }

            if (message.Html is { } html)
                ShouldBeBalanced(html);
        }
    }

    /// <summary>Table tags open and close in pairs, also in the comments that only Outlook reads.</summary>
    private static void ShouldBeBalanced(string html)
    {
        foreach (var element in new[] { "table", "tr", "td", "div", "a", "body", "html" })
        {
            var opened = html.Split($"<{element} ").Length + html.Split($"<{element}>").Length - 2;
            opened.Should().Be(html.Split($"</{element}>").Length - 1, element);
        }
    }
}
