namespace Retention.Workflows.Messaging;

/// <summary>Renders messages from template names and models. Thread-safe. Templates are read once, at start.</summary>
public interface IMessageTemplates
{
    /// <summary>The names of the available templates, for selection lists; empty by default.</summary>
    IReadOnlyCollection<TemplateName> Names => [];

    /// <summary>Validates a template for a channel.</summary>
    /// <returns>
    /// The problems, one sentence each with file and line: the template does not exist, a variable is unknown, a tag is not closed. Empty
    /// if the template is valid.
    /// </returns>
    IReadOnlyList<string> Validate(TemplateName name, Channel channel);

    /// <summary>
    /// True if the template shows a voucher in any language. Such a message is not sent after the voucher has expired or was redeemed.
    /// </summary>
    bool ShowsVoucher(TemplateName name, Channel channel);

    /// <summary>
    /// True if the template uses a variable, or a member of it, in any language: <c>cart</c>, <c>stores</c>, <c>voucher</c>. The engine
    /// loads the data of used variables before rendering.
    /// </summary>
    /// <param name="name">The template.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="variable">The first segment of a path in <see cref="MessageVariables"/>.</param>
    /// <returns>The default implementation answers for <c>voucher</c> only, with <see cref="ShowsVoucher"/>.</returns>
    bool Shows(TemplateName name, Channel channel, string variable) => variable == "voucher" && ShowsVoucher(name, channel);

    /// <summary>
    /// Returns a file that belongs to the templates, such as a picture; null if there is none of this name. Asked after every
    /// <see cref="IAttachmentResolver"/>.
    /// </summary>
    /// <param name="name">The name, as the HTML has it behind <c>cid:</c>, or as a line of the attachments.</param>
    /// <returns>The default implementation has no files.</returns>
    Attachment? FindAttachment(string name) => null;

    /// <summary>
    /// Renders a template in the locale that is closest to the requested one. A null locale means the template's default.
    /// </summary>
    /// <exception cref="TemplateRenderingException">The model lacks a value that the template uses.</exception>
    MessageContent Render(TemplateName name, Channel channel, string? locale, MessageModel model);
}
