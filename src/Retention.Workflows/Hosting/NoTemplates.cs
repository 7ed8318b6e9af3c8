using Retention.Workflows.Messaging;

namespace Retention.Workflows.Hosting;

/// <summary>Stands in where the host chose no templates, so that a journey that sends says so at start.</summary>
internal sealed class NoTemplates : IMessageTemplates
{
    public IReadOnlyList<string> Validate(TemplateName name, Channel channel) =>
        [$"There is no template '{name}': no templates are registered; choose them with retention.Templates, for example FromFolder(path) of the Channels package."];

    public bool ShowsVoucher(TemplateName name, Channel channel) => false;

    public MessageContent Render(TemplateName name, Channel channel, string? locale, MessageModel model) =>
        throw new TemplateRenderingException($"There is no template '{name}'.");
}
