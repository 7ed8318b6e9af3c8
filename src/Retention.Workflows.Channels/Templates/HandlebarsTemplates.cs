using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Templates;

/// <summary>Handlebars templates from a folder. They are read, checked and compiled once; rendering takes no lock.</summary>
internal sealed class HandlebarsTemplates : IMessageTemplates
{
    private readonly FrozenDictionary<(string Name, Channel Channel), TemplateSet> _sets;
    private readonly IReadOnlyList<string> _problems;
    private readonly string _folder;
    private readonly FrozenDictionary<string, Lazy<byte[]>> _pictures;

    public HandlebarsTemplates(IOptions<TemplateFolderOptions> options, IEnumerable<IAttachmentResolver> resolvers)
        : this(TemplateFolder.Read(options.Value), resolvers.Any())
    {
    }

    internal HandlebarsTemplates(TemplateFolder folder, bool hasResolvers)
    {
        _pictures = folder.OtherFiles;
        var library = new TemplateLibrary(folder.Files);
        _problems = folder.Problems;
        _folder = folder.Given;
        _sets = folder.Files
            .Where(file => !file.IsPartial)
            .GroupBy(file => (file.Name, file.Channel!.Value))
            .ToFrozenDictionary(group => group.Key, group => new TemplateSet(
                group.Key.Name, group.Key.Value, [.. group], library, name => hasResolvers || _pictures.ContainsKey(name)));
    }

    public IReadOnlyCollection<TemplateName> Names => [.. _sets.Keys.Select(key => key.Name).Where(name => name.All(letter =>
        char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')).Distinct().Select(name => new TemplateName(name))];

    public IReadOnlyList<string> Validate(TemplateName name, Channel channel)
    {
        if (_sets.TryGetValue((name.Value, channel), out var set))
            return set.Problems;
        if (_sets.Count == 0 && _problems.Count > 0)
            return _problems;
        var misnamed = _problems.Where(problem => problem.StartsWith($"{name.Value}.", StringComparison.Ordinal));
        return [$"There is no template '{name.Value}' for {channel.Name}; its file would be {name.Value}.{channel.Name}.text.hbs.{Known(channel)} If the file exists in your project, copy it to the output: {TemplateFolder.CopyItem(_folder)}.", .. misnamed];
    }

    private string Known(Channel channel) =>
        _sets.Keys.Where(key => key.Channel == channel).Select(key => key.Name).Order(StringComparer.Ordinal)
            .ToList() is { Count: > 0 } names ? $" Known for {channel.Name}: {string.Join(", ", names)}." : "";

    public bool ShowsVoucher(TemplateName name, Channel channel) =>
        _sets.TryGetValue((name.Value, channel), out var set) && set.ShowsVoucher;

    public bool Shows(TemplateName name, Channel channel, string variable) =>
        _sets.TryGetValue((name.Value, channel), out var set) && set.Shows(variable);

    public Attachment? FindAttachment(string name) =>
        _pictures.TryGetValue(name, out var content) ? new Attachment { Content = content.Value } : null;

    public MessageContent Render(TemplateName name, Channel channel, string? locale, MessageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (Validate(name, channel) is [var problem, ..])
            throw new TemplateRenderingException(problem);
        return _sets[(name.Value, channel)].Render(locale, model);
    }
}
