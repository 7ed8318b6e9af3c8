namespace Retention.Workflows.Channels.Templates;

/// <summary>The part of a message that a file contains.</summary>
internal enum TemplatePart
{
    Subject,
    Html,
    Text,

    /// <summary>The names of the files to attach, one in each line.</summary>
    Attachments,
}

/// <summary>One file of the template folder. Its name encodes its role.</summary>
/// <remarks>
/// <c>voucher.email.subject.hbs</c>, <c>voucher.cs.email.html.hbs</c>: template, optional locale, channel, part.
/// <c>_layout.html.hbs</c>, <c>_layout.cs.html.hbs</c>: a partial, optional locale, its part (text partials also serve subjects).
/// </remarks>
internal sealed record TemplateFile
{
    internal const string Extension = ".hbs";

    public required string FileName { get; init; }

    /// <summary>The template's name, or the partial's name without its underscore.</summary>
    public required string Name { get; init; }

    /// <summary>The locale in lower case; null for the default language.</summary>
    public string? Locale { get; init; }

    /// <summary>The channel; null for a partial.</summary>
    public Channel? Channel { get; init; }

    public required TemplatePart Part { get; init; }

    public string Text { get; init; } = "";

    public bool IsPartial => Channel is null;

    /// <summary>Parses a file's name; <paramref name="problem"/> is a sentence when the name does not follow the layout.</summary>
    internal static TemplateFile? Parse(string fileName, out string? problem)
    {
        problem = null;
        var words = fileName[..^Extension.Length].Split('.');
        var partial = words[0].StartsWith('_');
        var name = partial ? words[0][1..] : words[0];
        var (least, layout) = partial ? (2, "_name[.locale].part.hbs") : (3, "name[.locale].channel.part.hbs");
        if (words.Length < least || words.Length > least + 1)
            problem = $"{fileName}: a {(partial ? "partial" : "template")} is called {layout}.";
        else if (!IsName(name))
            problem = $"{fileName}: '{name}' is not a valid template name: use lower-case letters, digits and single hyphens between them.";
        else if (PartOf(words[^1]) is not { } part)
            problem = $"{fileName}: '{words[^1]}' is not a part; the parts are subject, html, text and attachments.";
        else if (partial && part is TemplatePart.Subject or TemplatePart.Attachments)
            problem = $"{fileName}: subjects and attachments use the text partials.";
        else if (!partial && !IsName(words[^2]))
            problem = $"{fileName}: '{words[^2]}' is not a valid channel name.";
        else if (words.Length > least && !TemplateLocale.IsTag(words[1]))
            problem = $"{fileName}: '{words[1]}' is not a valid language tag such as cs or cs-CZ.";
        else
        {
            return new TemplateFile
            {
                FileName = fileName,
                Name = name,
                Locale = words.Length > least ? TemplateLocale.Normalize(words[1]) : null,
                Channel = partial ? default(Channel?) : new Channel(words[^2]),
                Part = part,
            };
        }

        return null;
    }

    private static TemplatePart? PartOf(string word) => word switch
    {
        "subject" => TemplatePart.Subject,
        "html" => TemplatePart.Html,
        "text" => TemplatePart.Text,
        "attachments" => TemplatePart.Attachments,
        _ => null,
    };

    private static bool IsName(string text)
    {
        try
        {
            _ = new TemplateName(text);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
