namespace Retention.Workflows;

/// <summary>Issues vouchers in the batch's own transaction; with a shop's own issuer the enrollments park until it has answered.</summary>
internal sealed class IssueVoucherHandler : StepHandler<IssueVoucherStep>
{
    protected override async Task HandleAsync(Batch batch, Instruction instruction, IssueVoucherStep step, IReadOnlyList<Traveller> travellers, CancellationToken cancellationToken)
    {
        var offer = batch.Settings.Offers.Require(step.Offer);
        if (batch.Settings.Issuer is not null)
        {
            foreach (var traveller in travellers)
                traveller.Call(batch.Now);
            return;
        }

        var zones = await batch.ZonesAsync(travellers, cancellationToken).ConfigureAwait(false);
        var vouchers = new Voucher[travellers.Count];
        for (var index = 0; index < vouchers.Length; index++)
        {
            var traveller = travellers[index];
            vouchers[index] = batch.Settings.VoucherIssuing.Issue(
                offer, zones[index], batch.Now, StepKey.Of(traveller.Id, step.Name, traveller.Visit), traveller.Program.Definition.Name, traveller.Customer, batch.Transaction.Partition);
        }

        await KeepAsync(batch, step, travellers, vouchers, cancellationToken).ConfigureAwait(false);
        foreach (var traveller in travellers)
            traveller.GoTo(instruction.Next);
    }

    /// <summary>Stores vouchers, tells of them in the log, and lets the enrollments remember them.</summary>
    internal static async Task KeepAsync(Batch batch, IssueVoucherStep step, IReadOnlyList<Traveller> travellers, IReadOnlyList<Voucher> vouchers, CancellationToken cancellationToken)
    {
        await batch.Transaction.Vouchers.AddAsync(vouchers, cancellationToken).ConfigureAwait(false);
        await batch.RecordAsync([.. travellers.Select((traveller, index) => EngineEvents.VoucherIssued(traveller, step.Name, vouchers[index]))], cancellationToken).ConfigureAwait(false);
        for (var index = 0; index < vouchers.Count; index++)
            travellers[index].Remember(vouchers[index].Code);
        batch.Count(travellers[0].Program, step.Name, JourneyMeasures.VoucherIssued, step.Offer.Value, travellers.Count);
    }
}
