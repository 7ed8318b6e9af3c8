namespace Retention.Workflows;

/// <summary>Puts messages into the outbox. Whether they may leave is asked when they are about to.</summary>
internal sealed class SendHandler : StepHandler<SendStep>
{
    protected override async Task HandleAsync(Batch batch, Instruction instruction, SendStep step, IReadOnlyList<Traveller> travellers, CancellationToken cancellationToken)
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
        }

        await batch.Transaction.Outbox.AddAsync(messages, cancellationToken).ConfigureAwait(false);
        foreach (var traveller in travellers)
            traveller.GoTo(instruction.Next);
        batch.Count(travellers[0].Program, step.Name, JourneyMeasures.Queued, step.Channel.Name, travellers.Count);
    }
}
