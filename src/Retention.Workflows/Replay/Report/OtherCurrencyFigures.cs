namespace Retention.Workflows.Replay;

/// <summary>Amounts in another currency than the report's. The other figures count these events without their amount.</summary>
public sealed record OtherCurrencyFigures
{
    /// <summary>The ISO 4217 code of the amounts.</summary>
    public required string Currency { get; init; }

    /// <summary>The number of goals reached with an amount in this currency.</summary>
    public long Converted { get; init; }

    /// <summary>The sum of their amounts.</summary>
    public decimal Revenue { get; init; }

    /// <summary>The discount of vouchers redeemed in this currency.</summary>
    public decimal Discount { get; init; }
}
