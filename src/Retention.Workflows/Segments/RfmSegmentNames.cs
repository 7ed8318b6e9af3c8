using System.Diagnostics.CodeAnalysis;
using Retention.Workflows.Naming;

namespace Retention.Workflows.Segments;

/// <summary>The written names of segments, as JSON, templates and events use them.</summary>
public static class RfmSegmentNames
{
    /// <summary>The segment's name in kebab case, such as <c>about-to-sleep</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the enum's names.</exception>
    public static string ToName(this RfmSegment segment) => KebabName.Of(segment);

    /// <summary>Reads what <see cref="ToName"/> wrote; letters must be lower case, as written.</summary>
    public static bool TryParse([NotNullWhen(true)] string? name, out RfmSegment segment) => KebabName.TryParse(name, out segment);
}
