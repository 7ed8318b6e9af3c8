using Microsoft.Extensions.Logging;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>Queues a message again for the next channel of its step when one channel refused it.</summary>
internal sealed partial class Fallbacks(EngineSettings settings, JourneyPrograms programs, ILogger<Fallbacks> logger)
{
    /// <summary>Runs inside the caller's transaction. Each fallback is a message of its own, so every channel keeps its reason.</summary>
    internal async Task QueueAsync(
        Batch batch, IReadOnlyList<(OutboxMessage Message, Enrollment Enrollment)> refused, CancellationToken cancellationToken)
    {
        var queued = new List<OutboxMessage>();
        foreach (var (message, enrollment) in refused)
        {
            if (await StepOfAsync(message, cancellationToken).ConfigureAwait(false) is { } step
                && await NextAsync(batch, step, message, enrollment, cancellationToken).ConfigureAwait(false) is { } next)
                queued.Add(next);
        }

        await batch.Transaction.Outbox.AddAsync(queued, cancellationToken).ConfigureAwait(false);
        foreach (var message in queued)
            batch.Counters.Add(message.Journey, message.Version, message.Step, JourneyMeasures.Queued, message.Channel.Name);
    }

    /// <summary>
    /// Returns the step with the channel and template that the message uses; null if this process cannot read its version.
    /// </summary>
    internal async Task<SendStep?> ChosenAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        var step = await StepOfAsync(message, cancellationToken).ConfigureAwait(false);
        return step is null || message.Choice == 0 ? step
            : message.Choice > step.Fallbacks.Count ? null
            : step with { Channel = message.Channel, Template = step.Fallbacks[message.Choice - 1].Template };
    }

    /// <summary>
    /// True if this host registers the journey of the message, or cannot read its version, which is decided elsewhere.
    /// </summary>
    internal async Task<bool> IsRegisteredAsync(OutboxMessage message, CancellationToken cancellationToken) =>
        await programs.FindAsync(message.Journey, message.Version, cancellationToken).ConfigureAwait(false) is not { } program
        || programs.IsRegistered(program);

    /// <summary>Returns the journey's priority. Messages with a higher priority are sent first.</summary>
    internal async Task<int> PriorityAsync(OutboxMessage message, CancellationToken cancellationToken) =>
        (await programs.FindAsync(message.Journey, message.Version, cancellationToken).ConfigureAwait(false))?.Definition.Priority ?? 0;

    private async Task<OutboxMessage?> NextAsync(
        Batch batch, SendStep step, OutboxMessage message, Enrollment enrollment, CancellationToken cancellationToken)
    {
        for (var choice = message.Choice + 1; choice <= step.Fallbacks.Count; choice++)
        {
            var fallback = step.Fallbacks[choice - 1];
            if (fallback.When is { } when && !await IsTrueAsync(batch, when, message, enrollment, cancellationToken).ConfigureAwait(false))
                continue;
            return message with
            {
                Id = new MessageId(batch.Transaction.Partition, batch.Transaction.AllocateIds(1)),
                Choice = choice,
                Channel = fallback.Channel,
                VoucherCode = settings.Templates.ShowsVoucher(fallback.Template, fallback.Channel) ? enrollment.State.VoucherCode : null,
                DueAt = batch.Now,
                Status = MessageStatus.Queued,
                Attempt = 0,
                Worker = null,
                BlockedSince = null,
                DecidedAt = null,
                Reason = null,
            };
        }

        return null;
    }

    /// <summary>
    /// Evaluates a fallback's condition. If the host's predicate fails, the condition counts as false and does not affect other messages.
    /// </summary>
    private async Task<bool> IsTrueAsync(
        Batch batch, Condition when, OutboxMessage message, Enrollment enrollment, CancellationToken cancellationToken)
    {
        try
        {
            return await batch.EvaluateAsync(when, enrollment, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (HostCallFailure.IsOfCondition(exception, cancellationToken))
        {
            LogConditionFailed(HostCallFailure.CauseOf(exception), message.Id, message.Step);
            return false;
        }
    }

    private async Task<SendStep?> StepOfAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        var program = await programs.FindAsync(message.Journey, message.Version, cancellationToken).ConfigureAwait(false);
        return program?.Find(message.Step)?.Step as SendStep;
    }

    [LoggerMessage(3006, LogLevel.Error, "The condition of a fallback of step {Step} failed for message {Message} and counts as false")]
    private partial void LogConditionFailed(Exception exception, MessageId message, string step);
}
