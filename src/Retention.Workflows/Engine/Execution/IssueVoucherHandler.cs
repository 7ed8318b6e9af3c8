namespace Retention.Workflows;

/// <summary>Issues vouchers in the batch's own transaction; with a shop's own issuer the enrollments park until it has answered.</summary>
internal sealed class IssueVoucherHandler : StepHandler<IssueVoucherStep>
{
    protected override async Task HandleAsync(Batch batch, Instruction instruction, IssueVoucherStep step, IReadOnlyList<Traveller> travellers, CancellationToken cancellationToken)
    {
        var offer = batch.Settings.Offers.Require(step.Offer);
        await RecallAsync(batch, step, travellers, cancellationToken).ConfigureAwait(false);
        if (batch.Settings.Issuer is not null)
        {
            foreach (var traveller in travellers)
            {
                if (traveller.HasRecalled)
                    traveller.GoTo(instruction.Next);
                else
                    traveller.Call(batch.Now);
            }

            return;
        }

        var zones = await batch.ZonesAsync(travellers, cancellationToken).ConfigureAwait(false);
        var terms = await TermsAsync(batch, offer, travellers, cancellationToken).ConfigureAwait(false);
        var partitions = batch.Settings.Partitions();
        var receivers = new List<Traveller>(travellers.Count);
        var vouchers = new List<Voucher>(travellers.Count);
        for (var index = 0; index < travellers.Count; index++)
        {
            var traveller = travellers[index];
            if (traveller.HasRecalled)
                continue;
            if (terms[index] is not { } given)
            {
                CountNone(batch, traveller.Program, step);
                continue;
            }

            receivers.Add(traveller);
            vouchers.Add(batch.Settings.VoucherIssuing.Issue(
                given, zones[index], batch.Now, StepKey.Of(traveller.Id, step.Name, traveller.Visit), traveller.Program.Definition.Name, traveller.Customer, VoucherCode.PlaceOf(traveller.Id, partitions)));
        }

        if (receivers.Count > 0)
            await KeepAsync(batch, step, receivers, vouchers, cancellationToken).ConfigureAwait(false);
        foreach (var traveller in travellers)
            traveller.GoTo(instruction.Next);
    }

    /// <summary>Finds the vouchers that were issued at this visit already; they are looked for only where a workflow broke.</summary>
    private static async Task RecallAsync(Batch batch, IssueVoucherStep step, IReadOnlyList<Traveller> travellers, CancellationToken cancellationToken)
    {
        var repeating = travellers.Where(traveller => traveller.MayRepeat).ToList();
        if (repeating.Count == 0)
            return;
        var issued = (await batch.Transaction.Vouchers.ReadOfAsync([.. repeating.Select(traveller => traveller.Customer)], cancellationToken).ConfigureAwait(false))
            .ToDictionary(voucher => voucher.IdempotencyKey);
        foreach (var traveller in repeating)
        {
            if (issued.TryGetValue(StepKey.Of(traveller.Id, step.Name, traveller.Visit), out var voucher))
                traveller.Recall(voucher.Code);
        }
    }

    /// <summary>Who has no cart to bind a voucher to is issued none.</summary>
    internal static void CountNone(Batch batch, JourneyProgram program, IssueVoucherStep step) =>
        batch.Count(program, step.Name, JourneyMeasures.VoucherNotIssued, $"{step.Offer.Value}:{Outcomes.NoCart}");

    /// <summary>The terms for each, bound to the cart as it is now where the offer says so; none for who has nothing in it.</summary>
    private static async Task<IReadOnlyList<VoucherOffer?>> TermsAsync(Batch batch, VoucherOffer offer, IReadOnlyList<Traveller> travellers, CancellationToken cancellationToken)
    {
        if (!offer.ForOriginalCart)
            return [.. travellers.Select(_ => offer)];
        var carts = await batch.CartsAsync([.. travellers.Select(traveller => new CustomerMoment(traveller.Customer, batch.Now))], cancellationToken).ConfigureAwait(false);
        return [.. carts.Select(offer.For)];
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
