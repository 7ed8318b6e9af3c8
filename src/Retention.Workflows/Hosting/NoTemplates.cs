using Retention.Workflows.Messaging;

namespace Retention.Workflows.Hosting;

/// <summary>Used if the host registered no templates. A journey that sends a message then reports an error at start.</summary>
internal sealed class NoTemplates : IMessageTemplates
{
    public IReadOnlyList<string> Validate(TemplateName name, Channel channel) =>
        [
            $"There is no template '{name}', because no templates are registered. " +
            "Register them with retention.Templates, for example FromFolder(path) of the Channels package.",
        ];

    public bool ShowsVoucher(TemplateName name, Channel channel) => false;

    public MessageContent Render(TemplateName name, Channel channel, string? locale, MessageModel model) =>
        throw new TemplateRenderingException($"There is no template '{name}'.");
}
