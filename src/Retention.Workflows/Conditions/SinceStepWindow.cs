using System.Globalization;
using Retention.Workflows.Naming;

namespace Retention.Workflows;

/// <summary>The time since the enrollment reached a step.</summary>
public sealed record SinceStepWindow : Window
{
    internal SinceStepWindow(string step) => Step = KebabName.Require(step, "step");

    /// <summary>The step's name.</summary>
    public string Step { get; }

    /// <inheritdoc/>
    public override string Describe() => $"since {Step}";
}
