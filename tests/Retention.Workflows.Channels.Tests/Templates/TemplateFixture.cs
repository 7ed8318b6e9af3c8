using Microsoft.Extensions.Options;
using Retention.Workflows.Channels.Templates;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Tests.Templates;

/// <summary>A folder of templates built from short texts.</summary>
internal sealed class TemplateFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    internal string FolderPath => _folder.Path;

    internal HandlebarsTemplates Templates => TemplatesWith();

    internal HandlebarsTemplates TemplatesWith(params IAttachmentResolver[] resolvers) =>
        new(Options.Create(new TemplateFolderOptions { Path = _folder.Path }), resolvers);

    public void Dispose() => _folder.Dispose();

    internal TemplateFixture With(string fileName, string content)
    {
        _folder.With(fileName, content);
        return this;
    }

    internal static TemplateFixture Mail(string html, string subject = "Subject", string text = "Text") => new TemplateFixture()
        .With("offer.email.subject.hbs", subject)
        .With("offer.email.html.hbs", html)
        .With("offer.email.text.hbs", text);

    internal static TemplateFixture Text(string text) => new TemplateFixture().With("offer.sms.text.hbs", text);

    /// <summary>Renders one text.</summary>
    internal static string Render(string text, MessageModel? model = null, string? locale = null)
    {
        using var fixture = Text(text);
        return fixture.Templates.Render("offer", Channel.Sms, locale, model ?? Some.Model()).Text;
    }

    /// <summary>Renders one HTML part.</summary>
    internal static string RenderHtml(string html, MessageModel? model = null)
    {
        using var fixture = Mail(html);
        return fixture.Templates.Render("offer", Channel.Email, null, model ?? Some.Model()).Html!;
    }

    /// <summary>The problems of one text.</summary>
    internal static IReadOnlyList<string> Problems(string text)
    {
        using var fixture = Text(text);
        return fixture.Templates.Validate("offer", Channel.Sms);
    }
}
