using System.Reflection;
using Elsa.Workflows.UIHints.Dropdown;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Elsa.Designer;

/// <summary>Offers the registered templates in the designer.</summary>
internal sealed class TemplateOptions(IMessageTemplates templates) : DropDownOptionsProviderBase
{
    protected override ValueTask<ICollection<SelectListItem>> GetItemsAsync(
        PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken) =>
        new([.. templates.Names.Select(template => template.Value).Order(StringComparer.Ordinal)
            .Select(name => new SelectListItem(name, name))]);
}
