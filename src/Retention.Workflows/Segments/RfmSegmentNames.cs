using System.Diagnostics.CodeAnalysis;

namespace Retention.Workflows;

/// <summary>The written names of segments, as JSON, templates and events use them.</summary>
public static class RfmSegmentNames
{
    private static readonly string[] Names =
    [
        "prospect", "champions", "loyal", "potential-loyalist", "new", "promising", "need-attention",
        "about-to-sleep", "at-risk", "cannot-lose-them", "hibernating", "lost",
    ];

    /// <summary>The segment's name in kebab case, such as <c>about-to-sleep</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the enum's names.</exception>
    public static string ToName(this RfmSegment segment) =>
        (uint)segment < (uint)Names.Length
            ? Names[(int)segment]
            : throw new ArgumentOutOfRangeException(nameof(segment), segment, "There is no such RFM segment.");

    /// <summary>Reads what <see cref="ToName"/> wrote; letters must be lower case, as written.</summary>
    public static bool TryParse([NotNullWhen(true)] string? name, out RfmSegment segment)
    {
        var index = name is null ? -1 : Array.IndexOf(Names, name);
        segment = index < 0 ? RfmSegment.Prospect : (RfmSegment)index;
        return index >= 0;
    }
}
