namespace Retention.Workflows;

/// <summary>Puts messages into the outbox. Whether they may leave is asked when they are about to; who wants to know rests until that is decided.</summary>
internal sealed class SendHandler : StepHandler<SendStep>
{
    /// <summary>Who waits is woken when the fate is decided, and looks again by itself only to be sure.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromDays(1);

    protected override async Task HandleAsync(Batch batch, Instruction instruction, SendStep step, IReadOnlyList<Traveller> travellers, CancellationToken cancellationToken)
    {
        var earlier = await EarlierAsync(batch, step, travellers, cancellationToken).ConfigureAwait(false);
        List<Traveller> sending = [.. travellers.Where(traveller => !traveller.IsBack && !earlier.Contains((traveller.Id, traveller.Visit)))];
        foreach (var traveller in travellers)
            traveller.Message = earlier[(traveller.Id, traveller.Visit)].FirstOrDefault()?.Id;
        if (sending.Count > 0)
            await QueueAsync(batch, step, sending, cancellationToken).ConfigureAwait(false);
        foreach (var traveller in travellers)
            GoOn(batch, instruction, step, traveller, [.. earlier[(traveller.Id, traveller.Visit)]]);
    }

    /// <summary>The messages of this visit that are in the outbox already: looked for where a workflow broke, and for who is back to hear what became of them.</summary>
    private static async Task<ILookup<(EnrollmentId Enrollment, int Visit), OutboxMessage>> EarlierAsync(Batch batch, SendStep step, IReadOnlyList<Traveller> travellers, CancellationToken cancellationToken)
    {
        EnrollmentId[] asked = [.. travellers.Where(traveller => traveller.MayRepeat || (step.AwaitFate && (traveller.IsBack || traveller.IsRetrying))).Select(traveller => traveller.Id)];
        IReadOnlyList<OutboxMessage> messages = asked.Length == 0 ? [] : await batch.Transaction.Outbox.ReadOfAsync(asked, cancellationToken).ConfigureAwait(false);
        return messages.Where(message => message.Step == step.Name).ToLookup(message => (message.Enrollment, message.Visit));
    }

    /// <summary>Goes on at once, or as what became of the message says. The outbox is asked and not the log, in the transaction of both, so nothing can happen between.</summary>
    private static void GoOn(Batch batch, Instruction instruction, SendStep step, Traveller traveller, IReadOnlyList<OutboxMessage> messages)
    {
        if (!step.AwaitFate)
            traveller.GoTo(instruction.Next);
        else if (messages.Any(message => message.Status is MessageStatus.Sent or MessageStatus.AssumedSent))
            traveller.GoTo(instruction.Branches[0], "sent");
        else if ((messages.Count == 0 && !traveller.IsBack) || messages.Any(message => message.Status is MessageStatus.Queued or MessageStatus.Dispatching))
            traveller.RestUntil(batch.Now + LookAgain);
        else
            traveller.GoTo(instruction.Branches[1], "refused");
    }

    private static async Task QueueAsync(Batch batch, SendStep step, List<Traveller> travellers, CancellationToken cancellationToken)
    {
        var showsVoucher = batch.Settings.Templates.ShowsVoucher(step.Template, step.Channel);
        var number = batch.Transaction.TakeNumbers(travellers.Count);
        var messages = new OutboxMessage[travellers.Count];
        for (var index = 0; index < messages.Length; index++)
        {
            var traveller = travellers[index];
            messages[index] = new OutboxMessage
            {
                Id = new MessageId(batch.Transaction.Partition, number + index),
                Enrollment = traveller.Id,
                Journey = traveller.Program.Definition.Name,
                Version = traveller.Program.Version,
                Step = step.Name,
                Visit = traveller.Visit,
                Customer = traveller.Customer,
                Channel = step.Channel,
                VoucherCode = showsVoucher ? traveller.VoucherCode : null,
                QueuedAt = batch.Now,
                DueAt = batch.Now,
                Status = MessageStatus.Queued,
            };
            traveller.Message = messages[index].Id;
        }

        await batch.Transaction.Outbox.AddAsync(messages, cancellationToken).ConfigureAwait(false);
        batch.Count(travellers[0].Program, step.Name, JourneyMeasures.Queued, step.Channel.Name, travellers.Count);
    }
}
