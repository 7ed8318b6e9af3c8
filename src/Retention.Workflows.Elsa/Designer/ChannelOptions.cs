using System.Reflection;
using Elsa.Workflows.UIHints.Dropdown;

namespace Retention.Workflows.Elsa;

/// <summary>The channels that are registered.</summary>
internal sealed class ChannelOptions(IJourneyReferences references) : DropDownOptionsProviderBase
{
    protected override ValueTask<ICollection<SelectListItem>> GetItemsAsync(PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken) =>
        new([.. references.Channels.Select(channel => channel.Name).Order(StringComparer.Ordinal).Select(name => new SelectListItem(name, name))]);
}
