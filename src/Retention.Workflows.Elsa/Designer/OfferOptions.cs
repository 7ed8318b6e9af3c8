using System.Reflection;
using Elsa.Workflows.UIHints.Dropdown;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Elsa.Designer;

/// <summary>Offers the registered voucher offers in the designer.</summary>
internal sealed class OfferOptions(IJourneyReferences references) : DropDownOptionsProviderBase
{
    protected override ValueTask<ICollection<SelectListItem>> GetItemsAsync(
        PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken) =>
        new([.. references.Offers.Select(offer => offer.Value).Order(StringComparer.Ordinal)
            .Select(name => new SelectListItem(name, name))]);
}
