using System.Globalization;

namespace Retention.Workflows;

/// <summary>The anniversary of the first purchase. Created by <see cref="CustomerDate.FirstPurchaseAnniversary"/>.</summary>
public sealed record FirstPurchaseDate : CustomerDate
{
    internal FirstPurchaseDate()
    {
    }

    private protected override string DescribeDay() => "the anniversary of the first purchase";
}
