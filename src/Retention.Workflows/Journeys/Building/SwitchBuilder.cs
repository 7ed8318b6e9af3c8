using Retention.Workflows.Journeys;
using Retention.Workflows.Journeys.Building;

namespace Retention.Workflows;

/// <summary>Describes the cases of a switch: <c>choice => choice.Case("big-cart", condition, steps => ...).Otherwise(steps => ...)</c>.</summary>
public sealed class SwitchBuilder
{
    private readonly Func<string, Action<StepsBuilder>, IReadOnlyList<JourneyStep>> _branch;
    private readonly BuilderLock _lock = new();
    private readonly List<SwitchCase> _cases = [];
    private IReadOnlyList<JourneyStep>? _otherwise;

    internal SwitchBuilder(Func<string, Action<StepsBuilder>, IReadOnlyList<JourneyStep>> branch) => _branch = branch;

    /// <summary>Adds a case; it is asked when none before it held.</summary>
    /// <param name="name">The case's name in kebab case, unique in the switch.</param>
    /// <param name="when">When it is the one.</param>
    /// <param name="steps">What is done then; default nothing.</param>
    public SwitchBuilder Case(string name, Condition when, Action<StepsBuilder>? steps = null)
    {
        ArgumentNullException.ThrowIfNull(when);
        _lock.ThrowIfLocked($"The case '{name}'");
        _cases.Add(new SwitchCase { Name = name, When = when, Steps = steps is null ? [] : _branch(name, steps) });
        return this;
    }

    /// <summary>Says what is done when no case holds; default nothing.</summary>
    /// <exception cref="InvalidOperationException">It is said already.</exception>
    public SwitchBuilder Otherwise(Action<StepsBuilder> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        _lock.ThrowIfLocked("The case 'otherwise'");
        if (_otherwise is not null)
            throw new InvalidOperationException("The switch says already what is done otherwise.");
        _otherwise = _branch("otherwise", steps);
        return this;
    }

    internal SwitchStep Build(string name)
    {
        _lock.Reason = $"the switch '{name}' is complete, so it would be lost. Add it inside the switch's lambda.";
        return new SwitchStep { Name = name, Cases = _cases, Otherwise = _otherwise ?? [] };
    }
}
