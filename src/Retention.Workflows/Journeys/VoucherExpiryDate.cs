using System.Globalization;

namespace Retention.Workflows;

/// <summary>The last day of a voucher. Created by <see cref="CustomerDate.VoucherExpiry"/>.</summary>
public sealed record VoucherExpiryDate : CustomerDate
{
    internal VoucherExpiryDate()
    {
    }

    private protected override string DescribeDay() => "the last day of the voucher";
}
