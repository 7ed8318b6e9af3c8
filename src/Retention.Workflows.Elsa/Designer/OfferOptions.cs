using System.Reflection;
using Elsa.Workflows.UIHints.Dropdown;

namespace Retention.Workflows.Elsa;

/// <summary>The offers that are registered.</summary>
internal sealed class OfferOptions(IJourneyReferences references) : DropDownOptionsProviderBase
{
    protected override ValueTask<ICollection<SelectListItem>> GetItemsAsync(PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken) =>
        new([.. references.Offers.Select(offer => offer.Value).Order(StringComparer.Ordinal).Select(name => new SelectListItem(name, name))]);
}
