using System.Globalization;

namespace Retention.Workflows;

/// <summary>All history.</summary>
public sealed record EverWindow : Window
{
    internal EverWindow()
    {
    }

    /// <inheritdoc/>
    public override string Describe() => "ever";
}
