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
/// <remarks>Vouchers of an offer with a limit are taken first, also those of a host's issuer. What is taken for a call that fails stays
/// taken.</remarks>
internal sealed class IssueVoucherStepHandler : StepHandler<IssueVoucherStep>
{
    /// <summary>When an offer is looked at again of which other partitions have taken all that is left. They give back what they do not
    /// use.
    /// </summary>
    private static readonly TimeSpan ReturnTime = TimeSpan.FromMinutes(1);

    protected override async Task HandleAsync(
        Batch batch, Instruction instruction, IssueVoucherStep step, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        var offer = HostCallFailure.Call(() => batch.Settings.Offers.Require(step.Offer));
        await RecallAsync(batch, step, runs, cancellationToken).ConfigureAwait(false);
        List<EnrollmentRun> open = [.. runs.Where(run => !run.HasRecalled)];
        var hasHost = batch.Settings.Issuer is not null;
        if (hasHost && offer.MaxVouchers is null)
        {
            Move(batch, instruction, runs, open);
            return;
        }

        var terms = await TermsAsync(batch, offer, open, cancellationToken).ConfigureAwait(false);
        List<int> entitled = [.. Enumerable.Range(0, open.Count).Where(index => terms[index] is not null)];
        // A source of codes may fail for one customer: nothing is taken before all codes are there.
        var vouchers = hasHost ? [] : await MakeAsync(
            batch, step, [.. entitled.Select(index => (open[index], terms[index]!))], cancellationToken).ConfigureAwait(false);
        var taken = offer.MaxVouchers is { } limit && entitled.Count > 0
            ? await batch.Transaction.Vouchers.TakeAsync(offer.Name, limit, entitled.Count, cancellationToken).ConfigureAwait(false)
            : new TakenVouchers(entitled.Count, false);
        List<int> receiving = [.. entitled.Take(taken.Count)];
        if (!hasHost && receiving.Count > 0)
            await SaveAsync(
                batch, step, [.. receiving.Select(index => open[index])], [.. vouchers.Take(receiving.Count)], cancellationToken)
                .ConfigureAwait(false);

        List<EnrollmentRun> without = [.. open.Where((_, index) => terms[index] is null)];
        foreach (var run in without)
            CountNone(batch, run.Program, step, offer);
        List<EnrollmentRun> late = [.. entitled.Skip(taken.Count).Select(index => open[index])];
        foreach (var run in late)
        {
            if (taken.IsUsedUp)
                batch.Count(run.Program, step.Name, JourneyMeasures.VoucherNotIssued, $"{step.Offer.Value}:{RefusalReasons.OfferUsedUp}");
            if (taken.IsUsedUp)
                run.GoTo(instruction.Next, remark: RefusalReasons.OfferUsedUp);
            else
                run.RestUntil(batch.Now + ReturnTime);
        }

        Move(batch, instruction, [.. runs.Except(late)], [.. receiving.Select(index => open[index])]);
    }

    /// <summary>Moves enrollments on. Those that get a voucher of the host's issuer await its callback.</summary>
    private static void Move(
        Batch batch, Instruction instruction, IReadOnlyList<EnrollmentRun> runs, IReadOnlyList<EnrollmentRun> receiving)
    {
        var called = batch.Settings.Issuer is null ? [] : receiving.ToHashSet();
        foreach (var run in runs)
        {
            if (called.Contains(run))
                run.Call(batch.Now);
            else
                run.GoTo(instruction.Next);
        }
    }

    private static async Task<IReadOnlyList<Voucher>> MakeAsync(Batch batch, IssueVoucherStep step,
        IReadOnlyList<(EnrollmentRun Run, VoucherOffer Terms)> receiving, CancellationToken cancellationToken)
    {
        if (receiving.Count == 0)
            return [];
        EnrollmentRun[] runs = [.. receiving.Select(one => one.Run)];
        var zones = await batch.ZonesAsync(runs, cancellationToken).ConfigureAwait(false);
        var partitions = batch.Settings.Partitions();
        return HostCallFailure.Call(() => receiving.Select((one, index) => batch.Settings.VoucherIssuing.Issue(
            one.Terms, zones[index], batch.Now, StepKey.Of(one.Run.Id, step.Name, one.Run.Visit), one.Run.Program.Definition.Name,
            one.Run.Customer, VoucherCode.PlaceOf(one.Run.Id, partitions))).ToList());
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

    /// <summary>
    /// The terms for each customer, bound to the current cart if the offer requires it; null for an empty cart and after the offer's end.
    /// </summary>
    private static async Task<IReadOnlyList<VoucherOffer?>> TermsAsync(
        Batch batch, VoucherOffer offer, List<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        if (offer.EndsAt <= batch.Now)
            return new VoucherOffer?[runs.Count];
        offer = offer with { MaxVouchers = null };
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
        await batch.RecordOnceAsync([.. runs.Select((run, index) => EngineEvents.VoucherIssued(run, step.Name, vouchers[index]))],
            cancellationToken).ConfigureAwait(false);
        for (var index = 0; index < vouchers.Count; index++)
            runs[index].Remember(vouchers[index].Code);
        batch.Count(runs[0].Program, step.Name, JourneyMeasures.VoucherIssued, step.Offer.Value, runs.Count);
    }
}
