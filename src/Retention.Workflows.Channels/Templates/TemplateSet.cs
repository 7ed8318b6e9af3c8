using System.Text;
using HandlebarsDotNet;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Templates;

/// <summary>One template for one channel, in all its languages.</summary>
internal sealed class TemplateSet
{
    private const string Default = "";

    private readonly string _name;
    private readonly Func<string, bool> _hasPicture;
    private readonly Dictionary<string,
        Dictionary<TemplatePart, (TemplateFile File, HandlebarsTemplate<object, object> Run)>> _variants = [];
    private readonly HashSet<VariableUse> _uses = [];

    internal TemplateSet(
        string name, Channel channel, IReadOnlyList<TemplateFile> files, TemplateLibrary library, Func<string, bool> hasPicture)
    {
        (_name, _hasPicture) = (name, hasPicture);
        var problems = new List<string>(TemplateParts.Check(name, channel, files));
        foreach (var file in files)
            Add(file, library, problems);
        Problems = problems;
        ShowsVoucher = Shows("voucher");
    }

    internal IReadOnlyList<string> Problems { get; }

    internal bool ShowsVoucher { get; }

    internal bool Shows(string variable) =>
        _uses.Any(use => use.Path == variable || use.Path.StartsWith($"{variable}.", StringComparison.Ordinal)
            || use.Path.StartsWith($"{variable}[", StringComparison.Ordinal));

    /// <summary>Renders a message. Allowed only for a set without problems.</summary>
    internal MessageContent Render(string? locale, MessageModel model)
    {
        var chosen = TemplateLocale.Chain(locale).Concat(TemplateLocale.Chain(model.Shop.Locale))
            .FirstOrDefault(_variants.ContainsKey, Default);
        var parts = _variants[chosen];

        // Dates and amounts use the language of the surrounding text, not the customer's.
        var values = TemplateModel.Of(model, LocaleFormats.For(chosen == Default ? model.Shop.Locale : chosen, model.Customer.Locale));
        var text = Run(parts, TemplatePart.Text, values)!.ReplaceLineEndings("\n").Trim();
        if (text.Length == 0)
            throw new TemplateRenderingException($"{parts[TemplatePart.Text].File.FileName}: the text is empty.");
        var subject = Run(parts, TemplatePart.Subject, values) is { } line ? OneLine(line) : null;
        if (subject is "")
            throw new TemplateRenderingException($"{parts[TemplatePart.Subject].File.FileName}: the subject is empty.");
        var attachments = (Run(parts, TemplatePart.Attachments, values) ?? "")
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().ToArray();
        return new MessageContent
        {
            Subject = subject,
            Html = Run(parts, TemplatePart.Html, values),
            Text = text,
            Attachments = attachments.Length == 0 ? [] : attachments, // one empty list, so that equal messages are equal
        };
    }

    private void Add(TemplateFile file, TemplateLibrary library, List<string> problems)
    {
        var checker = new TemplateChecker(partial => library.Partial(partial, file.Locale, file.Part), _hasPicture);
        checker.Check(file);
        _uses.UnionWith(checker.Uses);
        var found = checker.Problems.ToList();
        problems.AddRange(found.Except(problems));
        if (found.Count > 0)
            return;

        try
        {
            if (!_variants.TryGetValue(file.Locale ?? Default, out var parts))
                _variants.Add(file.Locale ?? Default, parts = []);
            parts[file.Part] = (file, library.Compile(file));
        }
        catch (HandlebarsException failure)
        {
            problems.Add($"{file.FileName}: {failure.Message}");
        }
        catch (FormatException failure) // CSS; its file may be a partial
        {
            if (!problems.Contains(failure.Message))
                problems.Add(failure.Message);
        }
    }

    private string? Run(Dictionary<TemplatePart, (TemplateFile File, HandlebarsTemplate<object, object> Run)> parts, TemplatePart part,
        Dictionary<string, object> values)
    {
        if (!parts.TryGetValue(part, out var template))
            return null;
        try
        {
            return template.Run(values);
        }
        catch (Exception failure) when (Cause(failure) is { } cause)
        {
            throw cause is MissingValueException missing
                ? new TemplateRenderingException(
                    $"Template '{_name}', {Place(missing.Path, template.File.FileName)}: '{missing.Path}' has no value for this customer.")
                : new TemplateRenderingException($"Template '{_name}', {template.File.FileName}: {cause.Message}");
        }
    }

    /// <summary>
    /// The cause of a failed rendering: our own exception, otherwise a general one, since those of Handlebars may quote values.
    /// </summary>
    private static Exception? Cause(Exception failure)
    {
        for (var inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (inner is MissingValueException or TemplateRenderingException)
                return inner;
        }

        return failure is HandlebarsException ? new TemplateRenderingException("the template could not be rendered.") : null;
    }

    /// <summary>The first line that names the variable, in the file or in a partial.</summary>
    private string Place(string path, string fileName)
    {
        var uses = _uses.Where(use => use.Path == path).ToList();
        var use = uses.Find(use => use.FileName == fileName) is { Line: > 0 } own ? own : uses.FirstOrDefault();
        return use.Line > 0 ? $"{use.FileName}, line {use.Line}" : fileName;
    }

    /// <summary>
    /// Replaces every run of white space and control characters by one blank, so that a customer's name cannot start a header.
    /// </summary>
    private static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (!char.IsControl(character) && !char.IsWhiteSpace(character))
                line.Append(character);
            else if (line.Length > 0 && line[^1] != ' ')
                line.Append(' ');
        }

        return line.ToString().TrimEnd();
    }
}
