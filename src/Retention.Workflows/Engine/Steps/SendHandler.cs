namespace Retention.Workflows;

/// <summary>Puts messages into the outbox. Whether they may leave is asked when they are about to.</summary>
internal sealed class SendHandler : StepHandler<SendStep>
{
    protected override async Task HandleAsync(Batch batch, Instruction instruction, SendStep step, IReadOnlyList<Traveller> travellers, CancellationToken cancellationToken)
    {
        var sending = await NotYetQueuedAsync(batch, step, travellers, cancellationToken).ConfigureAwait(false);
        if (sending.Count > 0)
            await QueueAsync(batch, step, sending, cancellationToken).ConfigureAwait(false);
        foreach (var traveller in travellers)
            traveller.GoTo(instruction.Next);
    }

    /// <summary>Who has no message of this visit in the outbox; it is looked for only where a workflow broke.</summary>
    private static async Task<IReadOnlyList<Traveller>> NotYetQueuedAsync(Batch batch, SendStep step, IReadOnlyList<Traveller> travellers, CancellationToken cancellationToken)
    {
        var repeating = travellers.Where(traveller => traveller.MayRepeat).ToList();
        if (repeating.Count == 0)
            return travellers;
        var queued = (await batch.Transaction.Outbox.ReadOfAsync([.. repeating.Select(traveller => traveller.Id)], cancellationToken).ConfigureAwait(false))
            .Where(message => message.Step == step.Name)
            .ToLookup(message => (message.Enrollment, message.Visit));
        foreach (var traveller in repeating)
            traveller.Message = queued[(traveller.Id, traveller.Visit)].FirstOrDefault()?.Id;
        return [.. travellers.Where(traveller => traveller.Message is null)];
    }

    private static async Task QueueAsync(Batch batch, SendStep step, IReadOnlyList<Traveller> travellers, CancellationToken cancellationToken)
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
