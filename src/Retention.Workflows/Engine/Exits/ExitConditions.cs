using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Exits;

/// <summary>
/// The results of exit rule conditions for the customers of a set of events. Each rule is evaluated once for all of them.
/// </summary>
internal sealed class ExitConditions
{
    private readonly HashSet<(ExitRule Rule, CustomerId Customer)> _true = [];
    private readonly HashSet<(ExitRule Rule, CustomerId Customer)> _undecided = [];

    private ExitConditions()
    {
    }

    internal static async Task<ExitConditions> EvaluateAsync(
        Batch batch, IReadOnlyList<(Enrollment Enrollment, JourneyProgram Program)> enrollments, ILookup<CustomerId, CustomerEvent> events,
        Action<Exception> failed, CancellationToken cancellationToken)
    {
        var result = new ExitConditions();
        var rules = enrollments
            .Where(entry => entry.Enrollment.EndedAt is null)
            .SelectMany(entry => entry.Program.Definition.ExitRules, (entry, rule) => (entry.Enrollment, Rule: rule))
            .Where(entry => entry.Rule.When is not null && events[entry.Enrollment.Customer]
                .Any(@event => @event.OccurredAt > entry.Enrollment.EnteredAt && entry.Rule.On.Accepts(@event)))
            .GroupBy(entry => entry.Rule, entry => entry.Enrollment.Customer);
        foreach (var rule in rules)
        {
            CustomerId[] customers = [.. rule.Distinct()];
            var holds = await PerCustomerEvaluation.EvaluateAsync(
                batch, rule.Key.When!, customers, (customer, exception) =>
                {
                    result._undecided.Add((rule.Key, customer));
                    failed(exception);
                }, cancellationToken).ConfigureAwait(false);
            for (var index = 0; index < customers.Length; index++)
            {
                if (holds[index])
                    result._true.Add((rule.Key, customers[index]));
            }
        }

        return result;
    }

    internal bool Applies(ExitRule rule, CustomerId customer) => rule.When is null || _true.Contains((rule, customer));

    /// <summary>True if the host's predicate failed, so that the rule must be asked again.</summary>
    internal bool IsUndecided(ExitRule rule, CustomerId customer) => _undecided.Contains((rule, customer));
}
