namespace Retention.Workflows;
/// <summary>Placeholder until the segments room lands.</summary>
public readonly record struct RfmScore(int Recency, int Frequency, int Monetary);
/// <summary>x</summary>
public readonly record struct PurchaseTotals(CustomerId Customer, DateTimeOffset LastPurchaseAt, int Purchases, decimal Spent, string Currency);
/// <summary>x</summary>
public sealed class RfmModel;
