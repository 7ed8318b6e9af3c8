namespace Retention.Workflows.Peers;

/// <summary>What was done for all customers: a contender that did less is not in the table.</summary>
internal sealed record Outcome(long Ended, long Offers, long Vouchers, long VoucherMessages)
{
    internal static Outcome Of(Customers all)
    {
        var without = all.Count - all.Buyers.Count();
        return new Outcome(all.Count, all.Count, without, without);
    }
}
