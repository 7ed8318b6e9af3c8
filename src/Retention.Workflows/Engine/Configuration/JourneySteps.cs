using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Configuration;

/// <summary>The combined requirements of the steps of a journey.</summary>
internal sealed class JourneySteps(JourneyDefinition journey, StepTypes types)
{
    private readonly IReadOnlyList<Instruction> _instructions = new ProgramCompiler(types).Compile(journey.Steps);

    internal JourneyName Name => journey.Name;

    internal JourneyGoal? Goal => journey.Goal;

    /// <summary>The dates of the customer that the journey uses.</summary>
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
    /// The maximum duration of the steps according to their waits. Assumes that events do not restart a wait forever and that no worker
    /// stops for days.
    /// </summary>
    /// <param name="atMost">Returns the maximum duration of a period.</param>
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
