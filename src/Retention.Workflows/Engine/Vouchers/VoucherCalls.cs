using Retention.Workflows.Storage;

namespace Retention.Workflows;

/// <summary>Asks the shop's own issuer for the vouchers that enrollments wait for, outside every transaction, and moves them on with the answers.</summary>
/// <remarks>
/// Nothing is claimed: the same key gets the same voucher, so two workers may ask for the same one, and the transaction that comes second
/// finds the enrollment gone and leaves it.
/// </remarks>
internal sealed class VoucherCalls(IRetentionStore store, EngineSettings settings, JourneyPrograms programs, DueAdvance due, BatchAdvance advance, EventReactions reactions, TimeProvider time)
{
    /// <summary>Asks for one batch.</summary>
    /// <returns>Whether there was anything to do.</returns>
    internal async Task<bool> RunAsync(int partition, CancellationToken cancellationToken)
    {
        if (settings.Issuer is not { } issuer)
            return await ReleaseAsync(partition, cancellationToken).ConfigureAwait(false);
        var calls = await ReadAsync(partition, cancellationToken).ConfigureAwait(false);
        if (calls.Count == 0)
            return false;

        using var activity = EngineTelemetry.Start("retention.calls", partition);
        var begun = settings.Telemetry.Begin();
        using var slots = new SemaphoreSlim(settings.Options.SendConcurrency);
        var answers = await Task.WhenAll(calls.Select(call => AskAsync(issuer, call, slots, cancellationToken))).ConfigureAwait(false);
        await KeepAsync(partition, answers.ToDictionary(answer => answer.Call.Enrollment), cancellationToken).ConfigureAwait(false);
        settings.Telemetry.Batch(EngineTelemetry.Calls, calls.Count, begun);
        return true;
    }

    /// <summary>The shop gave its own issuer up while enrollments waited for it: the library issues for them.</summary>
    private async Task<bool> ReleaseAsync(int partition, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var parked = await ParkedAsync(new Batch(transaction, settings, time), cancellationToken).ConfigureAwait(false);
            if (parked.Count == 0)
                return false;
            await transaction.Enrollments.UpdateAsync(
                [.. parked.Select(enrollment => enrollment with { Status = EnrollmentStatus.Active, Attempt = 1, State = enrollment.State with { CalledAt = null } })],
                cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
    }

    /// <summary>Those who wait for a voucher, and not for the engine that stores their workflow.</summary>
    private async Task<IReadOnlyList<Enrollment>> ParkedAsync(Batch batch, CancellationToken cancellationToken)
    {
        var due = await batch.Transaction.Enrollments.ReadDueAsync(EnrollmentStatus.Calling, batch.Now, settings.Options.BatchSize, cancellationToken).ConfigureAwait(false);
        var parked = new List<Enrollment>(due.Count);
        foreach (var enrollment in due)
        {
            if (enrollment.State.CalledAt is not null || await programs.FindAsync(enrollment.Journey, enrollment.Version, cancellationToken).ConfigureAwait(false) is not { IsOutside: true })
                parked.Add(enrollment);
        }

        return parked;
    }

    private async Task<IReadOnlyList<Call>> ReadAsync(int partition, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var batch = new Batch(transaction, settings, time);
            var parked = await ParkedAsync(batch, cancellationToken).ConfigureAwait(false);
            var zones = await batch.ZonesAsync([.. parked.Select(enrollment => enrollment.Customer)], cancellationToken).ConfigureAwait(false);
            var offers = new VoucherOffer?[parked.Count];
            for (var index = 0; index < offers.Length; index++)
            {
                var program = await programs.FindAsync(parked[index].Journey, parked[index].Version, cancellationToken).ConfigureAwait(false);
                offers[index] = program?.Find(parked[index].Step!)?.Step is IssueVoucherStep step ? settings.Offers.Find(step.Offer) : null;
            }

            // The cart as it was when the step was reached, so that every try asks for the same.
            var bound = Enumerable.Range(0, offers.Length).Where(index => offers[index] is { ForOriginalCart: true }).ToArray();
            var read = await batch.CartsAsync([.. bound.Select(index => new CustomerMoment(parked[index].Customer, parked[index].State.CalledAt ?? batch.Now))], cancellationToken).ConfigureAwait(false);
            var carts = bound.Zip(read).ToDictionary(pair => pair.First, pair => pair.Second);
            var calls = new List<Call>(parked.Count);
            for (var index = 0; index < offers.Length; index++)
            {
                var (enrollment, cart) = (parked[index], carts.GetValueOrDefault(index, Cart.Empty));
                var terms = offers[index]?.For(cart);
                calls.Add(new Call(
                    enrollment.Id, enrollment.Step, terms is null ? null : RequestOf(enrollment, terms, cart, zones[enrollment.Customer], enrollment.State.CalledAt ?? batch.Now), offers[index] is not null && terms is null));
            }

            return calls;
        }
    }

    private async Task<Answer> AskAsync(IVoucherIssuer issuer, Call call, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        if (call.HasNoCart)
            return new Answer(call, null, null);
        if (call.Request is null)
            return new Answer(call, null, new InvalidOperationException("The offer of this step is no longer registered."));
        await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var limit = new CancellationTokenSource(settings.Options.SendTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            var issued = await issuer.IssueAsync(call.Request, either.Token).WaitAsync(either.Token).ConfigureAwait(false);
            ArgumentException.ThrowIfNullOrWhiteSpace(issued.Code);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(issued.Code.Length, 64);
            return new Answer(call, issued, null);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new Answer(call, null, exception);
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task KeepAsync(int partition, Dictionary<EnrollmentId, Answer> answers, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var batch = new Batch(transaction, settings, time);
            var travellers = new List<Traveller>(answers.Count);
            var aside = new List<Enrollment>();
            foreach (var enrollment in (await transaction.Enrollments.FindAsync(answers.Keys, cancellationToken).ConfigureAwait(false)).Values.OrderBy(found => found.Id.Number))
            {
                // Another worker may have been faster; the enrollment may even wait at its next voucher already.
                if (enrollment.Status != EnrollmentStatus.Calling || enrollment.Step != answers[enrollment.Id].Call.Step)
                    continue;
                var program = await programs.FindAsync(enrollment.Journey, enrollment.Version, cancellationToken).ConfigureAwait(false);
                if (program is { IsOutside: true } && enrollment.State.CalledAt is null)
                    continue;
                if (program?.Find(enrollment.Step!) is not { Step: IssueVoucherStep step } instruction)
                {
                    aside.Add(due.PutAside(batch, enrollment, program));
                    continue;
                }

                var answer = answers[enrollment.Id];
                var traveller = new Traveller(enrollment, program, instruction.Index);
                travellers.Add(traveller);
                if (answer.Call.HasNoCart)
                {
                    IssueVoucherHandler.CountNone(batch, program, step);
                    GoOn();
                    continue;
                }

                if (answer.Issued is null)
                {
                    advance.Fail(batch, traveller, step.Name, answer.Problem!);
                    continue;
                }

                if ((await transaction.Vouchers.FindAsync([answer.Issued.Code], cancellationToken).ConfigureAwait(false)).Count > 0)
                {
                    advance.Fail(batch, traveller, step.Name, new InvalidOperationException("The shop's issuer gave a code away that another voucher has."));
                    continue;
                }

                await IssueVoucherHandler.KeepAsync(batch, step, [traveller], [VoucherOf(answer.Call.Request!, program, answer.Issued)], cancellationToken).ConfigureAwait(false);
                GoOn();

                void GoOn()
                {
                    if (instruction.LedBy is null)
                        batch.Count(program, step.Name, JourneyMeasures.Left, program.NameOf(instruction.Next));
                    traveller.GoTo(instruction.Next);
                }
            }

            await advance.RunAsync(batch, [.. travellers.Where(traveller => traveller.IsMoving)], cancellationToken).ConfigureAwait(false);
            await BatchAdvance.WriteAsync(batch, travellers, cancellationToken).ConfigureAwait(false);
            await transaction.Enrollments.UpdateAsync(aside, cancellationToken).ConfigureAwait(false);
            await reactions.ReactAsync(batch, batch.Recorded, cancellationToken).ConfigureAwait(false);
            await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static VoucherRequest RequestOf(Enrollment enrollment, VoucherOffer offer, Cart cart, TimeZoneInfo zone, DateTimeOffset requestedAt) => new()
    {
        IdempotencyKey = StepKey.Of(enrollment.Id, enrollment.Step!, enrollment.State.Visit),
        Customer = enrollment.Customer,
        Offer = offer,
        Lines = cart.Lines,
        RequestedAt = requestedAt,
        ExpiresAt = offer.ExpiryOf(requestedAt, zone),
    };

    private static Voucher VoucherOf(VoucherRequest request, JourneyProgram program, IssuedVoucher issued) => new()
    {
        Code = issued.Code,
        Customer = request.Customer,
        IdempotencyKey = request.IdempotencyKey,
        Journey = program.Definition.Name,
        Offer = request.Offer,
        IssuedAt = request.RequestedAt,
        ExpiresAt = Instants.Normalize(issued.ExpiresAt),
    };

    private sealed record Call(EnrollmentId Enrollment, string? Step, VoucherRequest? Request, bool HasNoCart);

    private sealed record Answer(Call Call, IssuedVoucher? Issued, Exception? Problem);
}
