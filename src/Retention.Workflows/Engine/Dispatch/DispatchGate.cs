namespace Retention.Workflows;

/// <summary>Whether a message may leave now. The checks stand in the order of the semantics; the first refusal is the reason.</summary>
internal static class DispatchGate
{
    internal static string? Refusal(OutboxMessage message, SendStep step, Enrollment? enrollment, Customer? customer, Voucher? voucher, DateTimeOffset now)
    {
        if (enrollment is null || enrollment.Status == EnrollmentStatus.Exited)
            return Outcomes.Exited;
        if (customer is null)
            return Outcomes.UnknownCustomer;
        if (customer.AddressOn(message.Channel) is null)
            return Outcomes.NoAddress;
        if (step.Topic != Topic.Transactional && !customer.HasConsent(step.Topic, message.Channel))
            return Outcomes.NoConsent;
        if (voucher?.RedeemedAt is not null)
            return Outcomes.VoucherRedeemed;
        if (voucher is null && message.VoucherCode is not null)
            return Outcomes.VoucherExpired; // so long ago that it was purged
        return voucher?.ExpiresAt < now ? Outcomes.VoucherExpired : null;
    }
}
