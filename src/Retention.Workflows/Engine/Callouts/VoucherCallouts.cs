using Retention.Workflows.Conditions.Evaluation;
using Retention.Workflows.Customers;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Execution;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Enrollments;
using Retention.Workflows.Journeys;
using Retention.Workflows.Journeys.Steps;
using Retention.Workflows.Time;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Engine.Callouts;

/// <summary>Calls the host's voucher issuer. The same key gets the same voucher at every attempt.</summary>
internal sealed class VoucherCallouts(EngineSettings settings, TimeProvider time) : IHostCalls
{
    public bool Handles(Instruction instruction) => instruction.Type.Calls == HostService.VoucherIssuer;

    public bool HasHost => settings.Issuer is not null;

    public async Task<IReadOnlyList<HostCall>> ReadAsync(
        Batch batch, IReadOnlyList<PendingCallout> pending, CancellationToken cancellationToken)
    {
        var zones = await batch.ZonesAsync([.. pending.Select(one => one.Enrollment.Customer)], cancellationToken).ConfigureAwait(false);
        var calls = pending.Select(one => new Call(one, settings.Offers.Find(((IssueVoucherStep)one.Instruction.Step).Offer))).ToList();

        // The cart as it was when the step was reached, so that every attempt makes the same request.
        var bound = calls.Where(call => call.Offer is { ForOriginalCart: true }).ToList();
        var carts = await batch.CartsAsync([.. bound.Select(
            call => new CustomerMoment(call.PendingCallout.Enrollment.Customer, call.CalledAt))], cancellationToken).ConfigureAwait(false);
        foreach (var (call, cart) in bound.Zip(carts))
            call.Cart = cart;
        foreach (var call in calls.Where(call => call.Offer is not null && !(call.Offer.EndsAt <= batch.Now)))
            call.Request = RequestOf(call, zones[call.PendingCallout.Enrollment.Customer]);
        return calls;
    }

    public async Task CallAsync(IReadOnlyList<HostCall> calls, CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(settings.Options.Delivery.ConcurrencyOf(isIdempotent: false));
        await Task.WhenAll(calls.Cast<Call>().Select(call => CallAsync(call, slots, cancellationToken))).ConfigureAwait(false);
    }

    public async Task SaveAsync(
        Batch batch, Instruction instruction, IReadOnlyList<AnsweredCall> answered, CancellationToken cancellationToken)
    {
        var step = (IssueVoucherStep)instruction.Step;
        var taken = (await batch.Transaction.Vouchers.FindAsync([.. answered.Select(one => ((Call)one.Call).Issued?.Code).OfType<string>()
            .Distinct()], cancellationToken).ConfigureAwait(false)).Keys.ToHashSet();
        var issued = new List<AnsweredCall>(answered.Count);
        foreach (var one in answered)
        {
            if (((Call)one.Call).Issued is not { } voucher)
                IssueVoucherStepHandler.CountNone(batch, one.Run.Program, step, ((Call)one.Call).Offer);
            else if (taken.Add(voucher.Code))
                issued.Add(one);
            else
                one.Call.Problem = new InvalidOperationException(
                    "The host's voucher issuer returned a code that another voucher already has.");
        }

        if (issued.Count > 0)
        {
            await IssueVoucherStepHandler.SaveAsync(
                batch, step, [.. issued.Select(one => one.Run)], [.. issued.Select(one => VoucherOf((Call)one.Call, one.Run.Program))],
                cancellationToken).ConfigureAwait(false);
        }

        foreach (var one in answered.Where(one => one.Call.Problem is null))
            one.Run.GoTo(instruction.Next);
    }

    private async Task CallAsync(Call call, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        if (call.Request is not { } request)
        {
            // A customer without a cart to bind the voucher to gets none.
            call.Problem = call.Offer is null ? new InvalidOperationException("The offer of this step is no longer registered.") : null;
            return;
        }

        await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var issued = await settings.InTimeAsync(
                time, token => settings.Issuer!.IssueAsync(request, token), cancellationToken).ConfigureAwait(false);
            ArgumentException.ThrowIfNullOrWhiteSpace(issued.Code);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(issued.Code.Length, 64);
            call.Issued = issued;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            call.Problem = exception;
        }
        finally
        {
            slots.Release();
        }
    }

    private static VoucherRequest? RequestOf(Call call, TimeZoneInfo zone)
    {
        if ((call.Offer! with { MaxVouchers = null }).For(call.Cart) is not { } terms)
            return null;
        var enrollment = call.PendingCallout.Enrollment;
        return new VoucherRequest
        {
            IdempotencyKey = StepKey.Of(enrollment.Id, enrollment.Step!, enrollment.State.Visit),
            Customer = enrollment.Customer,
            Offer = terms,
            Lines = call.Cart.Lines,
            RequestedAt = call.CalledAt,
            ExpiresAt = terms.ExpiryOf(call.CalledAt, zone),
        };
    }

    private static Voucher VoucherOf(Call call, JourneyProgram program) => new()
    {
        Code = call.Issued!.Code,
        Customer = call.Request!.Customer,
        IdempotencyKey = call.Request.IdempotencyKey,
        Journey = program.Definition.Name,
        Offer = call.Request.Offer,
        IssuedAt = call.Request.RequestedAt,
        ExpiresAt = Instants.Normalize(call.Issued.ExpiresAt),
    };

    private sealed class Call(PendingCallout pending, VoucherOffer? offer) : HostCall(pending)
    {
        internal VoucherOffer? Offer { get; } = offer;

        internal DateTimeOffset CalledAt => PendingCallout.Enrollment.State.CalledAt!.Value;

        internal Cart Cart { get; set; } = Cart.Empty;

        /// <summary>The request; null if the offer no longer exists or is bound to an empty cart.</summary>
        internal VoucherRequest? Request { get; set; }

        internal IssuedVoucher? Issued { get; set; }
    }
}
