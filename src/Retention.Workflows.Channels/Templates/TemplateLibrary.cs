using System.Globalization;
using System.Reflection;
using HandlebarsDotNet;
using Retention.Workflows.Channels.Templates.Css;

namespace Retention.Workflows.Channels.Templates;

/// <summary>The partials of a folder and of this package, and their compilers: one for each language and way of escaping.</summary>
/// <remarks>One thread uses it while it reads templates; the compiled templates are thread-safe.</remarks>
internal sealed class TemplateLibrary(IReadOnlyList<TemplateFile> files)
{
    private static readonly IReadOnlyList<TemplateFile> BuiltIn = 
    [
        .. ((string[])["recommendations", "cart", "stores"])
            .SelectMany(IEnumerable<TemplateFile> (name) => [ReadBuiltIn(name, TemplatePart.Html), ReadBuiltIn(name, TemplatePart.Text)]),
    ];

    private readonly Dictionary<(string? Locale, TemplatePart Part), IHandlebars> _compilers = [];
    private readonly List<TemplateFile> _partials = [.. files.Where(file => file.IsPartial), .. BuiltIn];

    /// <summary>The partial in the closest language; partials of the folder override the built-in ones.</summary>
    internal TemplateFile? Partial(string name, string? locale, TemplatePart part)
    {
        var candidates = _partials.Where(file => file.Name == name && file.Part == Kind(part)).ToList();
        return TemplateLocale.Chain(locale)
            .Select(tag => candidates.Find(file => file.Locale == tag))
            .FirstOrDefault(file => file is not null) ?? candidates.Find(file => file.Locale is null);
    }

    /// <summary>Compiles a file. The CSS of an HTML part and its partials is moved into the elements.</summary>
    /// <exception cref="HandlebarsException">The file is not a valid Handlebars template.</exception>
    /// <exception cref="FormatException">The CSS cannot be read; the message names the file and the line.</exception>
    internal HandlebarsTemplate<object, object> Compile(TemplateFile file)
    {
        if (file.Part != TemplatePart.Html)
            return Compiler(file.Locale, TemplatePart.Text).Compile(file.Text);
        var page = new TemplatePage(file, partial => Partial(partial, file.Locale, file.Part));
        if (!CssInliner.Inline(page))
            return Compiler(file.Locale, file.Part).Compile(file.Text);

        // The same partial has other styles in other pages, so the page has its own compiler.
        var compiler = NewCompiler(file.Locale, file.Part);
        foreach (var partial in page.Partials)
            compiler.RegisterTemplate(partial.Name, partial.EditedText);
        return compiler.Compile(page.Root.EditedText);
    }

    private static TemplatePart Kind(TemplatePart part) => part == TemplatePart.Html ? TemplatePart.Html : TemplatePart.Text;

    private IHandlebars Compiler(string? locale, TemplatePart part)
    {
        if (!_compilers.TryGetValue((locale, part), out var compiler))
            _compilers.Add((locale, part), compiler = NewCompiler(locale, part));
        return compiler;
    }

    private IHandlebars NewCompiler(string? locale, TemplatePart part)
    {
        var configuration = new HandlebarsConfiguration { FormatProvider = CultureInfo.InvariantCulture,
            NoEscape = part != TemplatePart.Html };
        configuration.FormatterProviders.Add(new TemplateHelpers.Formatter());
        var compiler = Handlebars.Create(configuration);
        TemplateHelpers.Register(compiler);
        foreach (var name in _partials.Where(file => file.Part == part).Select(file => file.Name).Distinct())
            Register(compiler, name, Partial(name, locale, part)!);
        return compiler;
    }

    /// <summary>Skips a partial that cannot be compiled; the check reports it for every template that uses it.</summary>
    private static void Register(IHandlebars compiler, string name, TemplateFile partial)
    {
        try
        {
            compiler.RegisterTemplate(name, partial.Text);
        }
        catch (HandlebarsException)
        {
        }
    }

    private static TemplateFile ReadBuiltIn(string name, TemplatePart part)
    {
        var resource = $"{name}.{part.ToString().ToLowerInvariant()}{TemplateFile.Extension}";
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The built-in partial {resource} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return new TemplateFile { FileName = $"(built-in) {resource}", Name = name, Part = part, Text = reader.ReadToEnd() };
    }
}
