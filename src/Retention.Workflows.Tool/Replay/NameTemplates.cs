using Retention.Workflows.Messaging;

namespace Retention.Workflows.Tool.Replay;

/// <summary>Stands in for the shop's templates: every name exists, and its text is the name. No text is shown to anybody.</summary>
internal sealed class NameTemplates : IMessageTemplates
{
    public IReadOnlyList<string> Validate(TemplateName name, Channel channel) => [];

    public bool ShowsVoucher(TemplateName name, Channel channel) => false;

    public MessageContent Render(TemplateName name, Channel channel, string? locale, MessageModel model) => new()
    {
        Subject = channel == Channel.Email ? name.Value : null,
        Html = channel == Channel.Email ? $"<p>{name}</p>" : null,
        Text = name.Value,
    };
}
