using Retention.Workflows.Messaging;

namespace Retention.Workflows.Testing;

/// <summary>Templates without files: every name exists, and the text shows which template was used with which data.</summary>
/// <remarks>
/// A template shows the voucher if its name starts with <c>voucher</c>; change that with <see cref="Shows"/>. Without a voucher it is not
/// rendered. A template whose name starts with <c>cart</c> shows the cart and nearby stores; change that with <see cref="ShowsCart"/>.
/// Thread-safe once it is configured.
/// </remarks>
public sealed class PlainTemplates : IMessageTemplates
{
    /// <summary>Decides which templates show the voucher; by default those whose name starts with <c>voucher</c>.</summary>
    public Func<TemplateName, bool> Shows { get; set; } = name => name.Value.StartsWith("voucher", StringComparison.Ordinal);

    /// <summary>
    /// Decides which templates show the cart, so that they are not sent without one; by default those whose name starts with <c>cart</c>.
    /// </summary>
    public Func<TemplateName, bool> ShowsCart { get; set; } = name => name.Value.StartsWith("cart", StringComparison.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyList<string> Validate(TemplateName name, Channel channel) => [];

    /// <inheritdoc/>
    public bool ShowsVoucher(TemplateName name, Channel channel) => Shows(name);

    /// <inheritdoc/>
    bool IMessageTemplates.Shows(TemplateName name, Channel channel, string variable) =>
        variable switch { "voucher" => Shows(name), "cart" or "stores" => ShowsCart(name), _ => false };

    /// <inheritdoc/>
    public MessageContent Render(TemplateName name, Channel channel, string? locale, MessageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (Shows(name) && model.Voucher is null)
            throw new TemplateRenderingException($"{name}: the voucher is missing.");
        var products = model.Recommendations is { } recommendations
            ? $" products {string.Join(",", recommendations.Products.Select(product => product.Id))}" : "";
        var cart = model.Cart is { IsEmpty: false } shown
            ? $" cart {string.Join(",", shown.Lines.Select(line => $"{line.Quantity}x{line.Product}"))}" : "";
        var stores = model.Stores.Count > 0 ? $" stores {string.Join(",", model.Stores.Select(found => found.Store.Id))}" : "";
        return new MessageContent
        {
            Subject = channel == Channel.Email ? name.Value : null,
            Html = channel == Channel.Email ? $"<p>{name}</p>" : null,
            Text = $"{name} for {model.Customer.Id}{(Shows(name) ? $" code {model.Voucher!.Code}" : "")}{cart}{products}{stores}",
        };
    }
}
