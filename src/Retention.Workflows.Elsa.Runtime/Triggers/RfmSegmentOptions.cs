using System.Reflection;
using Elsa.Workflows.UIHints.CheckList;
using Retention.Workflows.Segments;

namespace Retention.Workflows.Elsa.Runtime.Triggers;

/// <summary>Offers the RFM segments in the designer.</summary>
internal sealed class RfmSegmentOptions : CheckListOptionsProviderBase
{
    protected override ValueTask<ICollection<CheckListItem>> GetItemsAsync(
        PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken) =>
        new([.. Enum.GetValues<RfmSegment>().Select(segment => segment.ToName()).Select(name => new CheckListItem(name, name))]);
}
