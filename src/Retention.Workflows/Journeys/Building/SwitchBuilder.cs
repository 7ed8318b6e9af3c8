using Retention.Workflows.Journeys;
using Retention.Workflows.Journeys.Building;

namespace Retention.Workflows;

/// <summary>
/// Describes the cases of a switch: <c>choice => choice.Case("big-cart", condition, steps => ...).Otherwise(steps => ...)</c>.
/// </summary>
public sealed class SwitchBuilder
{
    private readonly Func<string, Action<StepsBuilder>, IReadOnlyList<JourneyStep>> _branch;
    private readonly BuilderLock _lock = new();
    private readonly List<SwitchCase> _cases = [];
    private IReadOnlyList<JourneyStep>? _otherwise;

    internal SwitchBuilder(Func<string, Action<StepsBuilder>, IReadOnlyList<JourneyStep>> branch) => _branch = branch;

    /// <summary>Adds a case. It is evaluated if no case before it was true.</summary>
    /// <param name="name">The case's name in kebab case, unique in the switch.</param>
    /// <param name="when">The condition of the case.</param>
    /// <param name="steps">The steps of the case; default none.</param>
    public SwitchBuilder Case(string name, Condition when, Action<StepsBuilder>? steps = null)
    {
        ArgumentNullException.ThrowIfNull(when);
        _lock.ThrowIfLocked($"The case '{name}'");
        _cases.Add(new SwitchCase { Name = name, When = when, Steps = steps is null ? [] : _branch(name, steps) });
        return this;
    }

    /// <summary>Sets the steps if no case is true; default none.</summary>
    /// <exception cref="InvalidOperationException">They are already set.</exception>
    public SwitchBuilder Otherwise(Action<StepsBuilder> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        _lock.ThrowIfLocked("The case 'otherwise'");
        if (_otherwise is not null)
            throw new InvalidOperationException("The switch already has an 'otherwise' branch.");
        _otherwise = _branch("otherwise", steps);
        return this;
    }

    internal SwitchStep Build(string name)
    {
        _lock.Reason = $"the switch '{name}' is complete, so the addition would be lost. Add it inside the switch's lambda.";
        return new SwitchStep { Name = name, Cases = _cases, Otherwise = _otherwise ?? [] };
    }
}
