using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Reactions;

/// <summary>The answers to the conditions of exit rules, for whom events concern: each rule is asked once for all of them.</summary>
internal sealed class ExitConditions
{
    private readonly HashSet<(ExitRule Rule, CustomerId Customer)> _holding = [];

    private ExitConditions()
    {
    }

    internal static async Task<ExitConditions> EvaluateAsync(
        Batch batch, IReadOnlyList<(Enrollment Enrollment, JourneyProgram Program)> enrollments, ILookup<CustomerId, CustomerEvent> events, Action<Exception> failed, CancellationToken cancellationToken)
    {
        var answers = new ExitConditions();
        var asked = enrollments
            .Where(entry => entry.Enrollment.EndedAt is null)
            .SelectMany(entry => entry.Program.Definition.ExitRules, (entry, rule) => (entry.Enrollment, Rule: rule))
            .Where(entry => entry.Rule.When is not null && events[entry.Enrollment.Customer].Any(@event => @event.OccurredAt > entry.Enrollment.EnteredAt && entry.Rule.On.Accepts(@event)))
            .GroupBy(entry => entry.Rule, entry => entry.Enrollment.Customer);
        foreach (var rule in asked)
        {
            CustomerId[] customers = [.. rule.Distinct()];
            var holds = await PerCustomerEvaluation.EvaluateAsync(batch, rule.Key.When!, customers, failed, cancellationToken).ConfigureAwait(false);
            for (var index = 0; index < customers.Length; index++)
            {
                if (holds[index])
                    answers._holding.Add((rule.Key, customers[index]));
            }
        }

        return answers;
    }

    internal bool Hold(ExitRule rule, CustomerId customer) => rule.When is null || _holding.Contains((rule, customer));
}
