using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Execution;

/// <summary>
/// Puts messages into the outbox. The send policy is evaluated when they are sent. A step that waits for delivery waits for the decision.
/// </summary>
internal sealed class SendStepHandler : StepHandler<SendStep>
{
    /// <summary>A waiting enrollment is woken when the delivery is decided. This interval is only a safeguard.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromDays(1);

    protected override async Task HandleAsync(
        Batch batch, Instruction instruction, SendStep step, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        runs = SkipLate(batch, instruction, step, runs);
        if (runs.Count == 0)
            return;
        var earlier = await EarlierAsync(batch, step, runs, cancellationToken).ConfigureAwait(false);
        List<EnrollmentRun> sending = [.. runs.Where(run => !run.IsBack && !earlier.Contains((run.Id, run.Visit)))];
        foreach (var run in runs)
            run.Message = earlier[(run.Id, run.Visit)].FirstOrDefault()?.Id;
        if (sending.Count > 0)
            await QueueAsync(batch, step, sending, cancellationToken).ConfigureAwait(false);
        foreach (var run in runs)
            GoOn(batch, instruction, step, run, [.. earlier[(run.Id, run.Visit)]]);
    }

    /// <summary>Skips enrollments whose message would be late because their journey was paused. Returns the others.</summary>
    /// <returns>The others.</returns>
    private static IReadOnlyList<EnrollmentRun> SkipLate(
        Batch batch, Instruction instruction, SendStep step, IReadOnlyList<EnrollmentRun> runs)
    {
        List<EnrollmentRun> late = [.. runs.Where(run => run.SkipsLateMessages && !run.IsBack && !run.IsRetrying)];
        if (late.Count == 0)
            return runs;
        batch.Count(late[0].Program, step.Name, JourneyMeasures.NotSent, $"{step.Channel}:{RefusalReasons.Late}", late.Count);
        foreach (var run in late)
        {
            if (step.WaitForDelivery)
                run.GoTo(instruction.Branches[1], "refused");
            else
                run.GoTo(instruction.Next, remark: RefusalReasons.Late);
        }

        return [.. runs.Except(late)];
    }

    /// <summary>
    /// The messages of this visit that are already in the outbox. They are searched after a workflow failed, and for enrollments that
    /// wait for the delivery.
    /// </summary>
    private static async Task<ILookup<(EnrollmentId Enrollment, int Visit), OutboxMessage>> EarlierAsync(
        Batch batch, SendStep step, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        EnrollmentId[] asked = [.. runs.Where(run => run.MayRepeat || (step.WaitForDelivery && (run.IsBack || run.IsRetrying)))
            .Select(run => run.Id)];
        IReadOnlyList<OutboxMessage> messages = asked.Length == 0
            ? [] : await batch.Transaction.Outbox.ReadByEnrollmentAsync(asked, cancellationToken).ConfigureAwait(false);
        return messages.Where(message => message.Step == step.Name).ToLookup(message => (message.Enrollment, message.Visit));
    }

    /// <summary>
    /// Continues at once, or by the result of the message. The result is read from the outbox in the same transaction, so it cannot
    /// change in between.
    /// </summary>
    private static void GoOn(Batch batch, Instruction instruction, SendStep step, EnrollmentRun run, IReadOnlyList<OutboxMessage> messages)
    {
        if (!step.WaitForDelivery)
            run.GoTo(instruction.Next);
        else if (messages.Any(message => message.Status is MessageStatus.Sent or MessageStatus.AssumedSent))
            run.GoTo(instruction.Branches[0], "sent");
        else if ((messages.Count == 0 && !run.IsBack)
            || messages.Any(message => message.Status is MessageStatus.Queued or MessageStatus.Dispatching))
            run.RestUntil(batch.Now + LookAgain);
        else
            run.GoTo(instruction.Branches[1], "refused");
    }

    private static async Task QueueAsync(Batch batch, SendStep step, List<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        var showsVoucher = batch.Settings.Templates.ShowsVoucher(step.Template, step.Channel);
        var number = batch.Transaction.AllocateIds(runs.Count);
        var messages = new OutboxMessage[runs.Count];
        for (var index = 0; index < messages.Length; index++)
        {
            var run = runs[index];
            messages[index] = new OutboxMessage
            {
                Id = new MessageId(batch.Transaction.Partition, number + index),
                Enrollment = run.Id,
                Journey = run.Program.Definition.Name,
                Version = run.Program.Version,
                Step = step.Name,
                Visit = run.Visit,
                Customer = run.Customer,
                Channel = step.Channel,
                VoucherCode = showsVoucher ? run.VoucherCode : null,
                QueuedAt = batch.Now,
                DueAt = batch.Now,
                Status = MessageStatus.Queued,
            };
            run.Message = messages[index].Id;
            run.CatchUpToNow();
        }

        await batch.Transaction.Outbox.AddAsync(messages, cancellationToken).ConfigureAwait(false);
        batch.Count(runs[0].Program, step.Name, JourneyMeasures.Queued, step.Channel.Name, runs.Count);
    }
}
