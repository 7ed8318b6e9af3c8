using System.Diagnostics.CodeAnalysis;
using Retention.Workflows.Naming;

namespace Retention.Workflows.Segments;

/// <summary>The names of segments in JSON, templates and events.</summary>
public static class RfmSegmentNames
{
    /// <summary>The segment's name in kebab case, such as <c>about-to-sleep</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a member of the enum.</exception>
    public static string ToName(this RfmSegment segment) => KebabName.Of(segment);

    /// <summary>Parses a name that <see cref="ToName"/> returned; case-sensitive.</summary>
    public static bool TryParse([NotNullWhen(true)] string? name, out RfmSegment segment) => KebabName.TryParse(name, out segment);
}
