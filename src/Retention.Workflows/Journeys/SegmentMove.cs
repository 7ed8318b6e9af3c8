namespace Retention.Workflows;

/// <summary>The direction of a segment move.</summary>
public enum SegmentMove
{
    /// <summary>From outside into one of the segments.</summary>
    Enters = 0,

    /// <summary>From one of the segments to outside.</summary>
    Leaves = 1,
}
