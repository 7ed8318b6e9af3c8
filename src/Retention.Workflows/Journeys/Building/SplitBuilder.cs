using Retention.Workflows.Journeys;
using Retention.Workflows.Journeys.Building;

namespace Retention.Workflows;

/// <summary>
/// Describes the shares of a split: <c>split => split.Share("short", 50, steps => ...).Share("long", 50, steps => ...)</c>.
/// </summary>
public sealed class SplitBuilder
{
    private readonly Func<string, Action<StepsBuilder>, IReadOnlyList<JourneyStep>> _branch;
    private readonly BuilderLock _lock = new();
    private readonly List<SplitShare> _shares = [];
    private string? _experiment;

    internal SplitBuilder(Func<string, Action<StepsBuilder>, IReadOnlyList<JourneyStep>> branch) => _branch = branch;

    /// <summary>Adds a share.</summary>
    /// <param name="name">The share's name in kebab case, unique in the split.</param>
    /// <param name="percent">Above 0, with at most two decimals; all shares add up to 100.</param>
    /// <param name="steps">The steps of the share; default none.</param>
    public SplitBuilder Share(string name, decimal percent, Action<StepsBuilder>? steps = null)
    {
        _lock.ThrowIfLocked($"The share '{name}'");
        _shares.Add(new SplitShare { Name = name, Percent = percent, Steps = steps is null ? [] : _branch(name, steps) });
        return this;
    }

    /// <summary>
    /// Sets the experiment's id in kebab case, so that customers keep their share when the journey or the step is renamed.
    /// </summary>
    public SplitBuilder Experiment(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        _lock.ThrowIfLocked($"The experiment '{id}'");
        _experiment = id;
        return this;
    }

    internal SplitStep Build(string name)
    {
        _lock.Reason = $"the split '{name}' is complete, so the addition would be lost. Add it inside the split's lambda.";
        return new SplitStep { Name = name, Experiment = _experiment, Shares = _shares };
    }
}
