using System.Globalization;
using Retention.Workflows.Naming;

namespace Retention.Workflows.Journeys;

/// <summary>The customer opened a message that this enrollment sent. A click implies an open.</summary>
public sealed record OpenedCondition : Condition
{
    /// <summary>Creates the condition.</summary>
    /// <param name="step">The step that sent the message.</param>
    /// <param name="humanOnly">
    /// True: only opens that are certainly by a human count. False (default): opens of unknown origin count too, opens by machines do not.
    /// </param>
    /// <exception cref="ArgumentException">The name is not kebab case.</exception>
    public OpenedCondition(string step, bool humanOnly = false)
    {
        Step = KebabName.Require(step, "step");
        HumanOnly = humanOnly;
    }

    /// <summary>The step that sent the message.</summary>
    public string Step { get; }

    /// <summary>True if only opens that are certainly by a human count; false by default.</summary>
    public bool HumanOnly { get; }

    /// <inheritdoc/>
    public override string Describe() => $"opened {Step}{Evidence}";

    internal override string DescribeOpposite() => $"did not open {Step}{Evidence}";

    private string Evidence => HumanOnly ? " (humans only)" : "";
}
