using System.Reflection;
using Elsa.Workflows.UIHints.CheckList;
using Retention.Workflows.Journeys;
using Retention.Workflows.Segments;

namespace Retention.Workflows.Elsa.Designer;

/// <summary>Offers the RFM segments and the registered custom segments in the designer.</summary>
internal sealed class SegmentOptions(IJourneyReferences references) : CheckListOptionsProviderBase
{
    protected override ValueTask<ICollection<CheckListItem>> GetItemsAsync(
        PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken) =>
        new([.. Enum.GetValues<RfmSegment>().Select(segment => segment.ToName()).Concat(references.Segments.Order(StringComparer.Ordinal))
            .Select(name => new CheckListItem(name, name))]);
}
