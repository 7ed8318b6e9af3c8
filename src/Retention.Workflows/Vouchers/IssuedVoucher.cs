namespace Retention.Workflows.Vouchers;

/// <summary>A voucher that the shop's system issued.</summary>
public sealed record IssuedVoucher
{
    /// <summary>The code that the customer enters; at most 64 characters.</summary>
    public required string Code { get; init; }

    /// <summary>The last instant at which the voucher can be redeemed.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
