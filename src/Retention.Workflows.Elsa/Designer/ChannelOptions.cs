using System.Reflection;
using Elsa.Workflows.UIHints.Dropdown;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Elsa.Designer;

/// <summary>Offers the registered channels in the designer.</summary>
internal sealed class ChannelOptions(IJourneyReferences references) : DropDownOptionsProviderBase
{
    protected override ValueTask<ICollection<SelectListItem>> GetItemsAsync(
        PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken) =>
        new([.. references.Channels.Select(channel => channel.Name).Order(StringComparer.Ordinal)
            .Select(name => new SelectListItem(name, name))]);
}
