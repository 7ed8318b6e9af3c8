using Retention.Workflows.Journeys;

namespace Retention.Workflows.Conditions.Evaluation;

/// <summary>
/// Evaluates conditions for a batch of customers at one moment. It loads facts once for each condition, never once for each customer.
/// </summary>
internal sealed class ConditionEvaluator(IFactSource facts, ConditionRegistry registry, TimeZoneInfo shopZone, DateTimeOffset now)
{
    private readonly LeafConditions _leaves = new(facts, registry, shopZone, now);

    internal async Task<bool[]> EvaluateAsync(
        Condition condition, IReadOnlyList<ConditionSubject> subjects, CancellationToken cancellationToken)
    {
        switch (condition)
        {
            case AllCondition all:
                return await JoinAsync(all.Parts, subjects, decisive: false, cancellationToken).ConfigureAwait(false);
            case AnyCondition any:
                return await JoinAsync(any.Parts, subjects, decisive: true, cancellationToken).ConfigureAwait(false);
            case NotCondition not:
                var answers = await EvaluateAsync(not.Part, subjects, cancellationToken).ConfigureAwait(false);
                for (var index = 0; index < answers.Length; index++)
                    answers[index] = !answers[index];
                return answers;
            case NamedCondition named:
                return await EvaluateAsync(registry.Find(named), subjects, cancellationToken).ConfigureAwait(false);
            default:
                var asked = await _leaves.EvaluateAsync(condition, subjects, cancellationToken).ConfigureAwait(false);
                return asked.Holds;
        }
    }

    internal async Task<ConditionExplanation> ExplainAsync(
        Condition condition, ConditionSubject subject, CancellationToken cancellationToken)
    {
        switch (condition)
        {
            case AllCondition all:
                var everything = await ExplainPartsAsync(all.Parts, subject, cancellationToken).ConfigureAwait(false);
                return Joined(condition, everything.All(part => part.Holds), everything);
            case AnyCondition any:
                var anything = await ExplainPartsAsync(any.Parts, subject, cancellationToken).ConfigureAwait(false);
                return Joined(condition, anything.Any(part => part.Holds), anything);
            case NotCondition not:
                var inner = await ExplainAsync(not.Part, subject, cancellationToken).ConfigureAwait(false);
                return Joined(condition, !inner.Holds, [inner]);
            case NamedCondition named:
                var meant = await ExplainAsync(registry.Find(named), subject, cancellationToken).ConfigureAwait(false);
                return Joined(condition, meant.Holds, [meant]);
            default:
                var asked = await _leaves.EvaluateAsync(condition, [subject], cancellationToken).ConfigureAwait(false);
                return new ConditionExplanation { Asked = condition.Describe(), Holds = asked.Holds[0], Because = asked.Because(0) };
        }
    }

    /// <summary>Evaluates one part after the other, only for the customers whose result is still open.</summary>
    private async Task<bool[]> JoinAsync(
        IReadOnlyList<Condition> parts, IReadOnlyList<ConditionSubject> subjects, bool decisive, CancellationToken cancellationToken)
    {
        var answers = new bool[subjects.Count];
        Array.Fill(answers, !decisive);
        int[] open = [.. Enumerable.Range(0, subjects.Count)];
        foreach (var part in parts)
        {
            if (open.Length == 0)
                break;
            var asked = Array.ConvertAll(open, index => subjects[index]);
            var holds = await EvaluateAsync(part, asked, cancellationToken).ConfigureAwait(false);
            var stillOpen = new List<int>(open.Length);
            for (var position = 0; position < open.Length; position++)
            {
                if (holds[position] == decisive)
                    answers[open[position]] = decisive;
                else
                    stillOpen.Add(open[position]);
            }

            open = [.. stillOpen];
        }

        return answers;
    }

    private async Task<IReadOnlyList<ConditionExplanation>> ExplainPartsAsync(
        IReadOnlyList<Condition> parts, ConditionSubject subject, CancellationToken cancellationToken)
    {
        var explained = new List<ConditionExplanation>(parts.Count);
        foreach (var part in parts)
            explained.Add(await ExplainAsync(part, subject, cancellationToken).ConfigureAwait(false));
        return explained;
    }

    private static ConditionExplanation Joined(Condition condition, bool holds, IReadOnlyList<ConditionExplanation> parts) =>
        new() { Asked = condition.Describe(), Holds = holds, Parts = parts };
}
