using System.Globalization;

namespace Retention.Workflows;

/// <summary>The time since the enrollment started.</summary>
public sealed record SinceEnrolledWindow : Window
{
    internal SinceEnrolledWindow()
    {
    }

    /// <inheritdoc/>
    public override string Describe() => "since the enrollment";
}
