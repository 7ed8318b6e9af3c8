namespace Retention.Workflows.Channels.Templates;

/// <summary>The files that a template needs: the same parts in every language, and one default language.</summary>
internal static class TemplateParts
{
    internal static IEnumerable<string> Check(string name, Channel channel, IReadOnlyList<TemplateFile> files)
    {
        var (required, allowed) = Of(channel);
        foreach (var file in files.Where(file => !allowed.Contains(file.Part)))
            yield return $"{file.FileName}: a message over {channel.Name} has no {Word(file.Part)}.";

        var used = files.Select(file => file.Part).Where(allowed.Contains).Union(required).Order().ToList();
        foreach (var locale in files.Select(file => file.Locale).Append(null).Distinct().Order(StringComparer.Ordinal))
        {
            var there = files.Where(file => file.Locale == locale).Select(file => file.Part).ToList();
            foreach (var part in used.Except(there))
                yield return $"The template '{name}' lacks {FileName(name, locale, channel, part)}: {Reason(locale, part, required)}.";
        }
    }

    private static (TemplatePart[] Required, TemplatePart[] Allowed) Of(Channel channel)
    {
        if (channel == Channel.Email)
            return ([TemplatePart.Subject, TemplatePart.Text], [TemplatePart.Subject, TemplatePart.Html, TemplatePart.Text, TemplatePart.Attachments]);
        return channel == Channel.Sms
            ? ([TemplatePart.Text], [TemplatePart.Text]) : ([TemplatePart.Text], [TemplatePart.Subject, TemplatePart.Text]);
    }

    private static string Reason(string? locale, TemplatePart part, TemplatePart[] required) => (locale, required.Contains(part)) switch
    {
        (null, _) => "the files without a language serve every customer whose language has no files",
        (_, true) => $"the {Word(part)} is required",
        _ => $"another language has the {Word(part)}",
    };

    private static string FileName(string name, string? locale, Channel channel, TemplatePart part) =>
        $"{name}.{(locale is null ? "" : $"{locale}.")}{channel.Name}.{Word(part)}{TemplateFile.Extension}";

    private static string Word(TemplatePart part) => part.ToString().ToLowerInvariant();
}
