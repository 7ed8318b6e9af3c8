using Retention.Workflows.Conditions.Evaluation;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Enrollments;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Engine.Execution;

/// <summary>Issues vouchers in the batch's transaction. With a host's own issuer, the enrollments await its callback.</summary>
internal sealed class IssueVoucherStepHandler : StepHandler<IssueVoucherStep>
{
    protected override async Task HandleAsync(
        Batch batch, Instruction instruction, IssueVoucherStep step, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        var offer = HostCallFailure.Call(() => batch.Settings.Offers.Require(step.Offer));
        await RecallAsync(batch, step, runs, cancellationToken).ConfigureAwait(false);
        if (batch.Settings.Issuer is not null)
        {
            foreach (var run in runs)
            {
                if (run.HasRecalled)
                    run.GoTo(instruction.Next);
                else
                    run.Call(batch.Now);
            }

            return;
        }

        var zones = await batch.ZonesAsync(runs, cancellationToken).ConfigureAwait(false);
        var terms = await TermsAsync(batch, offer, runs, cancellationToken).ConfigureAwait(false);
        var partitions = batch.Settings.Partitions();
        var receivers = new List<EnrollmentRun>(runs.Count);
        var vouchers = new List<Voucher>(runs.Count);
        for (var index = 0; index < runs.Count; index++)
        {
            var run = runs[index];
            if (run.HasRecalled)
                continue;
            if (terms[index] is not { } given)
            {
                CountNone(batch, run.Program, step, offer);
                continue;
            }

            receivers.Add(run);
            var (zone, place) = (zones[index], VoucherCode.PlaceOf(run.Id, partitions));
            vouchers.Add(HostCallFailure.Call(() => batch.Settings.VoucherIssuing.Issue(
                given, zone, batch.Now, StepKey.Of(run.Id, step.Name, run.Visit), run.Program.Definition.Name, run.Customer, place)));
        }

        if (receivers.Count > 0)
            await SaveAsync(batch, step, receivers, vouchers, cancellationToken).ConfigureAwait(false);
        foreach (var run in runs)
            run.GoTo(instruction.Next);
    }

    /// <summary>Finds the vouchers that were already issued at this visit. They are only searched after a workflow failed.</summary>
    private static async Task RecallAsync(
        Batch batch, IssueVoucherStep step, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        var repeating = runs.Where(run => run.MayRepeat).ToList();
        if (repeating.Count == 0)
            return;
        var issued = (await batch.Transaction.Vouchers.ReadByCustomerAsync(
            [.. repeating.Select(run => run.Customer)], cancellationToken).ConfigureAwait(false))
            .ToDictionary(voucher => voucher.IdempotencyKey);
        foreach (var run in repeating)
        {
            if (issued.TryGetValue(StepKey.Of(run.Id, step.Name, run.Visit), out var voucher))
                run.Recall(voucher.Code);
        }
    }

    /// <summary>A customer without a cart to bind the voucher to gets none, and nobody gets one after the offer's end.</summary>
    internal static void CountNone(Batch batch, JourneyProgram program, IssueVoucherStep step, VoucherOffer? offer) =>
        batch.Count(program, step.Name, JourneyMeasures.VoucherNotIssued,
            $"{step.Offer.Value}:{(offer?.EndsAt <= batch.Now ? RefusalReasons.OfferEnded : RefusalReasons.NoCart)}");

    /// <summary>The terms for each customer, bound to the current cart if the offer requires it; null for an empty cart and after the offer's end.</summary>
    private static async Task<IReadOnlyList<VoucherOffer?>> TermsAsync(
        Batch batch, VoucherOffer offer, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        if (offer.EndsAt <= batch.Now)
            return new VoucherOffer?[runs.Count];
        if (!offer.ForOriginalCart)
            return [.. runs.Select(_ => offer)];
        var carts = await batch.CartsAsync(
            [.. runs.Select(run => new CustomerMoment(run.Customer, batch.Now))], cancellationToken).ConfigureAwait(false);
        return [.. carts.Select(offer.For)];
    }

    /// <summary>Stores vouchers, records their events and stores the codes in the enrollments.</summary>
    internal static async Task SaveAsync(Batch batch, IssueVoucherStep step, IReadOnlyList<EnrollmentRun> runs,
        IReadOnlyList<Voucher> vouchers, CancellationToken cancellationToken)
    {
        await batch.Transaction.Vouchers.AddAsync(vouchers, cancellationToken).ConfigureAwait(false);
        await batch.RecordAsync([.. runs.Select((run, index) => EngineEvents.VoucherIssued(run, step.Name, vouchers[index]))],
            cancellationToken).ConfigureAwait(false);
        for (var index = 0; index < vouchers.Count; index++)
            runs[index].Remember(vouchers[index].Code);
        batch.Count(runs[0].Program, step.Name, JourneyMeasures.VoucherIssued, step.Offer.Value, runs.Count);
    }
}
