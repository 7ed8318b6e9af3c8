using Retention.Workflows.Conditions.Evaluation;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Execution;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Callouts;

/// <summary>
/// Evaluates predicates that call external services, for enrollments that wait at a step whose condition needs them, a whole batch at once.
/// </summary>
internal sealed class ConditionCallouts(EngineSettings settings, TimeProvider time) : IHostCalls
{
    public bool Handles(Instruction instruction) => AskedBy(instruction).Any();

    public async Task<IReadOnlyList<HostCall>> ReadAsync(
        Batch batch, IReadOnlyList<PendingCallout> pending, CancellationToken cancellationToken)
    {
        var customers = await batch.CustomersAsync(
            [.. pending.Select(one => one.Enrollment.Customer).Distinct()], cancellationToken).ConfigureAwait(false);
        return [.. pending.Select(one => new Call(one, customers.GetValueOrDefault(one.Enrollment.Customer), batch.Now))];
    }

    public async Task CallAsync(IReadOnlyList<HostCall> calls, CancellationToken cancellationToken)
    {
        var asked = from call in calls.Cast<Call>()
                    where call.Customer is not null
                    from condition in AskedBy(call.PendingCallout.Instruction)
                    group call by condition;
        var answers = new OutsideAnswers();
        foreach (var group in asked)
        {
            CustomerQuestion[] questions = [.. group.DistinctBy(call => call.Customer!.Id)
                .Select(call => new CustomerQuestion(call.Customer!, group.Key.Arguments, call.Now))];
            await settings.AskAsync(time, answers, group.Key, questions, cancellationToken).ConfigureAwait(false);
        }

        foreach (var call in calls.Cast<Call>())
            call.Answers = answers;
    }

    /// <summary>
    /// Continues the step with the results. An enrollment whose predicate failed has a problem afterwards; the others continue.
    /// </summary>
    public async Task SaveAsync(
        Batch batch, Instruction instruction, IReadOnlyList<AnsweredCall> answered, CancellationToken cancellationToken)
    {
        try
        {
            await ((Call)answered[0].Call).Answers.WithAsync(async () =>
            {
                await StepHandlers.For(instruction.Step)
                    .HandleAsync(batch, instruction, [.. answered.Select(one => one.Run)], cancellationToken).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OutsideAnswersNeededException || HostCallFailure.Is(exception, cancellationToken))
        {
            if (answered.Count == 1)
            {
                answered[0].Call.Problem = HostCallFailure.CauseOf(exception);
                return;
            }

            foreach (var one in answered)
                await SaveAsync(batch, instruction, [one], cancellationToken).ConfigureAwait(false);
        }
    }

    private IEnumerable<CustomCondition> AskedBy(Instruction instruction) =>
        instruction.Type.ConditionsOf(instruction.Step).SelectMany(settings.Conditions.OutsideIn).Distinct();

    private sealed class Call(PendingCallout pending, Customer? customer, DateTimeOffset now) : HostCall(pending)
    {
        internal Customer? Customer { get; } = customer;

        internal DateTimeOffset Now { get; } = now;

        internal OutsideAnswers Answers { get; set; } = new();
    }
}
