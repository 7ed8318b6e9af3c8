using Retention.Workflows.Messaging;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Elsa.Runtime.Tests;

/// <summary>A template source with a single template, called hello.</summary>
internal sealed class OnlyHello : IMessageTemplates
{
    private readonly PlainTemplates _plain = new PlainTemplates();

    public IReadOnlyCollection<TemplateName> Names { get; } = [new TemplateName("hello")];

    public IReadOnlyList<string> Validate(TemplateName name, Channel channel) =>
        Names.Contains(name) ? [] : [$"There is no template '{name}'."];

    public bool ShowsVoucher(TemplateName name, Channel channel) => _plain.ShowsVoucher(name, channel);

    public MessageContent Render(TemplateName name, Channel channel, string? locale, MessageModel model) =>
        _plain.Render(name, channel, locale, model);
}
