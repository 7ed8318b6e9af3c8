using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Configuration;

/// <summary>What the steps of a journey ask for, all together.</summary>
internal sealed class JourneySteps(JourneyDefinition journey, StepTypes types)
{
    private readonly IReadOnlyList<Instruction> _instructions = new ProgramCompiler(types).Compile(journey.Steps);

    internal JourneyName Name => journey.Name;

    /// <summary>The dates of the customer that the journey goes by.</summary>
    internal IEnumerable<CustomerDate> Dates()
    {
        var waits = _instructions.Select(instruction => instruction.Type.DateOf(instruction.Step)).OfType<CustomerDate>();
        return journey.Enrollment.Trigger is DateTrigger trigger ? waits.Prepend(trigger.Date) : waits;
    }

    internal IEnumerable<Condition> Conditions()
    {
        var all = _instructions.SelectMany(instruction => instruction.Type.ConditionsOf(instruction.Step))
            .Concat(journey.ExitRules.Select(rule => rule.When).OfType<Condition>());
        return journey.Enrollment.Audience is { } audience ? all.Prepend(audience) : all;
    }

    /// <summary>
    /// How long the steps take at most, as far as their waits tell: nobody stays silent for ever, and no worker stands still for days.
    /// </summary>
    /// <param name="atMost">The longest that a period can take.</param>
    internal TimeSpan LongestStay(Func<Period, TimeSpan> atMost) => LongestStay(journey.Steps, atMost);

    private TimeSpan LongestStay(IReadOnlyList<JourneyStep> steps, Func<Period, TimeSpan> atMost) =>
        steps.Aggregate(TimeSpan.Zero, (sum, step) =>
        {
            var type = types.Of(step);
            var here = type.LongestStay(step).Aggregate(TimeSpan.Zero, (stay, period) => stay + atMost(period));
            var inside = step.Branches.Select(branch => LongestStay(branch.Steps, atMost)).DefaultIfEmpty().Max();
            return sum + here + (inside * type.TimesInside(step));
        });
}
