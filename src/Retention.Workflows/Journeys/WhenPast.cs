using System.Globalization;

namespace Retention.Workflows;

/// <summary>The behaviour of a wait if its date is already in the past.</summary>
public enum WhenPast
{
    /// <summary>Continues at once, as if the date had just come.</summary>
    ContinueNow = 0,

    /// <summary>Skips the next step with everything inside it, because it is too late for that step.</summary>
    SkipStep = 1,

    /// <summary>Ends the enrollment.</summary>
    Exit = 2,
}
