namespace Retention.Workflows.Messaging;

/// <summary>Turns template names and models into messages. Thread-safe; templates are read once, at start.</summary>
public interface IMessageTemplates
{
    /// <summary>The templates that there are, for lists to choose from; by default none is named.</summary>
    IReadOnlyCollection<TemplateName> Names => [];

    /// <summary>Looks a template up for a channel.</summary>
    /// <returns>What is wrong with it, a sentence each that names the file and line: it does not exist, a variable is unknown, a tag is not closed. Empty when it is fine.</returns>
    IReadOnlyList<string> Validate(TemplateName name, Channel channel);

    /// <summary>Whether the template shows a voucher in any language, so that it must not leave once the voucher is spent or expired.</summary>
    bool ShowsVoucher(TemplateName name, Channel channel);

    /// <summary>Whether the template names a variable, or something in it, in any language: <c>cart</c>, <c>stores</c>, <c>voucher</c>. What it names is read before it is rendered.</summary>
    /// <param name="name">The template.</param>
    /// <param name="channel">For which channel.</param>
    /// <param name="variable">The first word of a path of <see cref="MessageVariables"/>.</param>
    /// <returns>By default only what <see cref="ShowsVoucher"/> says.</returns>
    bool Shows(TemplateName name, Channel channel, string variable) => variable == "voucher" && ShowsVoucher(name, channel);

    /// <summary>Renders a template in the locale closest to the asked one.</summary>
    /// <exception cref="TemplateRenderingException">The model lacks what the template names.</exception>
    MessageContent Render(TemplateName name, Channel channel, string? locale, MessageModel model);
}
