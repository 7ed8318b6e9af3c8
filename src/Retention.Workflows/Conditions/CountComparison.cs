using System.Globalization;

namespace Retention.Workflows;

/// <summary>How a count is compared.</summary>
public enum CountComparison
{
    /// <summary>This many or more.</summary>
    AtLeast = 0,

    /// <summary>This many or fewer.</summary>
    AtMost = 1,

    /// <summary>More than this many.</summary>
    MoreThan = 2,

    /// <summary>Exactly this many.</summary>
    Exactly = 3,
}
